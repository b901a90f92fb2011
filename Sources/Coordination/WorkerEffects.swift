package import StudyModel

/// An input of the worker's state machine.
package enum WorkerEvent: Sendable, Hashable {
    /// A connection was established: the first one, or a replacement of a broken one.
    case linked
    case received(CoordinatorMessage)
    /// Training reported an intermediate result.
    case intermediateResult(AttemptID, IntermediateResult)
    /// The digest of a running execution's checkpoint, which the coordinator has.
    case checkpointed(AttemptID, digest: String)
    /// What the program of a running execution printed.
    case logged(AttemptID, text: String)
    /// An execution finished with a result.
    case finished(AttemptResult)
    /// An execution stopped on request, with its checkpoint's digest if possible.
    case stopped(AttemptID, checkpoint: String?)
    /// An execution failed for a reason outside the trial.
    case broke(AttemptID, reason: String)
    /// The progress of the running attempts.
    case progressed([AttemptProgress])
    case tick
    /// Ctrl-C: hand everything back and exit.
    case interrupted
}

/// The effects of a worker's step, to be executed in this order.
package enum WorkerEffect: Sendable, Hashable {
    /// Closes the socket, if one is open, and connects again.
    case reconnect
    case send(WorkerMessage)
    /// - Parameter grant: what the attempt gets of the worker; nil for a slot and nothing else.
    case start(Assignment, job: Job, grant: ResourceGrant?)
    /// Asks an execution to stop; `stopped` follows, unless the execution ends first.
    case stop(AttemptID)
    case notice(WorkerNotice)
    case exit(WorkerExit)
}

package enum WorkerNotice: Sendable, Hashable {
    case connected
    case reconnecting(afterSeconds: Double)
    case leaving(handingBack: Int)
}

/// Why a worker exits.
package enum WorkerExit: Sendable, Hashable {
    /// Every study is done, and the worker was configured to exit then.
    case finished
    /// It was interrupted; `undelivered` results were not delivered.
    case interrupted(undelivered: Int)
    case rejected(reason: String)
    /// No coordinator answered for its timeout; `undelivered` results were not delivered.
    case unanswered(seconds: Double, undelivered: Int)
}
