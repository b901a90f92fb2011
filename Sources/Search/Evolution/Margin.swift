import Portable

/// The margin of CMA-ES for whole numbers and steps.
///
/// Without it, the distribution of a coordinate with cells can shrink into one cell; then all
/// points have the same value, and the search is stuck. The margin keeps the probability of each
/// neighbour of the mean's cell above α = 1 / (d λ). It moves the mean, or widens the coordinate by
/// a factor (A) that applies when a point is rounded to a cell.
///
/// Source: Hamano, Saito, Nomura and Shirakawa, "CMA-ES with Margin: lower-bounding marginal
/// probability for mixed-integer black-box optimization", GECCO 2022, algorithm 1.
struct Margin: Sendable {
    /// Per coordinate: the factor.
    private(set) var factors: [Double]
    private let least: Double

    init(rates: AdaptationRates) {
        factors = Array(repeating: 1, count: rates.dimensions)
        least = 1 / Double(rates.dimensions * rates.population)
    }

    /// Where a point's coordinate is for rounding.
    func widened(_ coordinate: Double, _ place: Int, mean: [Double]) -> Double {
        (coordinate - mean[place]) * factors[place] + mean[place]
    }

    /// Corrects the mean and the factor of a coordinate after an update.
    ///
    /// - Parameter limits: the edges of the mean's cell. In the first and the last cell both are
    ///   the only one that it has.
    mutating func correct(
        _ state: inout CovarianceAdaptation, _ place: Int, limits: (low: Double, high: Double)
    ) {
        let mean = state.mean[place]
        let unit = state.sigma * state.deviation(place)
        let scale = unit * factors[place]
        guard scale > 0, scale.isFinite else { return }
        let below = PortableMath.normalDistribution((limits.low - mean) / scale)
        let above = PortableMath.normalDistribution((mean - limits.high) / scale)
        if max(below, above) > 0.5 {
            guard min(below, above) < least, mean != limits.high else { return }
            let distance = scale * Self.deviations(beyond: least)
            state.mean[place] = limits.high + (mean > limits.high ? distance : -distance)
            return
        }
        let inside = 1 - (below + above)
        let (low, high) = (max(below, least / 2), max(above, least / 2))
        let rest = (1 - low - high - inside) / (low + inside + high - 1.5 * least)
        let toLow = Self.deviations(beyond: Self.clipped(low + rest * (low - least / 2)))
        let toHigh = Self.deviations(beyond: Self.clipped(high + rest * (high - least / 2)))
        factors[place] = (limits.high - limits.low) / ((toLow + toHigh) * unit)
        state.mean[place] =
            (limits.low * toHigh + limits.high * toLow) / (toLow + toHigh)
    }

    /// The number of deviations beyond which a normal distribution has this mass, below a half.
    private static func deviations(beyond mass: Double) -> Double {
        -PortableMath.normalQuantile(mass)
    }

    private static func clipped(_ mass: Double) -> Double { min(max(mass, 1e-10), 0.5 - 1e-10) }
}
