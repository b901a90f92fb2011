import Files
import Foundation
import Studies
import Wire
import ZeroMQ

/// Where the slots of a worker keep checkpoints.
protocol CheckpointKeeper: Sendable {
    /// Uploads a checkpoint.
    ///
    /// - Parameters:
    ///   - isUrgent: whether to try again until it succeeds. If not, one failure is enough.
    ///   - shouldStop: ends the tries.
    /// - Returns: the digest; nil if the coordinator has not got it.
    func upload(
        _ bytes: [UInt8], of study: String, isUrgent: Bool, shouldStop: () -> Bool
    ) -> String?

    /// The bytes of a checkpoint; nil if they can't be had.
    func fetch(_ digest: String, of study: String) -> [UInt8]?
}

/// A worker's checkpoints: it uploads those that it makes, fetches those that it lacks, and keeps
/// the newest ones in memory.
///
/// Each transfer has a connection of its own, as the download of data sets has. Slots use it at the
/// same time; the cache is behind the lock.
final class CheckpointExchange: CheckpointKeeper, @unchecked Sendable {
    /// Bytes of checkpoints that are kept in memory.
    private static let cacheBytes = 256 << 20
    private static let cacheCount = 1000
    private static let answerMilliseconds = 5000
    private static let retrySeconds = 1.0

    private let endpoint: String
    private let security: ClientSecurity
    private let context: Context
    private let warn: @Sendable (String) -> Void
    private let lock = NSLock()
    private var cached: [(digest: String, bytes: [UInt8])] = []

    init(
        endpoint: String, security: ClientSecurity, context: Context,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.endpoint = endpoint
        self.security = security
        self.context = context
        self.warn = warn
    }

    func upload(
        _ bytes: [UInt8], of study: String, isUrgent: Bool, shouldStop: () -> Bool
    ) -> String? {
        guard bytes.count <= WireLimits.largestCheckpoint else {
            warn(
                "a checkpoint of \(bytes.count >> 20) MB is larger than the "
                    + "\(WireLimits.largestCheckpoint >> 20) MB that can be kept")
            return nil
        }
        let digest = SHA256.hexadecimal(bytes)
        while true {
            do {
                try send(bytes, digest, of: study, shouldStop)
                keep(bytes, digest)
                return digest
            } catch let refusal as Refusal {
                warn("the coordinator did not take a checkpoint: \(refusal.reason)")
                return nil
            } catch {
                guard isUrgent, !shouldStop() else { return nil }
                Thread.sleep(forTimeInterval: Self.retrySeconds)
            }
        }
    }

    func fetch(_ digest: String, of study: String) -> [UInt8]? {
        if let bytes = lock.withLock({ cached.first { $0.digest == digest }?.bytes }) {
            return bytes
        }
        do {
            let bytes = try receive(digest, of: study)
            guard SHA256.hexadecimal(bytes) == digest else {
                throw Refusal("its bytes are damaged")
            }
            keep(bytes, digest)
            return bytes
        } catch {
            let reason = (error as? Refusal)?.reason ?? "\(error)"
            warn("a checkpoint could not be fetched (\(reason)): its trial is trained again")
            return nil
        }
    }

    private func keep(_ bytes: [UInt8], _ digest: String) {
        lock.withLock {
            cached.removeAll { $0.digest == digest }
            cached.append((digest, bytes))
            var total = cached.reduce(0) { $0 + $1.bytes.count }
            while total > Self.cacheBytes && cached.count > 1 || cached.count > Self.cacheCount {
                total -= cached.removeFirst().bytes.count
            }
        }
    }

    private func send(
        _ bytes: [UInt8], _ digest: String, of study: String, _ shouldStop: () -> Bool
    ) throws {
        let socket = try connect()
        defer { socket.close() }
        var offset = 0
        // The first piece is empty: its reply says what the coordinator has already.
        var end = 0
        while offset < bytes.count {
            let piece = CheckpointPiece(
                study: study, digest: digest, byteCount: bytes.count, offset: offset,
                bytes: Array(bytes[offset..<end]))
            offset = try ask(.checkpointPiece(piece), over: socket) {
                reply -> Result<Int, Refusal>? in
                guard case .checkpointReply(digest, let result) = reply else { return nil }
                return result
            }
            end = min(offset + WireLimits.dataChunk, bytes.count)
            if shouldStop() { throw Refusal("it was interrupted") }
        }
    }

    private func receive(_ digest: String, of study: String) throws -> [UInt8] {
        let socket = try connect()
        defer { socket.close() }
        var bytes: [UInt8] = []
        while true {
            let request = DataRequest(
                .checkpoint(study: study, digest: digest), offset: bytes.count,
                count: WireLimits.dataChunk)
            let piece = try ask(.dataRequest(request), over: socket) {
                reply -> Result<[UInt8], Refusal>? in
                guard case .dataReply(request, let result) = reply else { return nil }
                return result
            }
            bytes += piece
            if piece.count < WireLimits.dataChunk { return bytes }
        }
    }

    private func connect() throws -> Socket {
        let socket = try Socket.client(context, security: security)
        try socket.connect(endpoint)
        return socket
    }

    private func ask<Value>(
        _ message: ClientMessage, over socket: Socket,
        reply: (ServerMessage) -> Result<Value, Refusal>?
    ) throws -> Value {
        let answer = try socket.request(
            message, milliseconds: Self.answerMilliseconds, reply: reply)
        guard let answer else { throw NoReply() }
        return try answer.get()
    }

    private struct NoReply: Error {}
}
