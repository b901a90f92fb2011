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

    /// What a study's record says by itself, of a study that may or may not be running.
    ///
    /// A trial runs if its last attempt does. How far it is follows from its last report. `now` is
    /// in seconds since 1970 and gives the time that attempts have taken; nil leaves it out.
    package init(record: StudyRecord, now: Double? = nil) {
        let trials = record.trials.map(\.trial)
        self.init(
            job: record.job, best: Ranking(metric: record.job.metric, trials: trials).best,
            conflicts: record.conflicts)
        for trial in trials { counts[trial.state, default: 0] += 1 }
        failures = FailureReason.list(of: trials)
        for entry in record.trials where entry.trial.state == .running {
            guard let attempt = entry.attempts.last, attempt.outcome == .running else { continue }
            let epochs = Double(max(record.job.epochs, 1))
            running.append(
                RunningTrial(
                    number: entry.trial.number, configuration: entry.trial.configuration,
                    worker: attempt.worker,
                    fraction: Double(entry.reports.last?.epoch ?? 0) / epochs,
                    elapsedSeconds: now.map { max(0, $0 - attempt.startedAt) },
                    latest: entry.reports.last))
        }
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

/// A reason for which trials failed.
package struct FailureReason: Sendable, Hashable, Codable {
    package var reason: String
    /// How many trials failed for it, and the first of them.
    package var count: Int
    package var trial: Int

    /// The reasons of failed trials, the most frequent first, then by the first trial.
    package static func list(of trials: some Sequence<Trial>) -> [FailureReason] {
        var reasons: [String: FailureReason] = [:]
        for trial in trials where trial.state == .failed {
            let reason = trial.failure ?? "without a reason"
            reasons[
                reason, default: FailureReason(reason: reason, count: 0, trial: trial.number)
            ].count += 1
        }
        return reasons.values.sorted {
            $0.count != $1.count ? $0.count > $1.count : $0.trial < $1.trial
        }
    }
}

/// A trial that a worker is on.
package struct RunningTrial: Sendable, Hashable {
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
