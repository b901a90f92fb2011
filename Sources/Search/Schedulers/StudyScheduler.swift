package import StudyModel

/// A job's scheduler, with the trials' results turned into values.
package struct StudyScheduler: Sendable {
    private var scheduler: any Scheduler
    private let metric: Metric
    /// The newest value of each trial that has paused, and its best one with the epoch.
    private var values: [Int: (last: Double, best: Double, bestEpoch: Int)] = [:]
    /// Whether trials are ever stopped before their end.
    package let isActive: Bool

    /// - Throws: `SearchError` if the job has no valid scheduler.
    package init(job: Job) throws(SearchError) {
        metric = job.metric
        isActive = job.scheduler.type != SchedulerSpec.none.type
        scheduler = try SchedulerKind.scheduler(
            of: job, over: try job.space.resolvingPools(seed: job.seed))
    }

    /// Whether a study can be extended by more trials.
    package static func canGrow(_ job: Job) -> Bool {
        (try? StudyScheduler(job: job))?.scheduler.canGrow(from: job.trials) ?? true
    }

    package func firstStop(of trial: Int) -> Int? { scheduler.firstStop(of: trial) }

    /// The epochs at which it decides about trials.
    package var stops: [Int] { scheduler.stops }

    package mutating func next() -> SchedulerDecision? { scheduler.next() }

    package func mostEpochs(trials: Int) -> Int { scheduler.mostEpochs(trials: trials) }

    package mutating func added(_ trial: Int, _ configuration: Configuration) {
        if isActive { scheduler.observe(.added(trial: trial, configuration)) }
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

    package mutating func ended(_ trial: Int, _ outcome: TrialOutcome) {
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
