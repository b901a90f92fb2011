package import StudyModel

/// The input of a trial's execution.
///
/// The trial's results depend only on this.
package struct TrialRequest: Sendable {
    package var job: Job
    package var trial: Int
    package var configuration: Configuration
    /// The checkpoint to resume from: of an earlier attempt of the same trial, or of the trial that
    /// it branched off.
    package var checkpoint: [UInt8]?
    /// The epoch at which to pause; nil to train to the last one.
    package var until: Int?
    /// Whether the trial branched off another one, so that training from the beginning would have
    /// other results.
    package var isBranch: Bool
    /// Where it runs, which its results don't depend on.
    package var placement: TrialPlacement

    package init(
        job: Job, trial: Int, configuration: Configuration, checkpoint: [UInt8]? = nil,
        until: Int? = nil, isBranch: Bool = false, placement: TrialPlacement = .anywhere
    ) {
        self.job = job
        self.trial = trial
        self.configuration = configuration
        self.checkpoint = checkpoint
        self.until = until
        self.isBranch = isBranch
        self.placement = placement
    }
}

/// Observes a running trial and may ask it to stop.
///
/// It is called on the training thread.
package protocol TrialObserver: AnyObject, Sendable {
    /// Polled between training steps.
    var shouldStop: Bool { get }
    /// Whether it should stop because it exceeded the job's time limit.
    var isOverTime: Bool { get }
    /// Whether the running execution should make a checkpoint now.
    ///
    /// Polled between training steps.
    var wantsCheckpoint: Bool { get }
    /// Receives a checkpoint from which another attempt can resume.
    func keep(checkpoint: [UInt8])
    /// `samples` more training samples were processed; `fraction` of the whole trial is done.
    func advanced(samples: Int, fraction: Double)
    /// An epoch ended.
    func record(_ intermediate: IntermediateResult)
    /// An epoch ended; called after `report(_:)`, for observers that keep the trained weights.
    ///
    /// - Parameters:
    ///   - isBest: whether this is the best epoch so far by the job's metric.
    ///   - state: encodes a checkpoint of this state.
    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8])
    /// The output of a program that ran for the trial; called before the execution ends.
    func keep(log: String)
}

extension TrialObserver {
    package var isOverTime: Bool { false }
    package func keep(log: String) {}
    package var wantsCheckpoint: Bool { false }
    package func keep(checkpoint: [UInt8]) {}
    package func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8])
    {}
}

/// How an execution ended.
package enum ExecutionEnd: Sendable {
    /// The trial has an outcome, and reports of all its epochs, also those before a checkpoint.
    case finished(TrialOutcome, intermediateResults: [IntermediateResult])
    /// The trial was trained to the epoch at which it pauses; nil if there is nothing to keep.
    case reached(epoch: Int, checkpoint: [UInt8]?, intermediateResults: [IntermediateResult])
    /// The observer asked to stop; another attempt can resume from the checkpoint.
    case stopped(checkpoint: [UInt8]?)
}

/// The objective function of a trial, as a worker runs it.
package protocol Objective: Sendable {
    /// Runs a trial until it ends or the observer asks to stop.
    ///
    /// A non-finite result, or a configuration that can't be run, is an outcome (`.failed`). Errors
    /// are for failures that may not occur on another machine, such as a missing data set.
    func run(_ request: TrialRequest, observer: any TrialObserver) throws -> ExecutionEnd
}
