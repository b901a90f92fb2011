import CCommit

/// The version of this program.
enum ProgramVersion {
    static let number = "0.1.0"

    /// Output of `--version`: the version, and the commit that was checked out at the build.
    static var text: String {
        let commit = String(cString: podium_commit()).prefix(12)
        return "\(number) (commit \(commit.isEmpty ? "unknown" : commit))"
    }
}
