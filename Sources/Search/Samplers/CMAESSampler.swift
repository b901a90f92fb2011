import Portable
package import StudyModel

/// CMA-ES: a normal distribution over the unit cube that moves towards the best trials and takes
/// the shape of the objective around them.
///
/// A coordinate is a quantile of a parameter's distribution. Whole numbers, steps and choices of
/// numbers have cells, with a margin that keeps each coordinate from shrinking into one cell
/// (`Margin`). Inactive parameters keep their coordinates, which have no effect then. Other choices
/// have no order; they are drawn at random, as Optuna does. In a finite space no configuration
/// repeats before all were tried.
///
/// Trials come in generations. All trials of a generation are drawn from one distribution, and the
/// results of its first `population` trials give the next distribution, so trial numbers alone fix
/// which results a trial is drawn from. A trial without a number, or a failed one, is the worst.
/// With a scheduler, a trial that reached a later level ranks before one that did not, because the
/// scheduler found it better.
///
/// Sources: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016), and those of
/// `Margin` and `RestartPlan`.
package struct CMAESSampler: Sampler {
    /// Draws for a configuration that was not tried yet.
    private static let patience = 64
    /// A generation takes O(d³) for d coordinates: seconds for this number.
    private static let mostAxes = 1_000

    private let space: EvolutionSpace
    private let settings: CMAESSettings
    private let horizon: ResultHorizon
    private let metric: Metric
    private let seed: UInt64
    private var random: RandomSampler
    /// The first distribution that other studies suggest.
    private var warmStart: WarmStartDistribution?
    /// Nil during the startup, or if there is no coordinate.
    private(set) var run: EvolutionRun?

    /// A trial of the current generation.
    private struct Drawn: Sendable {
        var configuration: Configuration
        /// Nil if it was restored, or drawn by the random sampler.
        var point: [Double]?
    }

    /// The first trial of the generation.
    private var start = 0
    /// A lower bound of the first trial of the next generation.
    private var end = 0
    private var drawn: [Drawn] = []
    /// The number of trials that have passed all levels.
    private var settled = 0
    private var values: LevelValues

    /// Prepares a space without pools.
    ///
    /// - Parameter horizon: the results that it may learn from.
    package init(
        space: SearchSpace, metric: Metric, seed: UInt64, settings: CMAESSettings,
        repeats: RepeatRule? = nil, horizon: ResultHorizon = .fullTraining
    ) throws(SearchError) {
        self.horizon = horizon
        values = LevelValues(horizon)
        self.settings = settings
        self.metric = metric
        self.seed = seed
        self.space = EvolutionSpace(space)
        guard self.space.axes.count <= Self.mostAxes else {
            throw .tooManyParameters(
                sampler: SamplerKind.cmaES.name, found: self.space.axes.count, most: Self.mostAxes)
        }
        random = try RandomSampler(space: space, seed: seed, repeats: repeats)
        if settings.startup == 0 { begin(at: nil) }
        advance()
    }

    package var limit: Int? { random.limit }

    package var learns: Bool { true }

    package var concurrency: Int? {
        let usual = AdaptationRates.usualPopulation(dimensions: space.axes.count)
        return space.axes.isEmpty ? nil : (settings.population ?? usual) + settings.lag - 1
    }

    package var independentParameters: [String] { space.randomNames }

    package func resultsNeeded(for trial: Int) -> [Int] {
        values.levels.map { _ in end <= trial ? awaited ?? 0 : 0 }
    }

    package mutating func tell(_ score: Score, at level: Int, trial: Int) {
        values[level, trial] = score
    }

    package mutating func passed(_ counts: [Int]) {
        settled = counts.min() ?? 0
        advance()
    }

    /// The first run begins where the best trials of other studies are.
    package mutating func learn(from studies: [EarlierStudy]) {
        guard !space.axes.isEmpty else { return }
        let points = studies.flatMap { study in
            metric.best(of: study).map {
                space.coordinates(of: $0.configuration, others: space.middle)
            }
        }
        guard !points.isEmpty else { return }
        warmStart = WarmStartDistribution(of: points)
        if run != nil { begin(at: nil) }
    }

    package mutating func restore(_ configuration: Configuration, trial: Int) {
        random.restore(configuration, trial: trial)
        drawn.append(Drawn(configuration: configuration))
        advance()
    }

    package mutating func suggest(trial: Int) -> Configuration {
        let next = draw(trial)
        drawn.append(next)
        advance()
        return next.configuration
    }

    private mutating func draw(_ trial: Int) -> Drawn {
        guard let run else { return Drawn(configuration: random.suggest(trial: trial)) }
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        for attempt in 0..<attempts {
            let point = run.point(generator, attempt: attempt)
            let configuration = space.configuration(
                run.evaluated(point), generator, attempt: attempt)
            if !random.isRefused(configuration) {
                random.restore(configuration, trial: trial)
                return Drawn(configuration: configuration, point: point)
            }
        }
        return Drawn(configuration: random.suggest(trial: trial))
    }

    /// A space with a continuous parameter has no repeats, unless the job asks for none.
    private var attempts: Int { random.refuses ? Self.patience : 1 }

    // MARK: Generations

    /// The end of the trials whose results give the next distribution; nil if nothing is learnt.
    private var awaited: Int? {
        space.axes.isEmpty ? nil : start + (run?.population ?? settings.startup)
    }

    /// Ends generations whose results are known and whose trials are all drawn.
    private mutating func advance() {
        while let awaited {
            let count = start + drawn.count
            while end <= count, !isKnown(awaited, before: end) { end += 1 }
            guard end <= count, settled >= awaited else { return }
            learn(from: start..<awaited)
            drawn.removeFirst(end - start)
            start = end
        }
    }

    /// Whether a trial may be drawn from the results of the trials before `awaited`.
    private func isKnown(_ awaited: Int, before trial: Int) -> Bool {
        trial >= awaited
            && horizon.known(before: trial, lag: settings.lag).allSatisfy { $0 >= awaited }
    }

    private mutating func learn(from trials: Range<Int>) {
        let (ranked, worst) = ranking(of: trials)
        guard run != nil else {
            let best = ranked.first.map { drawn[$0 - start].configuration }
            begin(at: best.map { space.coordinates(of: $0, others: space.middle) })
            return
        }
        // Without any number there is no direction.
        guard let last = values.levels.last, !ranked.isEmpty else { return }
        let points = (ranked + worst).map { point(of: $0) }
        let numbers = ranked.compactMap { values[last, $0]?.value }
        run?.update(points, values: numbers, nextTrial: end)
    }

    /// Begins the first run.
    private mutating func begin(at mean: [Double]?) {
        guard !space.axes.isEmpty else { return }
        run = EvolutionRun(
            axes: space.axes, settings: settings, seed: seed,
            mean: mean ?? space.middle,
            warmStart: warmStart)
    }

    /// The trials with a number, best first, and the others.
    private func ranking(of trials: Range<Int>) -> (ranked: [Int], worst: [Int]) {
        var standings: [(trial: Int, level: Int, score: Score)] = []
        var worst: [Int] = []
        for trial in trials {
            let reached = values.levels.last { values[$0, trial] != nil }
            if let reached, let score = values[reached, trial], !score.value.isNaN {
                standings.append((trial, reached, score))
            } else {
                worst.append(trial)
            }
        }
        standings.sort {
            if $0.level != $1.level { return $0.level > $1.level }
            return $0.score == $1.score
                ? $0.trial < $1.trial : metric.ranks($0.score, before: $1.score)
        }
        return (standings.map(\.trial), worst)
    }

    /// The point that a trial of the generation was drawn at.
    ///
    /// A restored trial is drawn again. A configuration that the run did not draw counts as a point
    /// in the middle of its cells.
    private func point(of trial: Int) -> [Double] {
        guard let run else { preconditionFailure("trial \(trial) has no run") }
        let drawn = drawn[trial - start]
        if let point = drawn.point { return point }
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        for attempt in 0..<attempts {
            let point = run.point(generator, attempt: attempt)
            let found = space.configuration(run.evaluated(point), generator, attempt: attempt)
            if found == drawn.configuration { return point }
        }
        return run.point(
            evaluatedAt: space.coordinates(of: drawn.configuration, others: run.state.mean))
    }
}

extension SamplerKind {
    static let cmaES = SamplerKind(
        "cma-es", settings: CMAESSettings.rules, learnsFromOthers: true, usesPriors: true
    ) {
        (job, space, horizon) throws(SearchError) in
        var settings = CMAESSettings(job.sampler)
        // The search begins at the best configuration that the job gives.
        settings.startup = max(settings.startup, job.initial.count)
        return try CMAESSampler(
            space: space, metric: job.metric, seed: job.seed, settings: settings,
            repeats: job.repeats, horizon: horizon)
    }
}
