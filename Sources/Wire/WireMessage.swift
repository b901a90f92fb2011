package import Coordination
package import StudyModel

/// A message to the coordinator from a worker, or from a command that asks about a study.
package enum ClientMessage: Sendable, Hashable {
    case worker(WorkerMessage)
    /// A request for a piece of a file that the worker lacks.
    case dataRequest(DataRequest)
    /// A question about a study, on the socket for questions.
    case query(study: String, StudyQuestion)
}

/// A message from the coordinator to a worker or a command.
package enum ServerMessage: Sendable, Hashable {
    /// The checkpoint is the body of an assignment that resumes.
    case coordinator(CoordinatorMessage, checkpoint: [UInt8]?)
    case dataReply(DataRequest, Result<[UInt8], Refusal>)
    case answer(Result<[UInt8], Refusal>)
}

/// A piece of one file that trials need.
package struct DataRequest: Sendable, Hashable {
    /// Which file.
    package enum Source: Sendable, Hashable {
        case dataset(DatasetName, file: String)
        /// A file that the job of an open study names, by the SHA-256 of its bytes.
        case input(sha256: String)
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

/// Why the coordinator refuses a request, as text.
package struct Refusal: Error, Sendable, Hashable {
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
