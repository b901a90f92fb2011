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

    /// A part of the budget that is used up.
    struct Limit: Sendable {
        /// As text for a user.
        var reason: String
        /// Whether waiting trials are not handed out either.
        var stopsSegments: Bool
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
    package private(set) var prunedCount = 0
    package private(set) var pausedCount = 0
    /// The trials at the scheduler's stops; nil if it stops none.
    package private(set) var rungs: RungCounts?
    package private(set) var conflictCount: Int
    /// Why the study was halted before its budget was used up, or nil.
    package internal(set) var halt: String?
    /// The failures in a row that stop the study; nil if there are none.
    var failureStop: FailureStop?
    /// Why the search ended without all trials of the job; nil if it did not.
    package private(set) var end: String?
    /// Whether the next trial can be sampled.
    ///
    /// It is stored, since asking the sampler through an array of studies copies the study.
    private(set) var canSuggest = false
    /// The part of the budget that is used up; nil if there is none.
    var limit: Limit?
    /// Whether the rest of the budget allows the next trial.
    var startVerdict = BudgetVerdict.admitted
    /// Paused trials that the scheduler resumes and the budget does not allow yet, in their order.
    private var postponed: [(trial: Int, until: Int?)] = []
    package internal(set) var share = StudyShare()
    /// The time from which the budget's time counts.
    var timeStart = Instant.zero
    /// The time since which the study is paused; nil if it is not.
    var pausedSince: Instant?
    /// Whether its attempts were taken back, and no more are handed out.
    package internal(set) var isWithdrawn = false
    package internal(set) var runningCount = 0
    /// The number of the last attempt that it handed out, among those of all studies; 0 if none.
    var lastTurn = 0
    /// Whether any of its trials has had a result since this start, or since it was admitted.
    var hasResults = false
    /// The time since which no worker can execute any of its trials; nil if one can.
    var fruitlessSince: Instant?
    /// How long the study was searched before this start, in seconds.
    let secondsBefore: Double
    /// Trials without notes have the initial ones.
    private var notes: [Int: Notes] = [:]
    package private(set) var sampler: StudySampler
    var scheduler: StudyScheduler
    /// The number of trials on record that branched off; the scheduler decides about them again.
    private var recordedBranches = 0
    /// The number of trials that refer to a checkpoint, by digest.
    private var references: [String: Int] = [:]
    /// Digests that no trial refers to any more, since the last call of `takeUnreferenced`.
    private var unreferenced: [String] = []
    /// The number of trials that the sampler suggested: all except those that branched off.
    package private(set) var sampledCount = 0
    var waiting = WaitingTrials()
    /// The memory need of a configuration's trial, as text for a user, if known.
    let memoryNeed: @Sendable (Configuration) -> String?
    /// What executors outside told about trials without an outcome.
    var told = ToldResults()

    /// Restores a study from its record.
    /// - Parameters:
    ///   - record: the stored record; each attempt that is still running gets its own lease.
    ///   - share: how it shares the workers with other studies.
    ///   - memoryNeed: the memory need of a configuration's trial, as text.
    package init(
        record: StudyRecord, sampler: StudySampler, scheduler: StudyScheduler,
        share: StudyShare = StudyShare(),
        memoryNeed: @escaping @Sendable (Configuration) -> String? = { _ in nil }
    ) throws {
        job = record.job
        self.share = share
        fingerprint = record.job.fingerprint
        incarnation = record.incarnation
        conflictCount = record.conflicts
        end = record.end
        secondsBefore = record.searchSeconds
        self.sampler = sampler
        self.scheduler = scheduler
        self.memoryNeed = memoryNeed
        if scheduler.isActive {
            rungs = RungCounts(stops: scheduler.stops, epochs: record.job.epochs)
        }
        for stored in record.trials {
            restore(stored)
        }
        restoreScheduler(record.trials)
        askBudget()
        updateCanSuggest()
        for number in trials.indices { countFailure(of: number) }
        halt = haltByFailures
    }

    /// Whether every trial of the job has an outcome, and every trial that branched off; or the
    /// budget is used up.
    ///
    /// A study that failures stop is not finished.
    package var isFinished: Bool {
        end != nil
            || failureStop == nil && sampledCount >= job.trials && finishedCount >= trials.count
    }

    /// Whether no more trials of the study are handed out.
    package var isOver: Bool { isFinished || halt != nil }

    // MARK: Changes

    /// Suggests the configuration of the next trial.
    mutating func suggest() -> (configuration: Configuration, start: TrialStart) {
        let number = trials.count
        return (
            sampler.suggest(trial: number), TrialStart(until: scheduler.firstStop(of: number))
        )
    }

    /// Takes the configuration of the next trial, which a user gives.
    mutating func startGiven(_ configuration: Configuration) -> TrialStart {
        let start = TrialStart(until: scheduler.firstStop(of: trials.count))
        sampler.restore(configuration)
        return start
    }

    /// The change that follows from the scheduler's next decision; nil if there is none.
    mutating func nextDecision() -> StudyChange? {
        guard scheduler.isActive else { return nil }
        if let (trial, until) = postponed.first, admits(resume: trial, until: until) {
            postponed.removeFirst()
            return .trialResumed(number: trial, until: until)
        }
        while let decision = scheduler.next() {
            switch decision {
            case .resume(let trial, let until)
            where trials[trial].state == .paused && until ?? .max > trials[trial].epoch:
                // All segments of a cohort at a stop have one length: none overtakes another.
                if admits(resume: trial, until: until) {
                    return .trialResumed(number: trial, until: until)
                }
                postponed.append((trial, until))
            case .prune(let trial, let reason) where trials[trial].state == .paused:
                return .trialPruned(number: trial, reason: reason)
            case .branch where recordedBranches > 0: recordedBranches -= 1
            case .branch(let origin, let configuration, let until):
                return .trialAdded(
                    number: trials.count, configuration: configuration,
                    start: TrialStart(
                        until: until, origin: origin,
                        checkpoint: trials[origin.parent].checkpoint))
            // A start decides again what is on record.
            default: continue
            }
        }
        return nil
    }

    /// The digests of checkpoints that no trial needs any more, since the last call.
    mutating func takeUnreferenced() -> [String] {
        guard !unreferenced.isEmpty else { return [] }
        defer { unreferenced = [] }
        return unreferenced.filter { references[$0] == nil }
    }

    /// The digests of all checkpoints that trials refer to.
    package var referencedCheckpoints: Set<String> { Set(references.keys) }

    /// Applies a change that is to be recorded, and what follows from it for the waiting trials,
    /// the counts and the sampler.
    mutating func apply(_ change: StudyChange) {
        let wasRunning = isRunning(change.trial)
        defer {
            let isRunning = isRunning(change.trial)
            if wasRunning != isRunning { runningCount += isRunning ? 1 : -1 }
            askBudget()
            updateCanSuggest()
        }
        let counted = rungs == nil ? nil : change.trial
        let before = counted.flatMap { $0 < trials.count ? RungCounts.Place(trials[$0]) : nil }
        defer { if let counted { recount(counted, before) } }
        do {
            switch change {
            case .trialAdded(let number, let configuration, let start):
                try add(number, configuration, start)
            case .attemptStarted(let id, let worker):
                try trials[id.trial].start(id, worker, attempts: &attempts[id.trial], at: 0)
            case .attemptEnded(let id, let outcome, let note):
                try trials[id.trial].end(
                    id, outcome, note: note, attempts: &attempts[id.trial], at: 0)
                if wasRunning { enqueue(id.trial) }
            case .checkpointKept(let id, let digest):
                let before = trials[id.trial].checkpoint
                try trials[id.trial].keep(checkpoint: digest, of: id, attempts[id.trial])
                countReferences(from: before, to: digest)
            case .segmentReached(let id, let epoch, let checkpoint, let results):
                try reach(id, epoch, checkpoint, results)
            case .trialResumed(let number, let until):
                scheduler.resumed(number, from: trials[number].epoch, until: until)
                try trials[number].resume(until: until, attempts: attempts[number])
                pausedCount -= 1
                if let worker = attempts[number].last?.worker.name, isUsual(number) {
                    waiting.insert(number, heldBy: worker)
                } else {
                    enqueue(number)
                }
            case .trialPruned(let number, let reason):
                countReferences(from: trials[number].checkpoint, to: nil)
                pausedCount -= 1
                scheduler.pruned(number, until: trials[number].until)
                try trials[number].prune(because: reason, attempts: attempts[number])
                if trials[number].origin == nil { sampler.pruned(number) }
                settle(number)
            case .trialFinished(let id, let outcome, let results):
                countReferences(from: trials[id.trial].checkpoint, to: nil)
                if trials[id.trial].state == .paused { pausedCount -= 1 }
                try trials[id.trial].finish(
                    id, as: outcome, epoch: results.last?.epoch, attempts: &attempts[id.trial],
                    at: 0)
                scheduler.ended(id.trial, outcome, until: trials[id.trial].until)
                if trials[id.trial].origin == nil { sampler.tell(outcome, trial: id.trial) }
                settle(id.trial)
            case .conflictingResult: conflictCount += 1
            case .intermediateResult: break
            case .searchEnded(let reason): end = reason
            case .trialReopened, .jobChanged:
                throw RecordContradiction("\(change) of a study that is searched")
            }
        } catch {
            preconditionFailure("\(job.study): \(error)")
        }
        noteTold(change)
    }

    private mutating func add(
        _ number: Int, _ configuration: Configuration, _ start: TrialStart
    ) throws {
        guard number == trials.count else {
            throw RecordContradiction("trial \(number) added after \(trials.count) trials")
        }
        trials.append(Trial(number: number, configuration: configuration, start: start))
        attempts.append([])
        countReferences(from: nil, to: start.checkpoint)
        if start.origin == nil { sampledCount += 1 } else { enqueue(number) }
        scheduler.added(number, configuration, until: start.until)
    }

    private mutating func reach(
        _ id: AttemptID, _ epoch: Int, _ checkpoint: String?, _ results: [IntermediateResult]
    ) throws {
        let before = trials[id.trial].checkpoint
        let metrics = results.last?.metrics ?? [:]
        try trials[id.trial].reach(
            id, epoch: epoch, checkpoint: checkpoint, metrics: metrics,
            attempts: &attempts[id.trial], at: 0)
        countReferences(from: before, to: checkpoint)
        pausedCount += 1
        waiting.removeRefused(id.trial)
        notes[id.trial] = nil
        scheduler.paused(id.trial, at: epoch, results)
        if trials[id.trial].origin == nil { sampler.paused(id.trial, at: epoch, metrics) }
    }

    /// Counts a changed trial at the scheduler's stops.
    private mutating func recount(_ number: Int, _ before: RungCounts.Place?) {
        let now = RungCounts.Place(trials[number])
        if let before { rungs?.change(from: before, to: now) } else { rungs?.add(now) }
    }

    /// A trial has its outcome.
    private mutating func settle(_ number: Int) {
        waiting.removeRefused(number)
        notes[number] = nil
        count(trials[number])
        countFailure(of: number)
    }

    /// Whether a trial of the study runs; false for a number without a trial.
    private func isRunning(_ number: Int?) -> Bool {
        guard let number, number < trials.count else { return false }
        return trials[number].state == .running
    }

    mutating func updateCanSuggest() {
        canSuggest =
            sampledCount < job.trials && limit == nil && startVerdict == .admitted
            && failureStop == nil && sampler.isReady
    }

    /// Counts a trial with an outcome.
    private mutating func count(_ trial: Trial) {
        finishedCount += 1
        if trial.state == .failed { failedCount += 1 }
        if trial.state == .pruned { prunedCount += 1 }
    }

    private mutating func restore(_ stored: TrialRecord) {
        let trial = stored.trial
        trials.append(trial)
        attempts.append(stored.attempts)
        rungs?.add(trial, stored.attempts)
        scheduler.added(
            trial.number, trial.configuration, until: trial.until,
            isOver: trial.state.isTerminal)
        countReferences(from: nil, to: trial.checkpoint)
        if trial.origin == nil {
            sampledCount += 1
            sampler.restore(trial.configuration)
        } else {
            recordedBranches += 1
        }
        if trial.state.isTerminal {
            count(trial)
            scheduler.countForTarget(trial.number, trial.state == .pruned ? nil : trial.outcome)
        }
        if trial.origin == nil { restoreSampler(stored) }
        if trial.state == .paused { pausedCount += 1 }
        if trial.state == .running { runningCount += 1 }
        if !trial.state.isTerminal, isAsked(trial.number) {
            for result in stored.intermediateResults { told.add(result, of: trial.number) }
        }
        if trial.state == .waiting { enqueue(trial.number) }
    }

    /// Gives the sampler what is on record of a trial.
    private mutating func restoreSampler(_ stored: TrialRecord) {
        let number = stored.trial.number
        for attempt in stored.attempts where attempt.outcome == .reached {
            let result = stored.intermediateResults.first { $0.epoch == attempt.until }
            guard let result else { continue }
            sampler.paused(number, at: result.epoch, result.metrics)
        }
        if stored.trial.state == .pruned {
            sampler.pruned(number)
        } else if let outcome = stored.trial.outcome {
            sampler.tell(outcome, trial: number)
        }
    }

    /// Gives the scheduler what is on record, in an order in which it can have happened: the ends
    /// of segments by epoch, and a trial's outcome after its last stop, before later stops of
    /// others.
    ///
    /// Its decisions up to now are on record; what it decides of them again is dropped.
    private mutating func restoreScheduler(_ records: [TrialRecord]) {
        guard scheduler.isActive else { return }
        var events: [(epoch: Int, isOutcome: Bool, trial: Int)] = []
        for record in records {
            let stops = record.attempts.filter { $0.outcome == .reached }.compactMap(\.until)
            let number = record.trial.number
            events += stops.map { ($0, false, number) }
            if record.trial.state.isTerminal {
                events.append((stops.max() ?? record.trial.origin?.epoch ?? 0, true, number))
            }
        }
        events.sort {
            ($0.epoch, $0.isOutcome ? 1 : 0, $0.trial) < ($1.epoch, $1.isOutcome ? 1 : 0, $1.trial)
        }
        for (epoch, isOutcome, number) in events {
            let record = records[number]
            guard isOutcome, let outcome = record.trial.outcome else {
                scheduler.paused(number, at: epoch, record.intermediateResults)
                continue
            }
            // A pruned trial goes no further, whatever is decided again.
            let isPruned = record.trial.state == .pruned
            scheduler.decide(afterEnd: number, isPruned ? .failed(reason: "") : outcome)
        }
    }

    private mutating func countReferences(from old: String?, to new: String?) {
        guard old != new else { return }
        if let new { references[new, default: 0] += 1 }
        guard let old, let count = references[old] else { return }
        references[old] = count == 1 ? nil : count - 1
        if count == 1 { unreferenced.append(old) }
    }

    /// Whether nothing in a trial's history delays it.
    private func isUsual(_ number: Int) -> Bool {
        errors(of: number) == 0 && losses(of: number) < WaitingTrials.suspectLosses
    }

    /// Whether a trial ended several workers: it then gets one without other trials.
    func runsAlone(_ number: Int) -> Bool { self[notes: number].kills > 1 }

    /// Adds a trial to the waiting ones, in the group that its history requires.
    mutating func enqueue(_ number: Int) {
        if errors(of: number) > 0 {
            waiting.insertRefused(number)
        } else if runsAlone(number) {
            waiting.insertAlone(number)
        } else {
            waiting.insert(number, losses: losses(of: number))
        }
    }

    // MARK: Notes

    subscript(notes number: Int) -> Notes {
        get { notes[number] ?? Notes() }
        set { notes[number] = newValue }
    }
}
