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
        var losses = 0
        var errors = 0
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
    var attempts: [Attempts] = []
    var sampler: StudySampler
    var waiting = WaitingTrials()

    /// A study from its record.
    /// - Parameters:
    ///   - record: the stored record; its attempts that are still running get a lease of their own.
    ///   - checkpoints: the numbers of the trials that a checkpoint exists for.
    package init(record: StudyRecord, sampler: StudySampler, checkpoints: Set<Int> = []) throws {
        job = record.job
        fingerprint = record.job.fingerprint
        epoch = record.epoch
        conflictCount = record.conflicts
        self.sampler = sampler
        for stored in record.trials {
            self.sampler.replay(stored.trial.configuration)
            restore(stored, hasCheckpoint: checkpoints.contains(stored.trial.number))
            if let outcome = attempts.last?.outcome {
                self.sampler.learn(outcome, trial: stored.trial.number)
            }
        }
    }

    /// Whether every trial of the job's budget has its outcome.
    package var isFinished: Bool { finishedCount >= job.trials }

    mutating func restore(_ stored: TrialRecord, hasCheckpoint: Bool) {
        var trial = stored.trial
        var known = Attempts()
        known.issues = stored.attempts.map { .init(worker: $0.worker.name, epoch: $0.epoch) }
        known.hasCheckpoint = hasCheckpoint
        known.losses = stored.attempts.count { $0.outcome == .lost }
        known.errors = stored.attempts.count { $0.outcome == .failed }
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
            waiting.insert(trial.number, losses: known.losses)
        }
        trials.append(trial)
        attempts.append(known)
    }
}

/// The trials that wait for a worker: lowest number first, but those that keep losing their workers
/// last, so that a trial that kills workers can't stop the others.
///
/// A trial that is no longer waiting may still be in a heap; whoever takes one asks whether it
/// waits.
struct WaitingTrials: Sendable {
    /// After this many losses a trial goes behind all that had fewer.
    static let suspectLosses = 3

    private var usual = Heap<Int>()
    private var suspects = Heap<Int>()

    mutating func insert(_ trial: Int, losses: Int) {
        if losses >= Self.suspectLosses { suspects.insert(trial) } else { usual.insert(trial) }
    }

    /// Time in proportion to how many wait.
    func contains(_ trial: Int) -> Bool {
        usual.unordered.contains(trial) || suspects.unordered.contains(trial)
    }

    mutating func removeUsual() -> Int? { usual.popMin() }
    mutating func removeSuspect() -> Int? { suspects.popMin() }
}
