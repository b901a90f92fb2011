package import Coordination
package import StudyModel
import UserErrors

/// A message to the coordinator from a worker, or from a command that asks about a study or
/// operates the coordinator.
package enum ClientMessage: Sendable, Hashable {
    case worker(WorkerMessage)
    /// A request for a piece of a file that the worker lacks.
    case dataRequest(DataRequest)
    /// A piece of a checkpoint that the worker uploads.
    case checkpointPiece(CheckpointPiece)
    /// A question about a study, on the socket for questions.
    case query(study: String, StudyQuestion)
    /// An operator's command: a JSON document that only the coordinator's service reads.
    case command([UInt8])
}

/// A message from the coordinator to a worker or a command.
package enum ServerMessage: Sendable, Hashable {
    case coordinator(CoordinatorMessage)
    case dataReply(DataRequest, Result<[UInt8], Refusal>)
    /// The offset of the next piece of an upload: the checkpoint's size once it is complete.
    case checkpointReply(digest: String, Result<Int, Refusal>)
    case answer(Result<[UInt8], Refusal>)
}

/// A piece of one file that trials need.
package struct DataRequest: Sendable, Hashable {
    /// Which file.
    package enum Source: Sendable, Hashable {
        case dataset(DatasetName, file: String)
        /// A file that the job of an open study names, by the SHA-256 of its bytes.
        case input(sha256: String)
        /// A checkpoint of a study's trial, by the SHA-256 of its bytes.
        case checkpoint(study: String, digest: String)
    }

    package var source: Source
    package var offset: Int
    package var count: Int

    package init(_ source: Source, offset: Int, count: Int) {
        self.source = source
        self.offset = offset
        self.count = count
    }
}

/// A piece of a checkpoint on its way to the coordinator; an empty one asks where to go on.
package struct CheckpointPiece: Sendable, Hashable {
    package var study: String
    /// The SHA-256 of the whole checkpoint.
    package var digest: String
    /// The size of the whole checkpoint.
    package var byteCount: Int
    package var offset: Int
    package var bytes: [UInt8]

    package init(study: String, digest: String, byteCount: Int, offset: Int, bytes: [UInt8]) {
        self.study = study
        self.digest = digest
        self.byteCount = byteCount
        self.offset = offset
        self.bytes = bytes
    }
}

/// Why the coordinator refuses a request, as text.
package struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String
    /// Whether the request is wrong, such as an unknown name or a value out of its range.
    ///
    /// Other refusals are failures: the same request may be granted later.
    package var isMistake: Bool

    package var description: String { reason }

    package init(_ reason: String, isMistake: Bool = false) {
        self.reason = reason
        self.isMistake = isMistake
    }

    /// A refused request that is wrong.
    package static func mistake(_ reason: String) -> Refusal {
        Refusal(reason, isMistake: true)
    }

    /// The refusal of a request that failed with an error.
    package init(of error: any Error) {
        if let refusal = error as? Refusal {
            self = refusal
        } else {
            self.init(
                "\(error)", isMistake: (error as? any UserError)?.exitStatus == .badInput)
        }
    }
}
