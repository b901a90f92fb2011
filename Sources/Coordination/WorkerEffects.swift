package import StudyModel

/// What happens to a worker.
package enum WorkerEvent: Sendable, Hashable {
    /// A connection came about: the first, or one in place of another that broke.
    case linked
    /// `resumingFrom` is the checkpoint that came with an assignment.
    case received(CoordinatorMessage, checkpoint: [UInt8]?)
    /// Training reported an intermediate value.
    case reported(AttemptID, Report)
    /// The state of an execution that goes on.
    case checkpointed(AttemptID, [UInt8])
    /// An execution came to its end.
    case finished(AttemptResult)
    /// An execution stopped as asked, leaving a checkpoint if it could.
    case stopped(AttemptID, checkpoint: [UInt8]?)
    /// An execution failed through no fault of the trial.
    case broke(AttemptID, reason: String)
    /// How far the running attempts are.
    case progressed([AttemptProgress])
    case tick
    /// Ctrl-C: hand everything back and leave.
    case interrupted
}

/// What a worker's step wants done, in this order.
package enum WorkerEffect: Sendable, Hashable {
    /// Closes the socket, if there is one, and connects anew.
    case reconnect
    case send(WorkerMessage)
    case start(Assignment, job: Job, checkpoint: [UInt8]?)
    /// Asks an execution to stop; `stopped` follows, unless it ends first.
    case stop(AttemptID)
    case notice(WorkerNotice)
    case exit(WorkerExit)
}

package enum WorkerNotice: Sendable, Hashable {
    case connected
    case reconnecting(afterSeconds: Double)
    case leaving(handingBack: Int)
}

/// Why a worker ends.
package enum WorkerExit: Sendable, Hashable {
    /// Every study is done, and the worker was told to leave then.
    case finished
    /// It was interrupted; `undelivered` results could not be handed over.
    case interrupted(undelivered: Int)
    case rejected(words: String)
}
