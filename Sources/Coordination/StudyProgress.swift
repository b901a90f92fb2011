internal import HeapModule
package import Search
package import StudyModel

/// A study's state in the coordinator: its trials, the waiting ones, and the current attempts.
package struct StudyProgress: Sendable {
    /// The attempts of a trial: the part that scheduling needs.
    struct Attempts: Sendable {
        struct Issue: Sendable, Hashable {
            var worker: String
            var epoch: Int
        }

        /// The worker and epoch of each attempt; attempt n is element n - 1.
        var issues: [Issue] = []
        /// The attempt that holds the lease, if any.
        var current: AttemptID?
        /// The number of attempts that lost their worker and left no checkpoint.
        var losses = 0
        /// The number of attempts that could not be executed.
        var errors = 0
        /// The workers that could not execute an attempt, by name and host.
        var refusedBy: Set<WorkerIdentity> = []
        /// The subset of `refusedBy` that had executed other trials before.
        var refusedByProven: Set<WorkerIdentity> = []
        /// The time of the first execution error seen by this coordinator.
        var firstError: Instant?
        /// The number of worker processes in a row known to have ended while they ran the trial.
        var kills = 0
        var outcome: TrialOutcome?
        var hasCheckpoint = false

        /// The issue of an attempt, or nil if it was never issued.
        func issue(of attempt: AttemptID) -> Issue? {
            guard attempt.number >= 1, attempt.number <= issues.count,
                issues[attempt.number - 1].epoch == attempt.epoch
            else { return nil }
            return issues[attempt.number - 1]
        }
    }

    package let job: Job
    package let fingerprint: UInt64
    /// The number of coordinator starts on the study, including this one.
    package let epoch: Int
    package internal(set) var trials: [Trial] = []
    package internal(set) var finishedCount = 0
    package internal(set) var failedCount = 0
    package internal(set) var conflictCount: Int
    /// Why the study was halted before its budget was used up, or nil.
    package internal(set) var halt: String?
    var attempts: [Attempts] = []
    var sampler: StudySampler
    var waiting = WaitingTrials()
    /// The memory need of a configuration's trial, as text for a user, if known.
    let memoryNeed: @Sendable (Configuration) -> String?

    /// Restores a study from its record.
    /// - Parameters:
    ///   - record: the stored record; each attempt that is still running gets its own lease.
    ///   - checkpoints: the numbers of the trials that have a checkpoint.
    ///   - memoryNeed: the memory need of a configuration's trial, as text.
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
            self.sampler.restore(stored.trial.configuration)
            restore(stored, hasCheckpoint: checkpoints.contains(stored.trial.number))
            if let outcome = attempts.last?.outcome {
                self.sampler.tell(outcome, trial: stored.trial.number)
            }
        }
        var failures = FailureRun(of: job)
        for (number, trial) in trials.enumerated() {
            failures.add(
                trial: number, isFailed: trial.state == .failed, failure: trial.failure)
        }
        halt = failures.halt
    }

    /// Whether every trial of the job's budget has an outcome.
    package var isFinished: Bool { finishedCount >= job.trials }

    /// Whether no more trials of the study are handed out.
    package var isOver: Bool { isFinished || halt != nil }

    /// Why a failed trial halts the study, or nil.
    ///
    /// Failures in a row are counted by trial number, not by order of arrival.
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

    /// Adds a trial to the waiting ones, in the group that its history requires.
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
