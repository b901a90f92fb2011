package import StudyModel

/// How a study stands, for `podium status` and the live view.
package struct StudySummary: Sendable, Hashable {
    package var job: Job
    /// How many trials are in each state; states without trials may be left out.
    package var counts: [Trial.State: Int]
    package var best: Trial?
    /// In the order they are to be shown.
    package var running: [RunningTrial]
    /// Training samples a second, of all slots together; nil where it isn't known.
    package var samplesPerSecond: Double?
    /// Since the coordinator started; nil where none is running.
    package var elapsedSeconds: Double?
    /// An estimate; nil where there is none yet.
    package var secondsLeft: Double?
    package var workers: Int?
    /// How many second, different results came for trials that had one.
    package var conflicts: Int
    /// What else the user should know, a sentence each.
    package var alarms: [String]
    /// Why trials failed, the most frequent reason first.
    package var failures: [FailureReason] = []
    /// What the study is doing, where it isn't shown by the one who does it.
    package var activity: StudyActivity?
    /// Running trials that `running` leaves out.
    package var moreRunning = 0
    /// The connected workers in the order they are to be shown.
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

    /// How many trials have their outcome.
    package var done: Int {
        counts.reduce(0) { $0 + ($1.key.isTerminal ? $1.value : 0) }
    }

    package var failed: Int { counts[.failed] ?? 0 }

    /// How many trials there will be; never less than there are.
    package var total: Int { max(job.trials, counts.values.reduce(0, +)) }

    /// The share of the trials that is done.
    package var fraction: Double { total > 0 ? Double(done) / Double(total) : 0 }
}

/// A trial that a worker is on.
package struct RunningTrial: Sendable, Hashable, Codable {
    package var number: Int
    package var configuration: Configuration
    package var worker: WorkerIdentity
    /// How much of the trial is done, 0 to 1.
    package var fraction: Double
    package var samplesPerSecond: Double?
    package var elapsedSeconds: Double?
    /// The last intermediate values, if an epoch has ended.
    package var latest: Report?

    package init(
        number: Int, configuration: Configuration, worker: WorkerIdentity, fraction: Double,
        samplesPerSecond: Double? = nil, elapsedSeconds: Double? = nil, latest: Report? = nil
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
