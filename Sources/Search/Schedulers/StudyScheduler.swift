import Portable
package import StudyModel

/// A job's scheduler, with the trials' results turned into values.
package struct StudyScheduler: Sendable {
    private var scheduler: any Scheduler
    private let metric: Metric
    /// The newest value of each trial that has paused, and its best one with the epoch.
    private var values: [Int: (last: Double, best: Double, bestEpoch: Int)] = [:]
    /// Whether trials are ever stopped before their end.
    package let isActive: Bool
    private let epochs: Int
    private var epochBudget: EpochBudget?
    private var target: TargetBudget?
    private let runs: Int
    private var runOutcomes: RunOutcomes

    /// - Throws: `SearchError` if the job has no valid scheduler.
    package init(job: Job) throws(SearchError) {
        metric = job.metric
        isActive = job.scheduler.type != SchedulerSpec.none.type
        let scheduler = try SchedulerKind.scheduler(
            of: job, over: try job.space.resolvingPools(seed: job.seed))
        self.scheduler = scheduler
        epochs = job.epochs
        runs = job.runs
        runOutcomes = RunOutcomes(runs: job.runs)
        epochBudget = job.budget.epochs.map { EpochBudget(limit: $0, epochs: job.epochs) }
        target = job.budget.target.map {
            TargetBudget(
                $0, metric: job.metric, lag: job.budget.lag ?? Budget.standardLag,
                horizon: ResultHorizon(scheduler, epochs: job.epochs))
        }
    }

    /// Whether a study can be extended by more trials.
    package static func canGrow(_ job: Job) -> Bool { obstacleToGrowth(of: job) == nil }

    /// Why a study can't be extended by more trials, as text for a user; nil if it can.
    package static func obstacleToGrowth(of job: Job) -> String? {
        guard let scheduler = (try? StudyScheduler(job: job))?.scheduler else { return nil }
        guard scheduler.extendable(around: job.trials) != nil else {
            return "the \(job.scheduler.type) scheduler decides about its trials as a whole, so no "
                + "trials can follow"
        }
        return incompleteCohort(of: job)
    }

    /// That the trials of a job end within a cohort, as text for a user; nil if they don't.
    package static func incompleteCohort(of job: Job) -> String? {
        guard job.hasTrialLimit, let scheduler = (try? StudyScheduler(job: job))?.scheduler,
            let (below, above) = scheduler.extendable(around: job.trials), below < job.trials
        else { return nil }
        return "the last cohort of the \(job.scheduler.type) scheduler is incomplete with "
            + "\(job.trials, "trial"), and whole with " + (below > 0 ? "\(below) or " : "")
            + "\(above)"
    }

    package func firstStop(of trial: Int) -> Int? { scheduler.firstStop(of: trial) }

    /// The epochs at which it decides about trials.
    package var stops: [Int] { scheduler.stops }

    package mutating func next() -> SchedulerDecision? { scheduler.next() }

    /// The largest number of epochs that a job's trials can take in total; nil if neither their
    /// number nor its budget limits it.
    package func mostEpochs(of job: Job) -> Int? {
        guard job.hasTrialLimit else { return job.budget.epochs }
        return min(scheduler.mostEpochs(trials: job.trials), job.budget.epochs ?? .max)
    }

    // MARK: The budget

    /// Whether the budget allows a new trial.
    package mutating func verdict(start trial: Int) -> BudgetVerdict {
        // The runs of a configuration begin together.
        if trial % runs == 0, let verdict = target?.verdict(start: trial / runs),
            verdict != .admitted
        {
            return verdict
        }
        let (until, cohort) = (firstStop(of: trial), scheduler.cohort(of: trial))
        return epochBudget?.verdict(startUntil: until, in: cohort) ?? .admitted
    }

    /// Whether the budget allows a paused trial's next segment.
    package mutating func verdict(
        resume trial: Int, from epoch: Int, until: Int?
    ) -> BudgetVerdict {
        epochBudget?.verdict(resume: trial, from: epoch, until: until) ?? .admitted
    }

    /// Why the budget allows no further trial, as text for a user, or nil.
    package var budgetEnd: String? {
        if let budget = epochBudget, budget.isUsedUp {
            return "the budget of \(budget.limit, "epoch") is used up "
                + "(\(budget.admitted, "epoch"))"
        }
        guard let target, let hit = target.hit else { return nil }
        return "trial \(hit * runs) has reached the target: \(metric.name) \(target.target)"
    }

    /// - Parameters:
    ///   - until: the end of the trial's newest segment; nil for the last epoch.
    ///   - isOver: whether the trial has an outcome on record.
    package mutating func added(
        _ trial: Int, _ configuration: Configuration, until: Int?, isOver: Bool = false
    ) {
        epochBudget?.begin(in: scheduler.cohort(of: trial), until: until, isOver: isOver)
        if isActive { scheduler.observe(.added(trial: trial, configuration)) }
    }

    /// A paused trial is trained further.
    package mutating func resumed(_ trial: Int, from epoch: Int, until: Int?) {
        epochBudget?.resume(trial, from: epoch, until: until)
    }

    /// A trial paused after an epoch.
    ///
    /// - Parameter results: the intermediate results since its last stop, or all until then.
    package mutating func paused(
        _ trial: Int, at epoch: Int, _ results: some Collection<IntermediateResult>
    ) {
        var known = values[trial] ?? (.infinity, .infinity, 0)
        for result in results where result.epoch <= epoch {
            guard let value = oriented(result.metrics) else { continue }
            known.last = value
            if value < known.best { (known.best, known.bestEpoch) = (value, result.epoch) }
        }
        values[trial] = known
        let standing = TrialStanding(
            epoch: epoch, value: known.last, bestEpoch: known.bestEpoch)
        scheduler.observe(.paused(trial: trial, standing))
    }

    /// A trial has its outcome.
    ///
    /// - Parameter until: the end of the trial's newest segment; nil for the last epoch.
    package mutating func ended(_ trial: Int, _ outcome: TrialOutcome, until: Int?) {
        epochBudget?.end(trial, until: until)
        countForTarget(trial, outcome)
        decide(afterEnd: trial, outcome)
    }

    /// A trial was pruned.
    package mutating func pruned(_ trial: Int, until: Int?) {
        epochBudget?.end(trial, until: until)
        countForTarget(trial, nil)
    }

    /// Counts the outcome of a trial that is on record; nil for a pruned one.
    package mutating func countForTarget(_ trial: Int, _ outcome: TrialOutcome?) {
        guard target != nil,
            let ended = runOutcomes.add(outcome ?? .failed(reason: ""), of: trial)
        else { return }
        var value: Double?
        if case .complete(let metrics) = ended.outcome, metric.violation(by: metrics) == 0 {
            value = metrics[metric.name]
        }
        target?.end(ended.configuration, value: value)
    }

    /// Gives the scheduler an outcome that may be on record already.
    package mutating func decide(afterEnd trial: Int, _ outcome: TrialOutcome) {
        guard isActive else { return }
        values[trial] = nil
        switch outcome {
        case .complete(let metrics):
            scheduler.observe(.ended(trial: trial, value: oriented(metrics) ?? .infinity))
        case .failed: scheduler.observe(.ended(trial: trial, value: .infinity))
        }
    }

    /// The metric's value, oriented so that lower is better; infinite if it is not finite, nil if
    /// it was not measured.
    private func oriented(_ metrics: [String: Double]) -> Double? {
        metrics[metric.name].map {
            guard $0.isFinite else { return .infinity }
            return metric.direction == .minimize ? $0 : -$0
        }
    }
}
