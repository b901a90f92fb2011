package import Coordination
package import StudyModel

/// What goes from a worker, or from a command that asks about a study, to the coordinator.
package enum ClientMessage: Sendable, Hashable {
    case worker(WorkerMessage)
    /// A piece of a data set's file, for a worker that doesn't have it.
    case dataRequest(DataRequest)
    /// A question about a study; the answer's body is JSON.
    case query(study: String)
}

/// What goes from the coordinator to a worker or a command.
package enum ServerMessage: Sendable, Hashable {
    /// With an assignment that resumes, the checkpoint is the body.
    case coordinator(CoordinatorMessage, checkpoint: [UInt8]?)
    case dataReply(DataRequest, Result<[UInt8], Refusal>)
    case answer(Result<[UInt8], Refusal>)
}

/// A piece of one file of a data set.
package struct DataRequest: Sendable, Hashable {
    package var dataset: DatasetName
    package var file: String
    package var offset: Int
    package var count: Int

    package init(dataset: DatasetName, file: String, offset: Int, count: Int) {
        self.dataset = dataset
        self.file = file
        self.offset = offset
        self.count = count
    }
}

/// Why the coordinator can't give what was asked for, in words.
package struct Refusal: Error, Sendable, Hashable {
    package var words: String

    package init(_ words: String) { self.words = words }
}
