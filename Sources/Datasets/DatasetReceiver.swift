import Files
package import StudyModel

/// Takes in a file piece by piece and puts it in the cache when all is there and right.
///
/// A receiver that is dropped before `finish` leaves nothing behind; a new one starts at 0. It is
/// used by one thread at a time.
package final class DatasetReceiver {
    /// What the file is called in messages.
    package let name: String
    package let byteCount: Int
    /// How many bytes are there: where the next piece must start.
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
        PartialFile.removeAbandoned(among: SystemCalls.names(in: directory), in: directory)
        partial = try SystemCalls.checked { () throws(FileFailure) in try PartialFile(for: path) }
    }

    /// A file of a data set that is known by name.
    package convenience init(file: DatasetFile, cache: DatasetCache) throws(DatasetError) {
        try self.init(
            name: file.name, byteCount: file.byteCount, sha256: file.sha256,
            path: cache.path(of: file))
    }

    /// A file that a job names; room is made for it.
    ///
    /// - Throws: `badTransfer` where its digest is none, and so no name that is safe.
    package convenience init(input: InputFile, cache: DatasetCache) throws(DatasetError) {
        guard InputShelf.isDigest(input.sha256) else {
            throw .badTransfer(
                file: input.path, found: "the digest \(input.sha256.prefix(80).debugDescription)",
                expected: "a SHA-256 in lower-case hexadecimal")
        }
        cache.makeRoom(for: input.byteCount)
        try self.init(
            name: input.path, byteCount: input.byteCount, sha256: input.sha256,
            path: cache.path(of: input))
    }

    /// Whether all bytes are there, so that `finish` can be called.
    package var isComplete: Bool { receivedByteCount == byteCount }

    /// Writes the next piece, which must start where the last one ended.
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

    /// Checks length and SHA-256 and puts the file in its place.
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
