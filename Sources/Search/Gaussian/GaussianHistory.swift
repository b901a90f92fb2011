import StudyModel

/// The points that were tried, and their results as values for Gaussian processes.
struct GaussianHistory: Sendable {
    /// The trials that a model learns from, and per objective their values: smaller is better.
    struct Observations: Sendable {
        var trials: [Int] = []
        var values: [[Double]] = []

        /// The objectives whose values differ.
        ///
        /// Equal results say nothing.
        var varying: [Int] {
            values.indices.filter { objective in
                values[objective].contains { $0 != values[objective][0] }
            }
        }
    }

    /// The least number of trials that count as the first ones, whose median is a reference.
    private static let leastFirst = 5

    private let metric: Metric
    private let settings: GPSettings
    /// The number of values that a level above the first must have.
    private let leastToCompare: Int
    /// The point of each trial, NaN for inactive parameters; nil if it is not from this space.
    private(set) var points: [[Double]?] = []
    private var values: LevelValues

    init(_ space: GaussianSpace, _ metric: Metric, _ settings: GPSettings, _ horizon: ResultHorizon)
    {
        self.metric = metric
        self.settings = settings
        leastToCompare = max(settings.startup, space.axes.count + 3)
        values = LevelValues(horizon)
    }

    var levels: Range<Int> { values.levels }

    var objectives: Range<Int> { metric.objectives.indices }

    mutating func append(_ point: [Double]?) { points.append(point) }

    mutating func tell(_ score: Score, at level: Int, trial: Int) {
        values[level, trial] = score
    }

    /// The points of trials that are drawn and whose results are not used yet.
    ///
    /// - Parameter needed: per level, the number of trials whose results are used.
    func pending(after needed: [Int]) -> [[Double]] {
        points[min(needed.max() ?? 0, points.count)...].compactMap { $0 }
    }

    /// The trials that a trial may learn from, by number, with their values.
    ///
    /// - Parameters:
    ///   - needed: per level, the number of trials whose results are used.
    ///   - isWide: whether the first trials' median is the reference of the values, or that of all
    ///     trials.
    func observations(_ needed: [Int], isWide: Bool) -> Observations {
        let needed = needed.map { min($0, points.count) }
        guard let level = comparedLevel(needed) else { return Observations() }
        let rankings = metric.objectives.indices.map { objective in
            ranking(needed[level], at: level, objective: objective)
        }
        let chosen = chosen(rankings)
        let values = rankings.map { ranking in
            zip(ranking, warped(ranking, at: level, isWide: isWide))
                .filter { chosen.contains($0.0.trial) }
                .sorted { $0.0.trial < $1.0.trial }.map(\.1)
        }
        return Observations(trials: chosen.sorted(), values: values)
    }

    /// How a trial compares with others in an objective.
    private struct Standing {
        var trial: Int
        var level: Int
        /// The objective as a number to minimise; NaN if it is missing.
        var cost: Double
        var violation: Double

        func ranks(before other: Standing, ties: Bool = true) -> Bool {
            if level != other.level { return level > other.level }
            let (first, second) = (cost.isNaN, other.cost.isNaN)
            if first != second { return second }
            if first { return ties && trial < other.trial }
            if violation != other.violation { return violation < other.violation }
            if cost != other.cost { return cost < other.cost }
            return ties && trial < other.trial
        }
    }

    /// The first trials with a point and a result, the best in an objective first.
    private func ranking(_ count: Int, at level: Int, objective: Int) -> [Standing] {
        (0..<count).compactMap { trial in
            guard points[trial] != nil,
                let reached = (0...level).last(where: { values[$0, trial] != nil }),
                let score = values[reached, trial]
            else { return nil }
            let costs = metric.costs(of: score)
            // A failed trial lacks all objectives but the first.
            let cost = objective < costs.count && !score.isMissing ? costs[objective] : .nan
            return Standing(trial: trial, level: reached, cost: cost, violation: score.violation)
        }.sorted { $0.ranks(before: $1) }
    }

    private func warped(_ ranking: [Standing], at level: Int, isWide: Bool) -> [Double] {
        var results: [OutputWarping.Result] = []
        for (place, standing) in ranking.enumerated() {
            let isTie = place > 0 && !ranking[place - 1].ranks(before: standing, ties: false)
            let counts =
                standing.level == level && standing.violation == 0 && standing.cost.isFinite
            results.append(
                OutputWarping.Result(
                    value: counts ? standing.cost : nil,
                    rank: isTie ? results[place - 1].rank : place,
                    isFirst: isWide && standing.trial < max(settings.startup, Self.leastFirst)))
        }
        return OutputWarping.values(results)
    }

    /// The latest level with enough values; nil if no result is known.
    private func comparedLevel(_ needed: [Int]) -> Int? {
        needed.indices.reversed().first { level in
            let count = (0..<needed[level]).count { trial in
                values[level, trial].map { !$0.isMissing } ?? false
            }
            return level == 0 ? needed[level] > 0 : count >= leastToCompare
        }
    }

    /// The trials that count: the best half, by each objective in turn, and the newest.
    private func chosen(_ rankings: [[Standing]]) -> Set<Int> {
        let all = rankings[0].map(\.trial)
        guard all.count > settings.observations else { return Set(all) }
        var chosen: Set<Int> = []
        for place in all.indices {
            for ranking in rankings where chosen.count < settings.observations / 2 {
                chosen.insert(ranking[place].trial)
            }
        }
        for trial in all.sorted().reversed() where chosen.count < settings.observations {
            chosen.insert(trial)
        }
        return chosen
    }
}
