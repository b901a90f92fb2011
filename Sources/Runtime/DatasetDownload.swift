import Datasets
import Foundation
import StudyModel
import ZeroMQ

/// Brings a data set from the coordinator to a worker that doesn't have it, piece by piece, over a
/// connection of its own and verified by its checksums.
struct DatasetDownload: Sendable {
    private static let answerMilliseconds = 15_000
    private static let triesPerPiece = 4

    let endpoint: String
    let security: ClientSecurity
    let context: Context
    let cache: DatasetCache
    let notice: @Sendable (String) -> Void

    func fetch(_ name: DatasetName) throws {
        let socket = try Socket.client(context, security: security)
        defer { socket.close() }
        try socket.connect(endpoint)
        for file in cache.files(of: name) where !cache.contains(file) {
            notice("fetching \(name.rawValue)/\(file.name) from the coordinator")
            let receiver = try DatasetReceiver(file: file, cache: cache)
            while !receiver.isComplete {
                let request = DataRequest(
                    dataset: name, file: file.name, offset: receiver.receivedByteCount,
                    count: Wire.dataChunk)
                let bytes = try piece(request, socket)
                // A coordinator whose own file is cut short would be asked for ever.
                guard !bytes.isEmpty else {
                    throw failure(file.name, reason: "an empty piece came")
                }
                try receiver.append(bytes, at: request.offset)
            }
            try receiver.finish()
        }
    }

    private func piece(_ request: DataRequest, _ socket: Socket) throws -> [UInt8] {
        var poller = Poller()
        let item = poller.add(socket, for: .writable)
        for _ in 0..<Self.triesPerPiece {
            poller.setInterest(.writable, of: item)
            _ = try poller.poll(timeoutMilliseconds: Self.answerMilliseconds)
            guard try socket.send(ClientMessage.dataRequest(request).encoded()) == .sent else {
                continue
            }
            poller.setInterest(.readable, of: item)
            while try !poller.poll(timeoutMilliseconds: Self.answerMilliseconds).isEmpty {
                guard let message = try socket.receive() else { continue }
                // An answer to an earlier try is not the one waited for.
                if case .dataReply(request, let result) = try ServerMessage(frames: message.frames)
                {
                    return try result.get()
                }
            }
        }
        throw failure(request.file, reason: "no answer came")
    }

    private func failure(_ file: String, reason: String) -> RuntimeError {
        .file(
            path: file, action: "fetch it from the coordinator at \(endpoint)", reason: reason)
    }
}
