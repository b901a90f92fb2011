package import StudyModel

/// The versions of the protocol that this build speaks.
package enum ProtocolVersion {
    package static let lowest: UInt16 = 2
    package static let highest: UInt16 = 2
}

/// What a worker says when it meets a coordinator, and again after every interruption.
package struct Hello: Sendable, Hashable {
    package var lowestVersion: UInt16
    package var highestVersion: UInt16
    package var identity: WorkerIdentity
    /// Drawn when the worker process starts: tells a restarted or copied worker from the same one.
    package var bootNonce: UInt64
    package var slots: Int
    /// How many attempts the worker wants to hold at a time.
    package var credit: Int
    /// The attempts it holds already: running, queued, or waiting in its outbox.
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

/// How far a running attempt is.
///
/// For the eye only: nothing is decided by it.
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

/// An attempt's result: the trial's outcome with its whole curve.
package struct AttemptResult: Sendable, Hashable {
    package var attempt: AttemptID
    package var outcome: TrialOutcome
    package var reports: [Report]

    package init(attempt: AttemptID, outcome: TrialOutcome, reports: [Report]) {
        self.attempt = attempt
        self.outcome = outcome
        self.reports = reports
    }
}

package enum WorkerMessage: Sendable, Hashable {
    case hello(Hello)
    case ready(credit: Int)
    /// Alive, and these attempts are held: it renews their leases.
    case ping(sequence: UInt64, held: [AttemptProgress])
    case report(AttemptID, Report)
    case results([AttemptResult])
    /// The worker gives an attempt up unharmed, with a checkpoint if it has one.
    case handBack(AttemptID, reason: String, checkpoint: [UInt8]?)
    /// The state of an attempt that goes on running: if the worker is lost, another goes on from
    /// here.
    case checkpoint(AttemptID, [UInt8])
    /// The worker could not execute the attempt, through no fault of the trial.
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
    /// The coordinator won't have this worker; the words say why.
    case reject(words: String)
    /// Attempts to execute, with the jobs that the worker has not been sent yet.
    /// `resumesFromCheckpoint` says that the trial's checkpoint goes with the message; there is
    /// then one assignment only.
    case assign([Assignment], jobs: [Job], resumesFromCheckpoint: Bool)
    /// These results and hand-backs are recorded; the worker can forget them.
    case acknowledge([AttemptID])
    case cancel([AttemptID])
    case pong(sequence: UInt64)
    /// The coordinator doesn't know the sender: it must say hello.
    case whoAreYou
    /// Every study is done.
    case finished
}

/// Where a message came from or goes to: the routing id of a connection.
package struct Peer: Sendable, Hashable {
    package var routingID: [UInt8]

    package init(_ routingID: [UInt8]) { self.routingID = routingID }
}
