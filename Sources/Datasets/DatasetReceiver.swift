/// Takes in a file of a data set piece by piece and puts it in the cache when all is there.
///
/// A receiver that is dropped before `finish` leaves nothing behind; a new one starts at 0. It is
/// used by one thread at a time.
package final class DatasetReceiver {
    package let file: DatasetFile
    /// How many bytes are there: where the next piece must start.
    package private(set) var receivedByteCount = 0

    private let partial: PartialFile
    private var hash = SHA256()

    package init(file: DatasetFile, cache: DatasetCache) throws(DatasetError) {
        self.file = file
        partial = try PartialFile(for: cache.path(of: file))
    }

    /// Whether all bytes are there, so that `finish` can be called.
    package var isComplete: Bool { receivedByteCount == file.byteCount }

    /// Writes the next piece, which must start where the last one ended.
    package func append(_ bytes: [UInt8], at offset: Int) throws(DatasetError) {
        guard offset == receivedByteCount else {
            throw .badTransfer(
                file: file.name, found: "a piece at byte \(offset)",
                expected: "one at byte \(receivedByteCount)")
        }
        guard offset + bytes.count <= file.byteCount else {
            throw .badTransfer(
                file: file.name, found: "\(offset + bytes.count) bytes or more",
                expected: "\(file.byteCount)")
        }
        // Typed errors don't pass through closures of the standard library.
        let result: Result<Void, DatasetError> = bytes.withUnsafeBytes { pointer in
            hash.update(pointer)
            return Result { () throws(DatasetError) in try partial.append(pointer) }
        }
        try result.get()
        receivedByteCount += bytes.count
    }

    /// Checks length and SHA-256 and puts the file in its place.
    package func finish() throws(DatasetError) {
        guard isComplete else {
            throw .badTransfer(
                file: file.name, found: "only \(receivedByteCount) bytes",
                expected: "\(file.byteCount)")
        }
        let digest = hash.finish()
        guard digest == file.sha256 else {
            throw .wrongChecksum(file: file.name, found: digest, expected: file.sha256)
        }
        try partial.commit()
    }
}
