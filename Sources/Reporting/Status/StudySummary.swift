import Portable
package import StudyModel

/// The state of a study, for `podium status` and the live view.
package struct StudySummary: Sendable, Hashable {
    package var job: Job
    /// The number of trials in each state; states without trials may be missing.
    package var counts: [Trial.State: Int]
    package var best: Trial?
    /// The number of trials on the first Pareto front; nil with one objective.
    package var front: Int?
    /// The running trials in display order.
    package var running: [RunningTrial]
    /// Training samples per second, summed over all slots; nil if unknown.
    package var samplesPerSecond: Double?
    /// Seconds since the coordinator started; nil if none is running.
    package var elapsedSeconds: Double?
    /// An estimate; nil if not yet known.
    package var secondsLeft: Double?
    package var workers: Int?
    /// The number of second, different results for trials that already had one.
    package var conflicts: Int
    /// Further messages to the user, one sentence each.
    package var alarms: [String]
    /// Why trials failed, the most frequent reason first.
    package var failures: [FailureReason] = []
    /// The activity of the study; nil if the caller runs the study itself.
    package var activity: StudyActivity?
    /// Why the search ended because its budget is used up; nil if it did not.
    package var end: String?
    /// The number of running trials that `running` omits.
    package var moreRunning = 0
    /// The trials at the scheduler's stops; nil without a scheduler.
    package var rungs: RungCounts?
    /// How the stages stand that are not done; nil if there are none.
    package var stages: StageStanding?
    /// The connected workers in display order.
    package var connected: [WorkerStatus] = []

    package init(
        job: Job, counts: [Trial.State: Int] = [:], best: Trial? = nil,
        running: [RunningTrial] = [], samplesPerSecond: Double? = nil,
        elapsedSeconds: Double? = nil, secondsLeft: Double? = nil, workers: Int? = nil,
        conflicts: Int = 0, alarms: [String] = []
    ) {
        self.job = job
        self.counts = counts
        self.best = best
        self.running = running
        self.samplesPerSecond = samplesPerSecond
        self.elapsedSeconds = elapsedSeconds
        self.secondsLeft = secondsLeft
        self.workers = workers
        self.conflicts = conflicts
        self.alarms = alarms
    }

    /// The number of trials with an outcome.
    package var done: Int {
        counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }
    }

    package var failed: Int { counts[.failed] ?? 0 }

    /// The planned number of trials, at least the number that exist; nil if only the budget limits
    /// it.
    package var total: Int? { job.total(begun: begun, hasEnded: end != nil) }

    /// The number of trials that have begun.
    package var begun: Int { counts.values.reduce(0, +) }

    /// The fraction of the trials with an outcome; nil if their number is not known.
    package var fraction: Double? {
        if end != nil { return 1 }
        return total.map { $0 > 0 ? Double(done) / Double($0) : 0 }
    }

    /// Whether trials are left to run, as far as is known.
    package var isOpen: Bool { end == nil && total.map { done < $0 } ?? true }

    /// `12 of 50`, or `12` if the number of trials is not known.
    package var doneText: String {
        total.map { "\(done) of \($0, "trial")" } ?? "\(done, "trial")"
    }

    /// `24 %`, or nothing if the number of trials is not known.
    package var percent: String? {
        fraction.map { "\(Int(($0 * 100).rounded(.down))) %" }
    }
}

/// A trial that a worker is running.
package struct RunningTrial: Sendable, Hashable, Codable {
    package var number: Int
    package var configuration: Configuration
    package var worker: WorkerIdentity
    /// The progress of the trial, from 0 to 1.
    package var fraction: Double
    package var samplesPerSecond: Double?
    package var elapsedSeconds: Double?
    /// The last intermediate result, if an epoch has ended.
    package var latest: IntermediateResult?

    package init(
        number: Int, configuration: Configuration, worker: WorkerIdentity, fraction: Double,
        samplesPerSecond: Double? = nil, elapsedSeconds: Double? = nil,
        latest: IntermediateResult? = nil
    ) {
        self.number = number
        self.configuration = configuration
        self.worker = worker
        self.fraction = fraction
        self.samplesPerSecond = samplesPerSecond
        self.elapsedSeconds = elapsedSeconds
        self.latest = latest
    }
}
