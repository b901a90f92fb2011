import Portable

/// The population and the first step size of each run.
///
/// With `ipop` each run has twice the population of the last one. With `bipop` such runs alternate
/// with runs of small populations and smaller steps: whichever kind has used fewer trials is next.
/// The first run counts as a small one.
///
/// Sources: Auger and Hansen, "A restart CMA evolution strategy with increasing population size",
/// CEC 2005; Hansen, "Benchmarking a BI-population CMA-ES on the BBOB-2009 function testbed", GECCO
/// 2009, section 2, without its limit on the trials of a small run.
struct RestartPlan: Sendable {
    /// A run of the strategy.
    struct Run: Sendable, Hashable {
        var population: Int
        /// The first step size over that of the first run.
        var stepFactor: Double
    }

    private let restarts: CMAESSettings.Restarts
    private let population: Int
    private(set) var run: Run
    private var doublings = 0
    private var isLarge = false
    private var trialsOfLargeRuns = 0
    private var trialsOfSmallRuns = 0

    init(_ restarts: CMAESSettings.Restarts, population: Int) {
        self.restarts = restarts
        self.population = population
        run = Run(population: population, stepFactor: 1)
    }

    /// Ends the run, and says whether another one begins.
    ///
    /// - Parameters:
    ///   - trials: the number that the run has used.
    ///   - fractions: two uniform numbers.
    mutating func next(after trials: Int, fractions: (Double, Double)) -> Bool {
        if isLarge { trialsOfLargeRuns += trials } else { trialsOfSmallRuns += trials }
        switch restarts {
        case .none: return false
        case .ipop: grow()
        case .bipop:
            if trialsOfSmallRuns < trialsOfLargeRuns { shrink(fractions) } else { grow() }
        }
        return true
    }

    private mutating func grow() {
        isLarge = true
        doublings = min(doublings + 1, 20)
        run = Run(population: population << doublings, stepFactor: 1)
    }

    private mutating func shrink(_ fractions: (Double, Double)) {
        isLarge = false
        // λ · (½ λ_large / λ)^(u²) and σ · 10^(-2v)
        let half = Double(doublings - 1)
        let growth = Self.power(2, half * fractions.0 * fractions.0)
        run = Run(
            population: max(population, Int(Double(population) * growth)),
            stepFactor: Self.power(10, -2 * fractions.1))
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        PortableMath.exp(exponent * PortableMath.log(base))
    }
}
