import Portable
package import StudyModel

/// Bayesian optimisation with a Gaussian process.
///
/// The model of the results is a Gaussian process with a Matérn covariance and a length scale per
/// parameter. The configuration with the largest expected improvement is tried. Trials without a
/// result count as if they had what the model predicts (Kriging believer).
///
/// The trial number fixes which results a trial learns from: it waits for the results of trials
/// 0...n - lag and ignores all others. In a finite space no configuration repeats before all were
/// tried. Failed trials rank last, and trials that are not feasible behind those that are.
///
/// With a scheduler, the values of the latest level with enough of them are compared. Trials that
/// passed this level without a value, because they were stopped before, rank behind those with one.
///
/// Sources: Jones, Schonlau and Welch, "Efficient global optimization of expensive black-box
/// functions", Journal of Global Optimization 13 (1998); Snoek, Larochelle and Adams, "Practical
/// Bayesian optimization of machine learning algorithms", NIPS 2012; and those of the parts in
/// Gaussian/.
package struct GPSampler: Sampler {
    /// A finite space of at most this many rows is searched exhaustively.
    private static let mostRows = 4_096
    /// Beyond this many results, hyperparameters are fitted when their number has grown by a share.
    private static let firstMilestone = 24
    private static let growth = 20
    private static let leaders = 5
    /// The least number of trials that count as the first ones, whose median is a reference.
    private static let leastFirst = 5

    private let settings: GPSettings
    private let horizon: ResultHorizon
    private let metric: Metric
    private let space: GaussianSpace
    private let seed: UInt64
    private let sobol: SobolSequence?
    private let allPoints: [[Double]]?
    private var random: RandomSampler
    private var first: QMCSampler?
    /// The point of each trial, NaN for inactive parameters; nil if it is not from this space.
    private var points: [[Double]?] = []
    /// What was tried in a continuous space, where the random sampler repeats nothing anyway.
    private var tried: Set<Configuration> = []
    private let isContinuous: Bool
    private var values: LevelValues
    /// The last fit of each kind, wide first, and the trial whose results it used.
    private var fits: [(trial: Int, hyperparameters: Hyperparameters?)?] = [nil, nil]
    /// Trials drawn at random because no model could be made.
    package private(set) var fallbacks = 0

    /// Prepares a space without pools.
    ///
    /// - Parameter horizon: the results that it may learn from.
    package init(
        space: SearchSpace, metric: Metric, seed: UInt64, settings: GPSettings,
        repeats: RepeatRule? = nil, horizon: ResultHorizon = .fullTraining
    ) throws(SearchError) {
        self.horizon = horizon
        values = LevelValues(horizon)
        self.settings = settings
        self.metric = metric
        self.seed = seed
        self.space = GaussianSpace(space)
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
        let axes = self.space.axes.count
        if axes <= LowDiscrepancySequence.largestDimensions {
            first = try QMCSampler(
                space: space, seed: seed, settings: QMCSettings(), repeats: repeats)
            sobol = SobolSequence(dimensions: max(1, axes))
        } else {
            sobol = nil
        }
        allPoints = self.space.allPoints(limit: Self.mostRows)
        isContinuous = self.space.space.rows == nil && repeats != .always
    }

    package var limit: Int? { random.limit }

    package var learns: Bool { true }

    package var concurrency: Int? { settings.lag }

    package func resultsNeeded(for trial: Int) -> [Int] {
        trial < settings.startup
            ? values.levels.map { _ in 0 } : horizon.known(before: trial, lag: settings.lag)
    }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
        if trial < settings.startup { first?.restore(configuration, trial: trial) }
        append(configuration)
    }

    private mutating func append(_ configuration: Configuration) {
        points.append(space.point(of: configuration))
        if isContinuous { tried.insert(configuration) }
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        values[level, trial] = score
    }

    package mutating func suggest(trial: Int) -> Configuration {
        if trial < settings.startup, let drawn = first?.suggest(trial: trial) {
            random.restore(drawn, trial: trial)
            append(drawn)
            return drawn
        }
        if trial >= settings.startup, !space.axes.isEmpty,
            let promising = promisingPoint(trial: trial)
        {
            let configuration = space.configuration(of: promising)
            random.restore(configuration, trial: trial)
            append(configuration)
            return configuration
        }
        let drawn = random.suggest(trial: trial)
        append(drawn)
        return drawn
    }

    /// The point with the largest expected improvement, if any.
    private mutating func promisingPoint(trial: Int) -> [Double]? {
        let known = observations(before: trial, isWide: Self.isWide(trial))
        // Equal results say nothing.
        guard let value = known.values.first, known.values.contains(where: { $0 != value }) else {
            return nil
        }
        guard let hyperparameters = hyperparameters(for: trial),
            var process = GaussianProcess(
                hyperparameters, inputs(known.trials), values: known.values,
                room: settings.lag + points.count)
        else {
            fallbacks += 1
            return nil
        }
        let rows = known.trials.compactMap { points[$0].map(space.row) }
        let means = process.means(at: rows)
        for pending in pending(before: trial) { process.believe(space.row(of: pending)) }
        let order = means.indices.sorted { (means[$0], $0) < (means[$1], $1) }
        let search = AcquisitionSearch(
            space: space, process: process, best: means[order[0]],
            generator: SeededGenerator(seed: seed, trial: trial, purpose: .sampling),
            sobol: sobol,
            isRefused: { [random, space, tried] point in
                let configuration = space.configuration(of: point)
                return tried.contains(configuration) || random.isRefused(configuration)
            })
        let leading = order.prefix(Self.leaders).compactMap { points[known.trials[$0]] }
        return search.best(leading: leading, all: allPoints)
    }

    // MARK: What is known

    private func inputs(_ trials: [Int]) -> ModelInputs {
        var inputs = ModelInputs(columns: space.columns)
        for trial in trials {
            if let point = points[trial] { inputs.append(space.row(of: point)) }
        }
        return inputs
    }

    /// Whether a trial is drawn from a model of all that is better than usual, or from one that
    /// sees small differences between the best trials.
    ///
    /// The first kind does not get stuck beside the best trial; the second one finds the optimum of
    /// a function with huge bad values sooner. Neither is best everywhere, so they take turns.
    private static func isWide(_ trial: Int) -> Bool { trial % 2 == 0 }

    /// The hyperparameters for a trial: those of the last milestone.
    private mutating func hyperparameters(for trial: Int) -> Hyperparameters? {
        let milestone = milestone(at: trial)
        let isWide = Self.isWide(trial)
        let own = isWide ? 0 : 1
        if let fit = fits[own], fit.trial == milestone { return fit.hyperparameters }
        let known = observations(before: milestone, isWide: isWide)
        let found =
            known.trials.count > 1
            ? GaussianFit.hyperparameters(inputs(known.trials), values: known.values) : nil
        fits[own] = (milestone, found)
        return found
    }

    /// The trial whose results the hyperparameters for a trial are fitted to.
    private func milestone(at trial: Int) -> Int {
        var milestone = max(settings.startup, 1)
        while true {
            let step = max(1, (milestone - Self.firstMilestone) / Self.growth)
            if milestone + step > trial { return min(milestone, trial) }
            milestone += step
        }
    }

    /// The trials that are drawn and whose results are not used yet.
    private func pending(before trial: Int) -> [[Double]] {
        let known = resultsNeeded(for: trial).max() ?? 0
        return points[min(known, points.count)...].compactMap { $0 }
    }

    /// The trials that a trial may learn from, by number, with their values for the model.
    ///
    /// - Parameter isWide: whether the first trials' median is the reference of the values, or that
    ///   of all trials.
    func observations(
        before trial: Int, isWide: Bool
    ) -> (trials: [Int], values: [Double]) {
        let needed = resultsNeeded(for: trial).map { min($0, points.count) }
        guard let level = comparedLevel(needed) else { return ([], []) }
        var standings: [Standing] = []
        for trial in 0..<needed[level] where points[trial] != nil {
            let reached = (0...level).last { values[$0, trial] != nil }
            guard let reached, let score = values[reached, trial] else { continue }
            standings.append(Standing(trial: trial, level: reached, score: score))
        }
        standings.sort { ranks($0, before: $1) }
        var results: [OutputWarping.Result] = []
        for (place, standing) in standings.enumerated() {
            let isTie = place > 0 && !ranks(standings[place - 1], before: standing, ties: false)
            let counts =
                standing.level == level && standing.score.isFeasible
                && standing.score.value.isFinite
            let value = metric.direction == .minimize ? standing.score.value : -standing.score.value
            results.append(
                OutputWarping.Result(
                    value: counts ? value : nil,
                    rank: isTie ? results[place - 1].rank : place,
                    isFirst: isWide && standing.trial < max(settings.startup, Self.leastFirst)))
        }
        let warped = OutputWarping.values(results)
        let chosen = chosen(standings.map(\.trial))
        let pairs = zip(standings.map(\.trial), warped).filter { chosen?.contains($0.0) ?? true }
            .sorted { $0.0 < $1.0 }
        return (pairs.map(\.0), pairs.map(\.1))
    }

    /// How a trial compares with others.
    private struct Standing {
        var trial: Int
        var level: Int
        var score: Score
    }

    private func ranks(_ a: Standing, before b: Standing, ties: Bool = true) -> Bool {
        if a.level != b.level { return a.level > b.level }
        let (first, second) = (a.score.value.isNaN, b.score.value.isNaN)
        if first != second { return second }
        if first || a.score == b.score { return ties && a.trial < b.trial }
        return metric.ranks(a.score, before: b.score)
    }

    /// The latest level with enough values; nil if no result is known.
    private func comparedLevel(_ needed: [Int]) -> Int? {
        needed.indices.reversed().first { level in
            let count = (0..<needed[level]).count { trial in
                values[level, trial].map { !$0.value.isNaN } ?? false
            }
            return level == 0 ? needed[level] > 0 : count >= leastToCompare
        }
    }

    /// The number of values that a level above the first must have.
    private var leastToCompare: Int { max(settings.startup, space.axes.count + 3) }

    /// The best half and the newest of trials that are sorted best first; nil for all of them.
    private func chosen(_ ranked: [Int]) -> Set<Int>? {
        guard ranked.count > settings.observations else { return nil }
        var chosen = Set(ranked.prefix(settings.observations / 2))
        for trial in ranked.sorted().reversed() where chosen.count < settings.observations {
            chosen.insert(trial)
        }
        return chosen
    }
}

extension SamplerKind {
    package static let gp = SamplerKind("gp", settings: GPSettings.rules) {
        (job, space, horizon) throws(SearchError) in
        try GPSampler(
            space: space, metric: job.metric, seed: job.seed, settings: GPSettings(job.sampler),
            repeats: job.repeats, horizon: horizon)
    }
}
