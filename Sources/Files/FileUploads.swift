/// Files that arrive in pieces: each is assembled beside its place, verified by its SHA-256, and
/// appears there complete.
///
/// If too many are under way, the one that is idle for longest is given up; its sender begins
/// again.
package struct FileUploads {
    /// A piece of a file.
    package struct Piece {
        /// The bytes of the whole file.
        package var byteCount: Int
        package var sha256: String
        /// Where the piece begins.
        package var offset: Int
        package var bytes: [UInt8]

        package init(byteCount: Int, sha256: String, offset: Int, bytes: [UInt8]) {
            self.byteCount = byteCount
            self.sha256 = sha256
            self.offset = offset
            self.bytes = bytes
        }
    }

    /// What became of a piece.
    package enum Outcome: Sendable, Hashable {
        /// The sender continues at this offset: a piece at another place is not taken.
        case next(offset: Int)
        case complete
        /// The file's pieces state different sizes; what arrived is given up.
        case sizesDiffer
        /// The piece ends beyond the file; what arrived is given up.
        case tooLong
        /// The file's bytes have another digest; what arrived is given up.
        case damaged
    }

    private struct Upload {
        var file: PartialFile
        var hash = SHA256()
        var received = 0
        var byteCount: Int
        /// Grows with each piece of any upload: the smallest is the longest idle.
        var usedAt: Int
    }

    private let limit: Int
    private var uploads: [String: Upload] = [:]
    private var clock = 0

    /// - Parameter limit: the number of files that may be incomplete at a time.
    package init(limit: Int) { self.limit = limit }

    /// The bytes of all incomplete files, when they are complete.
    package var byteCount: Int { uploads.values.reduce(0) { $0 + $1.byteCount } }

    package func isUnderWay(_ key: String) -> Bool { uploads[key] != nil }

    /// Takes a piece; an empty one asks where to continue.
    ///
    /// - Parameters:
    ///   - key: a name for the file among those under way.
    ///   - isDurable: whether the complete file survives a loss of power.
    ///   - begin: creates the file for the first piece.
    package mutating func take(
        _ piece: Piece, of key: String, isDurable: Bool, begin: () throws -> PartialFile
    ) throws -> Outcome {
        clock += 1
        var upload: Upload
        if let found = uploads.removeValue(forKey: key) {
            upload = found
        } else {
            let file = try begin()
            if uploads.count >= limit,
                let idle = uploads.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                uploads[idle.key] = nil
            }
            upload = Upload(file: file, byteCount: piece.byteCount, usedAt: clock)
        }
        upload.usedAt = clock
        guard upload.byteCount == piece.byteCount else { return .sizesDiffer }
        guard piece.offset == upload.received, !piece.bytes.isEmpty || piece.byteCount == 0 else {
            uploads[key] = upload
            return .next(offset: upload.received)
        }
        guard piece.bytes.count <= upload.byteCount - upload.received else { return .tooLong }
        upload.hash.update(piece.bytes)
        try upload.file.append(piece.bytes)
        upload.received += piece.bytes.count
        guard upload.received == upload.byteCount else {
            uploads[key] = upload
            return .next(offset: upload.received)
        }
        guard upload.hash.finish() == piece.sha256 else { return .damaged }
        try upload.file.commit(isDurable: isDurable)
        return .complete
    }
}
