package import Coordination
package import StudyModel

/// What goes from a worker, or from a command that asks about a study, to the coordinator.
package enum ClientMessage: Sendable, Hashable {
    case worker(WorkerMessage)
    /// A piece of a file, for a worker that doesn't have it.
    case dataRequest(DataRequest)
    /// A question about a study, on the socket that is there for them.
    case query(study: String, StudyQuestion)
}

/// What goes from the coordinator to a worker or a command.
package enum ServerMessage: Sendable, Hashable {
    /// With an assignment that resumes, the checkpoint is the body.
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

/// Why the coordinator can't give what was asked for, in words.
package struct Refusal: Error, Sendable, Hashable {
    package var words: String

    package init(_ words: String) { self.words = words }
}
