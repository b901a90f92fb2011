import StudyModel

/// Ends a search after a trial that reached a target.
///
/// Trial n begins unless one of the first trials has reached the target, whose number the horizon
/// fixes by n. It waits until their results are known. So the same trials begin with any number
/// of workers.
struct TargetBudget: Sendable {
    private let metric: Metric
    let target: Double
    private let lag: Int
    private let horizon: ResultHorizon
    private var ended = PrefixCount()
    /// The first trial that reached the target.
    private(set) var hit: Int?

    init(_ target: Double, metric: Metric, lag: Int, horizon: ResultHorizon) {
        self.target = target
        self.metric = metric
        self.lag = lag
        self.horizon = horizon
    }

    func verdict(start trial: Int) -> BudgetVerdict {
        let needed = horizon.known(before: trial, lag: lag).last ?? 0
        if let hit, hit < needed { return .refused }
        return ended.count >= needed ? .admitted : .open
    }

    /// - Parameter value: the metric of a complete and feasible trial.
    mutating func end(_ trial: Int, value: Double?) {
        ended.insert(trial)
        guard let value, value.isFinite, !metric.ranks(target, before: value) else { return }
        hit = min(hit ?? trial, trial)
    }
}
