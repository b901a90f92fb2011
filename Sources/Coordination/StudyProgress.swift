internal import HeapModule
package import Search
package import StudyModel

/// A study as the coordinator's machine holds it: its trials, which of them wait, and who runs the
/// others.
package struct StudyProgress: Sendable {
    /// The attempts of a trial, as far as they matter for what comes next.
    struct Attempts: Sendable {
        struct Issue: Sendable, Hashable {
            var worker: String
            var epoch: Int
        }

        /// Who each attempt was issued to and when; attempt n is element n - 1.
        var issues: [Issue] = []
        /// The attempt that holds the lease, if one does.
        var current: AttemptID?
        /// How many attempts lost their worker without having gained anything.
        var losses = 0
        /// How many attempts could not be executed.
        var errors = 0
        /// The workers that could not execute an attempt, by name and host.
        var refusedBy: Set<WorkerIdentity> = []
        /// Those of them that had executed others before.
        var refusedByProven: Set<WorkerIdentity> = []
        /// When the first attempt could not be executed, as far as this coordinator knows.
        var firstError: Instant?
        /// How many worker processes in a row are known to have ended while they ran it.
        var kills = 0
        var outcome: TrialOutcome?
        var hasCheckpoint = false

        /// How an attempt was issued, if it was.
        func issue(of attempt: AttemptID) -> Issue? {
            guard attempt.number >= 1, attempt.number <= issues.count,
                issues[attempt.number - 1].epoch == attempt.epoch
            else { return nil }
            return issues[attempt.number - 1]
        }
    }

    package let job: Job
    package let fingerprint: UInt64
    /// How many times a coordinator has been started on the study, this time included.
    package let epoch: Int
    package internal(set) var trials: [Trial] = []
    package internal(set) var finishedCount = 0
    package internal(set) var failedCount = 0
    package internal(set) var conflictCount: Int
    /// Why the search ends before its budget is used up, once it does.
    package internal(set) var halt: String?
    var attempts: [Attempts] = []
    var sampler: StudySampler
    var waiting = WaitingTrials()
    /// How much memory a configuration's trial needs, in words for a user, if that is known.
    let memoryNeed: @Sendable (Configuration) -> String?

    /// A study from its record.
    /// - Parameters:
    ///   - record: the stored record; its attempts that are still running get a lease of their own.
    ///   - checkpoints: the numbers of the trials that a checkpoint exists for.
    ///   - memoryNeed: how much memory a configuration's trial needs, in words.
    package init(
        record: StudyRecord, sampler: StudySampler, checkpoints: Set<Int> = [],
        memoryNeed: @escaping @Sendable (Configuration) -> String? = { _ in nil }
    ) throws {
        job = record.job
        fingerprint = record.job.fingerprint
        epoch = record.epoch
        conflictCount = record.conflicts
        self.sampler = sampler
        self.memoryNeed = memoryNeed
        for stored in record.trials {
            self.sampler.replay(stored.trial.configuration)
            restore(stored, hasCheckpoint: checkpoints.contains(stored.trial.number))
            if let outcome = attempts.last?.outcome {
                self.sampler.learn(outcome, trial: stored.trial.number)
            }
        }
        var failures = FailureRun(of: job)
        for (number, trial) in trials.enumerated() {
            failures.add(
                trial: number, isFailed: trial.state == .failed, failure: trial.failure)
        }
        halt = failures.halt
    }

    /// Whether every trial of the job's budget has its outcome.
    package var isFinished: Bool { finishedCount >= job.trials }

    /// Whether nothing of the study is to be handed out any more.
    package var isOver: Bool { isFinished || halt != nil }

    /// Why the search is to end now that a trial has failed, or nil.
    ///
    /// Failures in a row are counted by trial number, in whatever order they came.
    func tooManyFailures(around number: Int) -> String? {
        guard let limit = job.maxFailures else { return nil }
        var first = number
        while first > 0, trials[first - 1].state == .failed, number - first < limit { first -= 1 }
        var last = number
        while last + 1 < trials.count, trials[last + 1].state == .failed, last - first < limit {
            last += 1
        }
        guard last - first + 1 >= limit else { return nil }
        return FailureRun.message(
            trials: first...last, limit: limit, failure: trials[last].failure)
    }

    mutating func restore(_ stored: TrialRecord, hasCheckpoint: Bool) {
        var trial = stored.trial
        var known = Attempts()
        known.issues = stored.attempts.map { .init(worker: $0.worker.name, epoch: $0.epoch) }
        known.hasCheckpoint = hasCheckpoint
        known.losses = stored.attempts.count { $0.outcome == .lost }
        let refused = stored.attempts.filter { $0.outcome == .failed }
        known.errors = refused.count
        known.refusedBy = Set(refused.map(\.worker))
        if trial.state.isTerminal {
            finishedCount += 1
            if trial.state == .failed {
                failedCount += 1
                known.outcome = .failed(reason: trial.failure ?? "")
            } else {
                known.outcome = .complete(metrics: trial.metrics)
            }
        } else if let last = stored.attempts.last, last.outcome == .running {
            trial.state = .running
            known.current = AttemptID(
                study: job.study, trial: trial.number, number: last.number, epoch: last.epoch,
                jobFingerprint: fingerprint)
        } else {
            trial.state = .waiting
        }
        trials.append(trial)
        attempts.append(known)
        if trial.state == .waiting { enqueue(trial.number) }
    }

    /// Puts a trial among those that wait, at the place that its story asks for.
    mutating func enqueue(_ number: Int) {
        let known = attempts[number]
        if known.errors > 0 {
            waiting.insertRefused(number)
        } else if known.kills > 1 {
            waiting.insertAlone(number)
        } else {
            waiting.insert(number, losses: known.losses)
        }
    }
}
