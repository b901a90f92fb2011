import Files
package import StudyModel

/// Receives a file in pieces and installs it in the cache once it is complete and correct.
///
/// A receiver released before `finish` leaves no file; a new one starts at 0. Only one thread at a
/// time may use it.
package final class DatasetReceiver {
    /// The file's name in messages.
    package let name: String
    package let byteCount: Int
    /// The number of bytes received: the offset of the next piece.
    package private(set) var receivedByteCount = 0

    private let sha256: String
    private let partial: PartialFile
    private var hash = SHA256()

    private init(
        name: String, byteCount: Int, sha256: String, path: String
    ) throws(DatasetError) {
        self.name = name
        self.byteCount = byteCount
        self.sha256 = sha256
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try SystemCalls.makeDirectory(directory)
        PartialFile.removeAbandoned(among: Directory.readableNames(in: directory), in: directory)
        partial = try SystemCalls.checked { () throws(FileFailure) in try PartialFile(for: path) }
    }

    /// Receives a file of a known data set.
    package convenience init(file: DatasetFile, cache: DatasetCache) throws(DatasetError) {
        try self.init(
            name: file.name, byteCount: file.byteCount, sha256: file.sha256,
            path: cache.path(of: file))
    }

    /// Receives an input file of a job; makes room for it in the cache.
    ///
    /// - Throws: `badTransfer` if its digest is not a SHA-256 and therefore not a safe file name.
    package convenience init(input: InputFile, cache: DatasetCache) throws(DatasetError) {
        guard input.sha256.isSHA256 else {
            throw .badTransfer(
                file: input.path, found: "the digest \(input.sha256.prefix(80).debugDescription)",
                expected: "a SHA-256 in lower-case hexadecimal")
        }
        cache.makeRoom(for: input.byteCount)
        try self.init(
            name: input.path, byteCount: input.byteCount, sha256: input.sha256,
            path: cache.path(of: input))
    }

    /// Whether all bytes were received, so that `finish` can be called.
    package var isComplete: Bool { receivedByteCount == byteCount }

    /// Writes the next piece, which must start at the end of the last one.
    package func append(_ bytes: [UInt8], at offset: Int) throws(DatasetError) {
        guard offset == receivedByteCount else {
            throw .badTransfer(
                file: name, found: "a piece at byte \(offset)",
                expected: "one at byte \(receivedByteCount)")
        }
        guard offset + bytes.count <= byteCount else {
            throw .badTransfer(
                file: name, found: "\(offset + bytes.count) bytes or more",
                expected: "\(byteCount)")
        }
        hash.update(bytes)
        try SystemCalls.checked { () throws(FileFailure) in try partial.append(bytes) }
        receivedByteCount += bytes.count
    }

    /// Checks length and SHA-256 and moves the file into place.
    package func finish() throws(DatasetError) {
        guard isComplete else {
            throw .badTransfer(
                file: name, found: "only \(receivedByteCount) bytes", expected: "\(byteCount)")
        }
        let digest = hash.finish()
        guard digest == sha256 else {
            throw .wrongChecksum(file: name, found: digest, expected: sha256)
        }
        try SystemCalls.checked { () throws(FileFailure) in try partial.commit() }
    }
}
