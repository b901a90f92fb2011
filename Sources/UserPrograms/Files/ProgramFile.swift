import Portable
package import StudyModel

/// A file that a program needs in its run directory.
///
/// It is encoded with the keys of an `InputFile`, so that the coordinator serves it.
package struct ProgramFile: Sendable, Hashable, Codable {
    /// The path on the coordinator.
    package var path: String
    /// SHA-256 of its bytes in lower-case hexadecimal.
    package var sha256: String
    package var byteCount: Int
    /// The path in the run directory.
    package var name: String
    package var isExecutable: Bool

    package init(_ input: InputFile, name: String, isExecutable: Bool) {
        path = input.path
        sha256 = input.sha256
        byteCount = input.byteCount
        self.name = name
        self.isExecutable = isExecutable
    }

    package var input: InputFile {
        InputFile(path: path, sha256: sha256, byteCount: byteCount)
    }
}

extension ProgramFile {
    /// The most files of a job: each of them travels in the job's description.
    package static let largestCount = 2000

    /// Why files can't be put into a run directory, or nil.
    ///
    /// The worker checks what the coordinator has sent.
    package static func complaint(about files: [ProgramFile]) -> String? {
        guard files.count <= largestCount else {
            return "\(files.count, "file"); expected at most \(largestCount)"
        }
        return RunPath.complaint(about: files.map(\.name))
            ?? files.first { !$0.sha256.isSHA256 || $0.byteCount < 0 }.map {
                "\($0.name) has no valid digest or size"
            }
    }
}
