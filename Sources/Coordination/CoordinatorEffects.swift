package import StudyModel

/// What happens to a coordinator.
package enum CoordinatorEvent: Sendable, Hashable {
    case received(WorkerMessage, from: Peer)
    /// A message to the peer could not be sent: it is unknown or its queue is full.
    case undeliverable(CoordinatorMessage, to: Peer)
    /// A worker process is known to have ended (the parent of a local worker knows).
    case workerEnded(name: String, WorkerEnd)
    /// Time has passed, or a batch of events is over: leases end and waiting trials are handed out.
    case tick
    /// No more trials are to be handed out.
    case stopDispatching
}

/// What a coordinator's step wants done, in this order: checkpoints written, changes committed (one
/// transaction a study), messages sent, notices shown.
///
/// Nothing may be said before it is stored.
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
        package var trial: Int
        package var bytes: [UInt8]
    }

    package var checkpoints: [Checkpoint] = []
    package var changes: [Change] = []
    package var messages: [Message] = []
    package var notices: [CoordinatorNotice] = []

    package init() {}

    package var isEmpty: Bool {
        checkpoints.isEmpty && changes.isEmpty && messages.isEmpty && notices.isEmpty
    }

    package mutating func append(_ other: CoordinatorEffects) {
        // The usual case, which copies nothing.
        if isEmpty {
            self = other
            return
        }
        checkpoints += other.checkpoints
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

/// Something worth telling a user.
package enum CoordinatorNotice: Sendable, Hashable {
    case workerJoined(WorkerIdentity, slots: Int)
    case workerReturned(WorkerIdentity)
    case workerLeft(WorkerIdentity)
    case workerRejected(WorkerIdentity, words: String)
    case trialFinished(study: String, trial: Int)
    case attemptEnded(AttemptID, AttemptOutcome, note: String)
    /// Two attempts of one trial had different results, which the determinism contract rules out.
    case conflict(AttemptID, recorded: TrialOutcome, received: TrialOutcome)
    /// A message was refused: an attempt that was never issued, or another worker's.
    case refused(String)
    case studyFinished(String)
    /// The search ends before its budget is used up.
    case studyHalted(String, reason: String)
    /// A worker could not execute several attempts in a row; it gets none for a while.
    case workerInTrouble(WorkerIdentity, reason: String)
}
