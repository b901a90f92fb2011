/// A file that trials need and the coordinator serves; its content identifies it, not its path.
package struct InputFile: Sendable, Hashable, Codable {
    /// The path on the coordinator; relative paths start at the job file's directory.
    package var path: String
    /// SHA-256 of its bytes in lower-case hexadecimal.
    package var sha256: String
    package var byteCount: Int

    package init(path: String, sha256: String, byteCount: Int) {
        self.path = path
        self.sha256 = sha256
        self.byteCount = byteCount
    }
}
