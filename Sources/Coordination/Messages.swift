package import StudyModel

/// The protocol versions that this build supports.
package enum ProtocolVersion {
    package static let lowest: UInt16 = 4
    package static let highest: UInt16 = 4

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
    /// Whether it runs the programs of jobs.
    package var allowsCommands: Bool
    /// What it offers beside slots; nil from a release that knows no resources.
    package var resources: WorkerResources?
    /// Whether it leaves once every study is finished: the coordinator then waits for its goodbye.
    package var leavesWhenFinished: Bool

    package init(
        lowestVersion: UInt16 = ProtocolVersion.lowest,
        highestVersion: UInt16 = ProtocolVersion.highest, identity: WorkerIdentity,
        bootNonce: UInt64, slots: Int, credit: Int, held: [AttemptID],
        allowsCommands: Bool = false, resources: WorkerResources? = nil,
        leavesWhenFinished: Bool = false
    ) {
        self.lowestVersion = lowestVersion
        self.highestVersion = highestVersion
        self.identity = identity
        self.bootNonce = bootNonce
        self.slots = slots
        self.credit = credit
        self.held = held
        self.allowsCommands = allowsCommands
        self.resources = resources
        self.leavesWhenFinished = leavesWhenFinished
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

/// An attempt's result: how its segment ended, and the intermediate results up to there.
package struct AttemptResult: Sendable, Hashable {
    package enum Ending: Sendable, Hashable {
        /// The trial has its outcome.
        case outcome(TrialOutcome)
        /// The trial was trained to the end of its segment; the digest is nil if it left no
        /// checkpoint.
        case reached(epoch: Int, checkpoint: String?)
    }

    package var attempt: AttemptID
    package var ending: Ending
    package var intermediateResults: [IntermediateResult]

    package init(
        attempt: AttemptID, ending: Ending, intermediateResults: [IntermediateResult]
    ) {
        self.attempt = attempt
        self.ending = ending
        self.intermediateResults = intermediateResults
    }

    package init(
        attempt: AttemptID, outcome: TrialOutcome, intermediateResults: [IntermediateResult]
    ) {
        self.init(
            attempt: attempt, ending: .outcome(outcome), intermediateResults: intermediateResults)
    }
}

package enum WorkerMessage: Sendable, Hashable {
    case hello(Hello)
    case ready(credit: Int)
    /// A sign of life with the held attempts; it renews their leases.
    case ping(sequence: UInt64, held: [AttemptProgress])
    case intermediateResult(AttemptID, IntermediateResult)
    case results([AttemptResult])
    /// The worker hands an attempt back that did not fail, with its checkpoint's digest if it has
    /// one.
    case handBack(AttemptID, reason: String, checkpoint: String?)
    /// The digest of a running attempt's checkpoint: if the worker is lost, another one resumes
    /// from it.
    ///
    /// A worker uploads a checkpoint before it sends the digest.
    case checkpoint(AttemptID, digest: String)
    /// The worker could not execute the attempt for a reason outside the trial.
    case attemptFailed(AttemptID, reason: String)
    /// What the program of an attempt printed; sent before the attempt's end, and not acknowledged.
    case log(AttemptID, text: String)
    case goodbye
}

/// An attempt issued to a worker.
///
/// It is a segment of a trial: from its checkpoint, or from the beginning, to an epoch.
package struct Assignment: Sendable, Hashable {
    /// A trial that this one branched off, directly or not.
    ///
    /// A worker needs it only if the checkpoint is lost: it then trains the ancestors again.
    package struct Ancestor: Sendable, Hashable {
        package var trial: Int
        package var configuration: Configuration
        /// The epoch at which the next trial branched off.
        package var until: Int

        package init(trial: Int, configuration: Configuration, until: Int) {
            self.trial = trial
            self.configuration = configuration
            self.until = until
        }
    }

    package var attempt: AttemptID
    package var configuration: Configuration
    /// The digest of the checkpoint to resume from; nil to begin untrained.
    package var checkpoint: String?
    /// The epoch at which the segment ends; nil for the last one.
    package var until: Int?
    /// The oldest first.
    package var ancestors: [Ancestor]

    package init(
        attempt: AttemptID, configuration: Configuration, checkpoint: String? = nil,
        until: Int? = nil, ancestors: [Ancestor] = []
    ) {
        self.attempt = attempt
        self.configuration = configuration
        self.checkpoint = checkpoint
        self.until = until
        self.ancestors = ancestors
    }
}

package enum CoordinatorMessage: Sendable, Hashable {
    case welcome(version: UInt16, pingSeconds: Double)
    /// The coordinator rejects this worker; `reason` gives the reason.
    case reject(reason: String)
    /// Attempts to execute, with the jobs that the worker does not have yet.
    case assign([Assignment], jobs: [Job])
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
