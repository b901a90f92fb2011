package import StudyModel

/// The protocol versions that this build supports.
package enum ProtocolVersion {
    package static let lowest: UInt16 = 3
    package static let highest: UInt16 = 3

    /// A range of versions in words: `version 3`, `versions 2 to 3`.
    static func text(_ lowest: UInt16, _ highest: UInt16) -> String {
        lowest == highest ? "version \(lowest)" : "versions \(lowest) to \(highest)"
    }
}

/// A worker's first message to a coordinator, sent again after every reconnection.
package struct Hello: Sendable, Hashable {
    package var lowestVersion: UInt16
    package var highestVersion: UInt16
    package var identity: WorkerIdentity
    /// Random number of the worker process: distinguishes a restarted or copied worker from this
    /// one.
    package var bootNonce: UInt64
    package var slots: Int
    /// The maximum number of attempts the worker wants to hold at a time.
    package var credit: Int
    /// The attempts it already holds: running, queued, or in its outbox.
    package var held: [AttemptID]

    package init(
        lowestVersion: UInt16 = ProtocolVersion.lowest,
        highestVersion: UInt16 = ProtocolVersion.highest, identity: WorkerIdentity,
        bootNonce: UInt64, slots: Int, credit: Int, held: [AttemptID]
    ) {
        self.lowestVersion = lowestVersion
        self.highestVersion = highestVersion
        self.identity = identity
        self.bootNonce = bootNonce
        self.slots = slots
        self.credit = credit
        self.held = held
    }
}

/// The progress of a running attempt.
///
/// For display only: no decision depends on it.
package struct AttemptProgress: Sendable, Hashable, Codable {
    package var attempt: AttemptID
    /// Between 0 and 1.
    package var fraction: Double
    package var samplesPerSecond: Double

    package init(attempt: AttemptID, fraction: Double = 0, samplesPerSecond: Double = 0) {
        self.attempt = attempt
        self.fraction = fraction
        self.samplesPerSecond = samplesPerSecond
    }
}

/// An attempt's result: the trial's outcome and all its intermediate results.
package struct AttemptResult: Sendable, Hashable {
    package var attempt: AttemptID
    package var outcome: TrialOutcome
    package var intermediateResults: [IntermediateResult]

    package init(
        attempt: AttemptID, outcome: TrialOutcome, intermediateResults: [IntermediateResult]
    ) {
        self.attempt = attempt
        self.outcome = outcome
        self.intermediateResults = intermediateResults
    }
}

package enum WorkerMessage: Sendable, Hashable {
    case hello(Hello)
    case ready(credit: Int)
    /// A sign of life with the held attempts; it renews their leases.
    case ping(sequence: UInt64, held: [AttemptProgress])
    case intermediateResult(AttemptID, IntermediateResult)
    case results([AttemptResult])
    /// The worker hands an attempt back that did not fail, with a checkpoint if it has one.
    case handBack(AttemptID, reason: String, checkpoint: [UInt8]?)
    /// A checkpoint of a running attempt: if the worker is lost, another one resumes from it.
    case checkpoint(AttemptID, [UInt8])
    /// The worker could not execute the attempt for a reason outside the trial.
    case attemptFailed(AttemptID, reason: String)
    case goodbye
}

/// An attempt issued to a worker.
package struct Assignment: Sendable, Hashable {
    package var attempt: AttemptID
    package var configuration: Configuration

    package init(attempt: AttemptID, configuration: Configuration) {
        self.attempt = attempt
        self.configuration = configuration
    }
}

package enum CoordinatorMessage: Sendable, Hashable {
    case welcome(version: UInt16, pingSeconds: Double)
    /// The coordinator rejects this worker; `reason` gives the reason.
    case reject(reason: String)
    /// Attempts to execute, with the jobs that the worker does not have yet.
    ///
    /// If `resumesFromCheckpoint` is true, the trial's checkpoint is sent with the message. The
    /// message then has exactly one assignment.
    case assign([Assignment], jobs: [Job], resumesFromCheckpoint: Bool)
    /// These results and hand-backs are recorded; the worker can delete them.
    case acknowledge([AttemptID])
    case cancel([AttemptID])
    case pong(sequence: UInt64)
    /// The coordinator doesn't know the sender: it must send a hello.
    case whoAreYou
    /// Every study is done.
    case finished
}

/// The source or destination of a message: the routing id of a connection.
package struct Peer: Sendable, Hashable {
    package var routingID: [UInt8]

    package init(_ routingID: [UInt8]) { self.routingID = routingID }
}
