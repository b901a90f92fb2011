import Portable

/// The runs of CMA-ES of a study, one after the other: where the next generation is drawn, and what
/// follows from its results.
struct EvolutionRun: Sendable {
    // Epochs of the generator's counter.
    private static let normals = 5
    private static let restart = 7
    /// Draws until all continuous coordinates are inside the cube; the last one is mirrored.
    private static let draws = 10

    private let axes: [EvolutionAxis]
    private let settings: CMAESSettings
    private let seed: UInt64
    private(set) var state: CovarianceAdaptation
    private var margin: Margin
    private var rule: ConvergenceRule
    private var plan: RestartPlan
    private var trialsOfRun = 0
    /// Whether the last run has converged, so that the distribution stays.
    private var isOver = false

    /// - Parameters:
    ///   - axes: at least one.
    ///   - warmStart: the first distribution, in place of one around the mean.
    init(
        axes: [EvolutionAxis], settings: CMAESSettings, seed: UInt64, mean: [Double],
        warmStart: WarmStartDistribution? = nil
    ) {
        self.axes = axes
        self.settings = settings
        self.seed = seed
        let usual = AdaptationRates.usualPopulation(dimensions: axes.count)
        plan = RestartPlan(settings.restarts, population: settings.population ?? usual)
        let rates = AdaptationRates(dimensions: axes.count, population: plan.run.population)
        let sigma = warmStart?.sigma ?? settings.sigma
        state = CovarianceAdaptation(
            rates: rates, mean: warmStart?.mean ?? mean, sigma: sigma,
            covariance: warmStart?.covariance)
        margin = Margin(rates: rates)
        rule = ConvergenceRule(rates: rates, sigma: sigma)
    }

    /// The number of points that the next update uses.
    var population: Int { state.rates.population }

    /// Draw number `attempt` of a trial's point.
    ///
    /// A point whose continuous coordinates are not all inside the cube is drawn again, a few
    /// times. The update gets the point as it was drawn, not its mirror image.
    func point(_ generator: SeededGenerator, attempt: Int) -> [Double] {
        var point: [Double] = []
        for draw in 0..<Self.draws {
            point = state.point(
                axes.indices.map {
                    generator.normal(
                        epoch: Self.normals, step: attempt * Self.draws + draw, index: $0)
                })
            if zip(axes, point).allSatisfy({ $0.contains($1) }) { break }
        }
        return point
    }

    /// The coordinates to evaluate: those with cells are widened by the margin.
    func evaluated(_ point: [Double]) -> [Double] {
        point.indices.map { place in
            axes[place].cells == nil
                ? point[place] : margin.widened(point[place], place, mean: state.mean)
        }
    }

    /// The point that is evaluated at these coordinates: the inverse of `evaluated`.
    func point(evaluatedAt coordinates: [Double]) -> [Double] {
        coordinates.indices.map { place in
            let distance = coordinates[place] - state.mean[place]
            return axes[place].cells == nil
                ? coordinates[place] : state.mean[place] + distance / margin.factors[place]
        }
    }

    /// Takes a generation.
    ///
    /// - Parameters:
    ///   - points: one per rank, best first, as drawn.
    ///   - values: the values at the last level.
    ///   - trial: the first trial after the generation: it names the random numbers of a restart.
    mutating func update(_ points: [[Double]], values: [Double], nextTrial trial: Int) {
        guard !isOver else { return }
        state.update(points)
        for place in axes.indices {
            guard let limits = axes[place].limits(around: state.mean[place]) else { continue }
            margin.correct(&state, place, limits: limits)
        }
        trialsOfRun += points.count
        rule.observe(values)
        if rule.isMet(by: state) { restart(trial) }
    }

    private mutating func restart(_ trial: Int) {
        let generator = SeededGenerator(seed: seed, trial: trial, purpose: .sampling)
        let fractions = (0..<2).map { generator.uniform(epoch: Self.restart, step: 1, index: $0) }
        guard plan.next(after: trialsOfRun, fractions: (fractions[0], fractions[1])) else {
            isOver = true
            return
        }
        let sigma = settings.sigma * plan.run.stepFactor
        let rates = AdaptationRates(dimensions: axes.count, population: plan.run.population)
        state = CovarianceAdaptation(
            rates: rates,
            mean: axes.indices.map {
                generator.openFraction(epoch: Self.restart, step: 0, index: $0)
            },
            sigma: sigma)
        margin = Margin(rates: rates)
        rule = ConvergenceRule(rates: rates, sigma: sigma)
        trialsOfRun = 0
    }
}
