import Portable

/// The weights and learning rates of CMA-ES, which the number of dimensions and the population
/// determine.
///
/// Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016), table 1, with
/// negative weights for the worse half (active CMA).
struct AdaptationRates: Sendable {
    let dimensions: Int
    let population: Int
    /// One weight per rank.
    ///
    /// The first `parents` are positive and sum to 1, the others are negative.
    let weights: [Double]
    let weightSum: Double
    let parents: Int
    /// The number of parents that equal weights would have (μ_eff).
    let effectiveParents: Double
    /// The decay of the path of the step size (c_σ), and its damping (d_σ).
    let stepDecay: Double
    let stepDamping: Double
    /// The decay of the path of the covariance (c_c).
    let pathDecay: Double
    /// The shares of the path (c_1) and of the generation (c_μ) in the new covariance.
    let pathShare: Double
    let generationShare: Double
    /// The expected length of a standard normal vector.
    let normalLength: Double

    /// The usual population: 4 + ⌊3 ln dimensions⌋.
    static func usualPopulation(dimensions: Int) -> Int {
        4 + Int((3 * PortableMath.log(Double(max(1, dimensions)))).rounded(.down))
    }

    /// - Parameters:
    ///   - dimensions: at least 1.
    ///   - population: at least 4.
    init(dimensions: Int, population: Int) {
        self.dimensions = dimensions
        self.population = population
        let n = Double(dimensions)
        let parents = population / 2
        let raw = (1...population).map {
            PortableMath.log(Double(population + 1) / 2) - PortableMath.log(Double($0))
        }
        let effective = Self.effectiveNumber(raw[..<parents])
        let effectiveWorst = Self.effectiveNumber(raw[parents...])
        let pathShare = 2 / ((n + 1.3) * (n + 1.3) + effective)
        // The first bound matters for large populations only.
        let generationShare = min(
            1 - pathShare - 1e-8,
            2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective))
        let worst = min(
            1 + pathShare / generationShare, 1 + 2 * effectiveWorst / (effective + 2),
            (1 - pathShare - generationShare) / (n * generationShare))
        let positive = raw.reduce(0) { $0 + max($1, 0) }
        let negative = raw.reduce(0) { $0 - min($1, 0) }
        weights = raw.map { $0 >= 0 ? $0 / positive : worst / negative * $0 }
        weightSum = weights.reduce(0, +)
        self.parents = parents
        effectiveParents = effective
        self.pathShare = pathShare
        self.generationShare = generationShare
        stepDecay = (effective + 2) / (n + effective + 5)
        let excess = ((effective - 1) / (n + 1)).squareRoot() - 1
        stepDamping = 1 + 2 * max(0, excess) + stepDecay
        pathDecay = (4 + effective / n) / (n + 4 + 2 * effective / n)
        normalLength = n.squareRoot() * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    }

    private static func effectiveNumber(_ weights: ArraySlice<Double>) -> Double {
        let sum = weights.reduce(0, +)
        return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    }
}
