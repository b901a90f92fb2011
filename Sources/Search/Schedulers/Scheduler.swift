package import StudyModel

/// Decides how far each trial is trained.
///
/// A trial is trained in segments. At the end of a segment it pauses at a *stop*, and the scheduler
/// continues it or prunes it. A decision depends on the numbers of trials and on recorded values
/// only: never on the order of arrival, on workers or on time. So a study has the same decisions
/// with any number of workers, and a resumed study takes them again from its record.
package protocol Scheduler: Sendable {
    /// The epoch of a new trial's first stop; nil if it is trained to the job's last epoch.
    func firstStop(of trial: Int) -> Int?

    /// Takes an event of a trial. Events may come in any order of trials.
    mutating func observe(_ event: TrialEvent)

    /// The next decision that follows from the events so far, or nil.
    mutating func next() -> SchedulerDecision?

    /// The epochs at which it decides, in ascending order.
    var stops: [Int] { get }

    /// The trials that a trial is compared with at its first stop, itself included.
    ///
    /// Cohorts follow one another without gaps, and trial numbers alone fix them.
    func cohort(of trial: Int) -> Range<Int>

    /// The number of epochs that a trial usually takes, averaged over trials that are stopped early
    /// and trials that are not.
    var usualEpochs: Double { get }

    /// The numbers of trials nearest to `trials`, one not above and one not below, from which a
    /// study can be extended with the decisions of a study that was larger from the start; nil if
    /// it never can be.
    func extendable(around trials: Int) -> (below: Int, above: Int)?

    /// The largest number of epochs that the first `trials` trials can take in total.
    func mostEpochs(trials: Int) -> Int
}

/// What a scheduler learns about a trial.
///
/// Values are oriented so that lower is better; infinity is the worst.
package enum TrialEvent: Sendable, Hashable {
    /// The trial has its configuration.
    case added(trial: Int, Configuration)
    /// The trial paused at a stop.
    case paused(trial: Int, TrialStanding)
    /// The trial has its final value: it was trained to its end, or stopped training by itself. The
    /// value of a failed trial is infinity.
    case ended(trial: Int, value: Double)
}

/// The values of a trial at a stop.
package struct TrialStanding: Sendable, Hashable {
    package var epoch: Int
    /// The value after this epoch.
    package var value: Double
    /// The best epoch so far.
    package var bestEpoch: Int

    package init(epoch: Int, value: Double, bestEpoch: Int) {
        self.epoch = epoch
        self.value = value
        self.bestEpoch = bestEpoch
    }
}

/// What happens next to a paused trial, or a trial that begins where another one paused.
package enum SchedulerDecision: Sendable, Hashable {
    /// The trial is trained further, until a stop or, if `until` is nil, until the last epoch.
    case resume(trial: Int, until: Int?)
    case prune(trial: Int, reason: String)
    /// A new trial starts from the training state of a paused trial, with another configuration.
    case branch(from: TrialOrigin, Configuration, until: Int?)
}
