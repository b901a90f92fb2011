internal import HeapModule
package import Search
package import StudyModel

/// A study's state in the coordinator: its trials with their attempts, and those that wait.
///
/// Trials and attempts are those of the record, without times and intermediate results. Only
/// `apply` changes them, with the function that also replays the record.
package struct StudyProgress: Sendable {
    /// What this coordinator knows of a trial without an outcome beside the record.
    struct Notes: Sendable {
        /// The workers that could not execute an attempt although they had executed other trials.
        var refusedByProven: Set<WorkerIdentity> = []
        /// The time of the first execution error.
        var firstError: Instant?
        /// The number of worker processes in a row known to have ended while they ran the trial.
        var kills = 0
    }

    package let job: Job
    package let fingerprint: UInt64
    /// The number of coordinator starts on the study, including this one.
    package let incarnation: Int
    package private(set) var trials: [Trial] = []
    /// The attempts of each trial.
    private(set) var attempts: [[AttemptRecord]] = []
    package private(set) var finishedCount = 0
    package private(set) var failedCount = 0
    package private(set) var conflictCount: Int
    /// Why the study was halted before its budget was used up, or nil.
    package internal(set) var halt: String?
    /// Trials without notes have the initial ones.
    private var notes: [Int: Notes] = [:]
    /// The trials that have a checkpoint.
    var checkpoints: Set<Int> = []
    private(set) var sampler: StudySampler
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
        incarnation = record.incarnation
        conflictCount = record.conflicts
        self.sampler = sampler
        self.memoryNeed = memoryNeed
        for stored in record.trials {
            self.sampler.restore(stored.trial.configuration)
            restore(stored)
            if let outcome = stored.trial.outcome {
                self.sampler.tell(outcome, trial: stored.trial.number)
            }
        }
        self.checkpoints = checkpoints
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

    // MARK: Changes

    /// Suggests the configuration of the next trial.
    mutating func suggest() -> Configuration { sampler.suggest(trial: trials.count) }

    /// Applies a change that is to be recorded, and what follows from it for the waiting trials,
    /// the counts and the sampler.
    mutating func apply(_ change: StudyChange) {
        do {
            switch change {
            case .trialAdded(let number, let configuration):
                guard number == trials.count else {
                    throw RecordContradiction("trial \(number) added after \(trials.count) trials")
                }
                trials.append(Trial(number: number, configuration: configuration))
                attempts.append([])
            case .attemptStarted(let id, let worker):
                try trials[id.trial].start(id, worker, attempts: &attempts[id.trial], at: 0)
            case .attemptEnded(let id, let outcome, let note):
                let wasRunning = trials[id.trial].state == .running
                try trials[id.trial].end(
                    id, outcome, note: note, attempts: &attempts[id.trial], at: 0)
                if wasRunning { enqueue(id.trial) }
            case .trialFinished(let id, let outcome, _):
                try trials[id.trial].finish(id, as: outcome, attempts: &attempts[id.trial], at: 0)
                settle(id.trial, outcome)
            case .conflictingResult: conflictCount += 1
            case .intermediateResult: break
            case .trialReopened, .jobChanged:
                throw RecordContradiction("\(change) of a study that is searched")
            }
        } catch {
            preconditionFailure("\(job.study): \(error)")
        }
    }

    /// A trial has its outcome.
    private mutating func settle(_ number: Int, _ outcome: TrialOutcome) {
        waiting.removeRefused(number)
        notes[number] = nil
        finishedCount += 1
        if trials[number].state == .failed { failedCount += 1 }
        sampler.tell(outcome, trial: number)
    }

    private mutating func restore(_ stored: TrialRecord) {
        var trial = stored.trial
        if trial.state.isTerminal {
            finishedCount += 1
            if trial.state == .failed { failedCount += 1 }
        } else {
            trial.state = stored.attempts.last?.outcome == .running ? .running : .waiting
        }
        trials.append(trial)
        attempts.append(stored.attempts)
        if trial.state == .waiting { enqueue(trial.number) }
    }

    /// Adds a trial to the waiting ones, in the group that its history requires.
    private mutating func enqueue(_ number: Int) {
        if errors(of: number) > 0 {
            waiting.insertRefused(number)
        } else if self[notes: number].kills > 1 {
            waiting.insertAlone(number)
        } else {
            waiting.insert(number, losses: losses(of: number))
        }
    }

    // MARK: What follows from the attempts

    subscript(notes number: Int) -> Notes {
        get { notes[number] ?? Notes() }
        set { notes[number] = newValue }
    }

    /// An attempt's record; nil if it was never issued.
    func record(of attempt: AttemptID) -> AttemptRecord? {
        // A worker may state any number.
        guard attempts.indices.contains(attempt.trial),
            attempt.number >= 1, attempt.number <= attempts[attempt.trial].count
        else { return nil }
        let record = attempts[attempt.trial][attempt.number - 1]
        return record.incarnation == attempt.incarnation ? record : nil
    }

    /// The attempt that runs a trial; nil if none does.
    func current(of number: Int) -> AttemptID? {
        guard trials[number].state == .running, let last = attempts[number].last else { return nil }
        return AttemptID(
            study: job.study, trial: number, number: last.number, incarnation: last.incarnation,
            jobFingerprint: fingerprint)
    }

    /// The next attempt of a trial.
    func nextAttempt(of number: Int) -> AttemptID {
        AttemptID(
            study: job.study, trial: number, number: attempts[number].count + 1,
            incarnation: incarnation, jobFingerprint: fingerprint)
    }

    /// The number of attempts that lost their worker and left no checkpoint.
    func losses(of number: Int) -> Int { attempts[number].count { $0.outcome == .lost } }

    /// The number of attempts that could not be executed.
    func errors(of number: Int) -> Int { attempts[number].count { $0.outcome == .failed } }

    /// Whether a worker could not execute an attempt.
    func isRefused(_ number: Int, by worker: WorkerIdentity) -> Bool {
        attempts[number].contains { $0.outcome == .failed && $0.worker == worker }
    }
}

extension StudyProgress {
    /// The first difference between this state and one restored from the record, or nil if they
    /// agree.
    package func difference(from record: StudyRecord) -> String? {
        guard trials.count == record.trials.count else {
            return "\(job.study): \(trials.count) trials, \(record.trials.count) on record"
        }
        for (number, stored) in record.trials.enumerated() {
            guard trials[number] == stored.trial else {
                return "\(job.study): \(trials[number]), on record \(stored.trial)"
            }
            let (mine, others) = (attempts[number], stored.attempts)
            guard mine.map(\.withoutTimes) == others.map(\.withoutTimes) else {
                return "\(job.study)/\(number): \(mine), on record \(others)"
            }
        }
        return nil
    }
}

extension AttemptRecord {
    /// The coordinator's machine has no times.
    fileprivate var withoutTimes: AttemptRecord {
        var copy = self
        (copy.startedAt, copy.endedAt) = (0, nil)
        return copy
    }
}
