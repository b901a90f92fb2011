package import StudyModel

/// An input of the coordinator's state machine.
package enum CoordinatorEvent: Sendable, Hashable {
    case received(WorkerMessage, from: Peer)
    /// A message to the peer could not be sent: the peer is unknown or its queue is full.
    case undeliverable(CoordinatorMessage, to: Peer)
    /// A worker process has ended; the parent of a local worker reports it.
    case workerEnded(name: String, WorkerEnd)
    /// Time has passed, or a batch of events is complete: leases expire and waiting trials are
    /// handed out.
    case tick
    /// No more trials are to be handed out.
    case stopDispatching
    /// An operator changed how a study shares the workers.
    case share(study: String, StudyShare)
    /// An operator ends the search of a study here: its attempts are taken back.
    case withdraw(study: String)
    /// An operator takes a worker out of service, or puts it back.
    case drain(worker: String, Bool)
    /// An operator gives the configuration of the next trial; it may lack parameters.
    case enqueue(request: Int, study: String, Configuration)
    /// An executor outside asks for a trial, to be held for some seconds.
    case ask(request: Int, study: String, by: String, leaseSeconds: Double)
    /// An executor outside tells a result of a trial.
    case tell(request: Int, study: String, trial: Int, ToldResult)
    /// An executor outside hands a trial back that it asked for.
    case giveBack(request: Int, study: String, trial: Int)
}

/// The effects of a coordinator's step, executed in this order: commit changes (one transaction per
/// study), remove checkpoints, keep logs, send messages, show notices.
///
/// A message must not be sent before its change is stored.
package struct CoordinatorEffects: Sendable {
    package struct Change: Sendable, Hashable {
        package var study: String
        package var change: StudyChange
    }

    package struct Message: Sendable, Hashable {
        package var peer: Peer
        package var message: CoordinatorMessage

        package init(peer: Peer, message: CoordinatorMessage) {
            self.peer = peer
            self.message = message
        }
    }

    package struct Checkpoint: Sendable, Hashable {
        package var study: String
        package var digest: String
    }

    /// What the program of an attempt printed.
    package struct Log: Sendable, Hashable {
        package var attempt: AttemptID
        package var text: String
    }

    package var logs: [Log] = []
    /// Answers to executors outside.
    package var replies: [ExecutorReply] = []
    /// Checkpoints that no trial needs any more, once the changes are stored.
    package var unreferenced: [Checkpoint] = []
    package var changes: [Change] = []
    package var messages: [Message] = []
    package var notices: [CoordinatorNotice] = []

    package init() {}

    package var isEmpty: Bool {
        unreferenced.isEmpty && changes.isEmpty && messages.isEmpty && notices.isEmpty
            && logs.isEmpty && replies.isEmpty
    }

    package mutating func append(_ other: CoordinatorEffects) {
        // The usual case, without a copy.
        if isEmpty {
            self = other
            return
        }
        logs += other.logs
        replies += other.replies
        unreferenced += other.unreferenced
        changes += other.changes
        messages += other.messages
        notices += other.notices
    }

    mutating func write(_ study: String, _ change: StudyChange) {
        changes.append(Change(study: study, change: change))
    }

    mutating func send(_ message: CoordinatorMessage, to peer: Peer) {
        messages.append(Message(peer: peer, message: message))
    }
}

/// A notice for the user.
package enum CoordinatorNotice: Sendable, Hashable {
    case workerJoined(WorkerIdentity, slots: Int)
    case workerReturned(WorkerIdentity)
    case workerLeft(WorkerIdentity)
    case workerRejected(WorkerIdentity, reason: String)
    /// - `done`: the trials of the study that have an outcome, this one included.
    case trialFinished(study: String, trial: Int, done: Int)
    case attemptEnded(AttemptID, AttemptOutcome, note: String)
    /// Two attempts of one trial had different results, which violates the determinism contract.
    case conflict(AttemptID, recorded: TrialOutcome, received: TrialOutcome)
    /// A message was refused: it is invalid, or its attempt was never issued or belongs to another
    /// worker.
    case refused(String)
    case studyFinished(String)
    /// The study was halted before its budget was used up.
    case studyHalted(String, reason: String)
    /// A worker that must not run programs joined, and a study needs them.
    case programsNotAllowed(WorkerIdentity, study: String)
    /// No connected worker can run the trials of a study.
    case noWorkerFor(study: String, reason: String)
    /// The sampler's model failed for a trial.
    case drawnAtRandom(study: String, trial: Int)
    /// A worker could not execute several attempts of a study in a row and gets none of them for a
    /// pause.
    case workerInTrouble(WorkerIdentity, study: String, reason: String)
    /// Several live workers have one name.
    case workersShareName([WorkerIdentity])
}
