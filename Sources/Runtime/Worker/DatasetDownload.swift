import Datasets
import Files
import Foundation
import Studies
import StudyModel
import Wire
import ZeroMQ

/// Downloads missing data from the coordinator to a worker, in pieces, over a separate connection,
/// and verifies the checksums.
struct DatasetDownload: Sendable {
    private static let answerMilliseconds = 15_000
    private static let triesPerPiece = 4

    let endpoint: String
    let security: ClientSecurity
    let context: Context
    let cache: DatasetCache
    let notice: @Sendable (String) -> Void

    func fetch(_ data: NeededData) throws {
        let socket = try Socket.client(context, security: security)
        defer { socket.close() }
        try socket.connect(endpoint)
        switch data {
        case .dataset(let name):
            for file in cache.files(of: name) where !cache.contains(file) {
                notice("fetching \(name.rawValue)/\(file.name) from the coordinator")
                try receive(
                    DatasetReceiver(file: file, cache: cache), .dataset(name, file: file.name),
                    socket)
            }
        case .input(let input):
            notice("fetching \(input.path) from the coordinator")
            try receive(
                DatasetReceiver(input: input, cache: cache), .input(sha256: input.sha256), socket)
        }
    }

    private func receive(
        _ receiver: DatasetReceiver, _ source: DataRequest.Source, _ socket: Socket
    ) throws {
        while !receiver.isComplete {
            let request = DataRequest(
                source, offset: receiver.receivedByteCount, count: WireLimits.dataChunk)
            let bytes = try piece(request, of: receiver.name, socket)
            // If the coordinator's own file is truncated, the requests would never end.
            guard !bytes.isEmpty else {
                throw failure(receiver.name, reason: "an empty piece came")
            }
            try receiver.append(bytes, at: request.offset)
        }
        try receiver.finish()
    }

    private func piece(
        _ request: DataRequest, of file: String, _ socket: Socket
    ) throws -> [UInt8] {
        for _ in 0..<Self.triesPerPiece {
            // Answers to earlier requests are skipped.
            let answer = try socket.request(
                .dataRequest(request), milliseconds: Self.answerMilliseconds
            ) { message -> Result<[UInt8], Refusal>? in
                if case .dataReply(request, let result) = message { result } else { nil }
            }
            if let answer { return try answer.get() }
        }
        throw failure(file, reason: "no answer came")
    }

    private func failure(_ file: String, reason: String) -> FileFailure {
        FileFailure(
            path: file, action: "fetch it from the coordinator at \(endpoint)", reason: reason)
    }
}
