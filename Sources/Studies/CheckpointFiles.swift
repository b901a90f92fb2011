import Files
import Foundation
import StudyModel
package import Wire

/// The checkpoints of a study at its coordinator: one file per checkpoint, named by its SHA-256.
///
/// Workers upload them in pieces. A checkpoint only saves time: if one is missing, its trial is
/// trained again from the beginning, with the same results. So files are not made durable. One
/// thread uses it.
package final class CheckpointFiles {
    package struct Limits: Sendable {
        /// Bytes of all checkpoints of the study.
        package var total = 64 << 30
        /// Uploads that are not complete yet.
        package var uploads = 256
    }

    private let directory: String
    private let limits: Limits
    private var uploads: FileUploads
    private var sizes: [String: Int] = [:]

    package init(directory: String, limits: Limits = Limits()) {
        self.directory = directory
        self.limits = limits
        uploads = FileUploads(limit: limits.uploads)
    }

    /// Removes all files except some checkpoints.
    package func sweep(keeping digests: Set<String>) {
        let names = Directory.readableNames(in: directory)
        for name in names where !digests.contains(name) { remove(file: directory + "/" + name) }
        sizes = [:]
        for name in names where digests.contains(name) { sizes[name] = Self.size(path(name)) }
    }

    /// Takes a piece of a checkpoint.
    ///
    /// - Returns: the offset of the next piece; the checkpoint's size once it is complete. The
    ///   sender continues there: a piece at another place is not taken.
    package func take(_ piece: CheckpointPiece) throws -> Int {
        let digest = piece.digest
        guard digest.isSHA256, piece.byteCount > 0,
            piece.byteCount <= WireLimits.largestCheckpoint
        else { throw Refusal("a checkpoint of \(piece.byteCount) bytes with an unusable digest") }
        if let size = sizes[digest] { return size }
        let used = sizes.values.reduce(0, +) + uploads.byteCount
        let outcome = try uploads.take(
            FileUploads.Piece(
                byteCount: piece.byteCount, sha256: digest, offset: piece.offset,
                bytes: piece.bytes),
            of: digest, isDurable: false
        ) { try begin(digest, piece.byteCount, used: used) }
        switch outcome {
        case .next(let offset): return offset
        case .complete:
            sizes[digest] = piece.byteCount
            return piece.byteCount
        case .sizesDiffer: throw Refusal("the sizes of the checkpoint's pieces differ")
        case .tooLong: throw Refusal("a checkpoint has more bytes than stated")
        case .damaged: throw Refusal("the checkpoint came damaged")
        }
    }

    /// - Parameter used: the bytes of the study's checkpoints, also of those under way.
    private func begin(_ digest: String, _ byteCount: Int, used: Int) throws -> PartialFile {
        guard used + byteCount <= limits.total else {
            throw Refusal(
                "the study's checkpoints have reached their limit of \(limits.total >> 30) GB")
        }
        try Directory.make(directory)
        return try PartialFile(for: path(digest))
    }

    /// The bytes `offset ..< offset + count` of a checkpoint; fewer, or none, at its end.
    package func read(_ digest: String, offset: Int, count: Int) throws -> [UInt8] {
        guard digest.isSHA256, offset >= 0, count >= 0 else {
            throw Refusal("a request for a part of no checkpoint")
        }
        guard let file = FileHandle(forReadingAtPath: path(digest)) else {
            throw Refusal("there is no checkpoint \(digest.prefix(12))")
        }
        defer { try? file.close() }
        try file.seek(toOffset: UInt64(offset))
        return Array(try file.read(upToCount: count) ?? Data())
    }

    package func remove(_ digest: String) {
        guard digest.isSHA256 else { return }
        sizes[digest] = nil
        remove(file: path(digest))
    }

    private func remove(file: String) { try? FileManager.default.removeItem(atPath: file) }

    private func path(_ digest: String) -> String { directory + "/" + digest }

    private static func size(_ path: String) -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }
}
