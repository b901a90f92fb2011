package import StudyModel

/// What a worker needs to know to execute a trial.
///
/// Its numbers depend on this alone.
package struct TrialRequest: Sendable {
    package var job: Job
    package var trial: Int
    package var configuration: Configuration
    /// A checkpoint that an earlier attempt of the same trial left, to go on from.
    package var checkpoint: [UInt8]?

    package init(
        job: Job, trial: Int, configuration: Configuration, checkpoint: [UInt8]? = nil
    ) {
        self.job = job
        self.trial = trial
        self.configuration = configuration
        self.checkpoint = checkpoint
    }
}

/// Watches a trial run and may ask it to stop.
///
/// It is called on the thread that trains.
package protocol TrialObserver: AnyObject, Sendable {
    /// Polled between training steps.
    var shouldStop: Bool { get }
    /// Whether a checkpoint is wanted now of an execution that goes on.
    ///
    /// Polled between training steps.
    var wantsCheckpoint: Bool { get }
    /// The state of the execution, from which another attempt can go on.
    func keep(checkpoint: [UInt8])
    /// `samples` more training samples were processed; `fraction` of the whole trial is done.
    func advanced(samples: Int, fraction: Double)
    /// An epoch ended.
    func report(_ report: Report)
    /// The same, for those who keep what was trained.
    ///
    /// - Parameters:
    ///   - isBest: whether no epoch before was as good, by the job's metric.
    ///   - state: makes a checkpoint of it.
    func epochEnded(_ report: Report, isBest: Bool, state: () -> [UInt8])
}

extension TrialObserver {
    package var wantsCheckpoint: Bool { false }
    package func keep(checkpoint: [UInt8]) {}
    package func epochEnded(_ report: Report, isBest: Bool, state: () -> [UInt8]) {}
}

/// How an execution ended.
package enum ExecutionEnd: Sendable {
    /// The trial has its outcome, with the reports of all its epochs (those before a checkpoint
    /// too).
    case finished(TrialOutcome, reports: [Report])
    /// The observer asked to stop; another attempt can go on from the checkpoint.
    case stopped(checkpoint: [UInt8]?)
}

/// Something a worker can run for a trial: model, data and loss in, reports out.
package protocol Objective: Sendable {
    /// Runs a trial to its end, or until the observer asks to stop.
    ///
    /// A result that is not finite, or a configuration that can't be run, is an outcome
    /// (`.failed`), not an error: errors are for what another machine might not meet, such as a
    /// missing data set.
    func run(_ request: TrialRequest, observer: any TrialObserver) throws -> ExecutionEnd
}
