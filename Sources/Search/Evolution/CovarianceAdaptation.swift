import Portable

/// The normal distribution of CMA-ES and its update from a generation of ranked points.
///
/// All sums are in a fixed order, so the numbers have the same bits on every machine. A generation
/// takes O(d³) for d dimensions.
///
/// Source: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016), with the
/// numbers of its equations in the comments.
struct CovarianceAdaptation: Sendable {
    let rates: AdaptationRates
    var mean: [Double]
    /// The step size σ: the distribution is N(mean, σ² · covariance).
    var sigma: Double
    /// d rows of d numbers, symmetric.
    private(set) var covariance: [Double]
    private(set) var sigmaPath: [Double]
    private(set) var covariancePath: [Double]
    /// The number of updates.
    private(set) var generation: Int
    /// Eigenvectors of the covariance as rows, and square roots of its eigenvalues.
    private(set) var axes: [Double] = []
    private(set) var lengths: [Double] = []

    /// - Parameter covariance: the identity if nil.
    init(
        rates: AdaptationRates, mean: [Double], sigma: Double, covariance: [Double]? = nil
    ) {
        let size = rates.dimensions
        precondition(mean.count == size, "\(mean.count) coordinates in \(size) dimensions")
        self.rates = rates
        self.mean = mean
        self.sigma = sigma
        self.covariance =
            covariance
            ?? (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }
        sigmaPath = Array(repeating: 0, count: size)
        covariancePath = sigmaPath
        generation = 0
        decompose()
    }

    /// The standard deviation of a coordinate, without the step size.
    func deviation(_ coordinate: Int) -> Double {
        covariance[coordinate * (rates.dimensions + 1)].squareRoot()
    }

    /// The point that standard normal numbers stand for: mean + σ B D z (equations 39 and 40).
    func point(_ normals: [Double]) -> [Double] {
        let size = rates.dimensions
        var step = Array(repeating: 0.0, count: size)
        step.withUnsafeMutableBufferPointer { step in
            axes.withUnsafeBufferPointer { axes in
                for axis in 0..<size {
                    let length = sigma * lengths[axis] * normals[axis]
                    for place in 0..<size { step[place] += length * axes[axis * size + place] }
                }
            }
        }
        for place in 0..<size { step[place] += mean[place] }
        return step
    }

    /// Moves the distribution towards the best of a generation's points.
    ///
    /// - Parameter points: one per rank, best first, as drawn from this distribution.
    mutating func update(_ points: [[Double]]) {
        precondition(points.count == rates.population, "\(points.count) of \(rates.population)")
        let size = rates.dimensions
        generation += 1
        let steps = points.map { point in
            (0..<size).map { (point[$0] - mean[$0]) / sigma }
        }
        var middle = Array(repeating: 0.0, count: size)
        for rank in 0..<rates.parents {
            for place in 0..<size { middle[place] += rates.weights[rank] * steps[rank][place] }
        }
        for place in 0..<size { mean[place] += sigma * middle[place] }
        let isSteady = updatePaths(middle)
        updateCovariance(steps, isSteady: isSteady)
        decompose()
    }

    /// Equations 43 to 45.
    ///
    /// - Returns: whether the path of the step size is of usual length (h_σ). After a jump, the
    ///   path of the covariance waits.
    private mutating func updatePaths(_ middle: [Double]) -> Bool {
        let size = rates.dimensions
        // C^(-1/2) = B D^-1 Bᵀ
        let turned = onAxes(middle)
        var whitened = Array(repeating: 0.0, count: size)
        for axis in 0..<size {
            let share = turned[axis] / lengths[axis]
            for place in 0..<size { whitened[place] += share * axes[axis * size + place] }
        }
        let decay = rates.stepDecay
        let gain = (decay * (2 - decay) * rates.effectiveParents).squareRoot()
        for place in 0..<size {
            sigmaPath[place] = (1 - decay) * sigmaPath[place] + gain * whitened[place]
        }
        let length = Self.length(sigmaPath)
        sigma *= PortableMath.exp(decay / rates.stepDamping * (length / rates.normalLength - 1))
        sigma = min(sigma, 1e32)

        // At first the path is shorter than later on.
        let missing = PortableMath.exp(
            2 * Double(generation + 1) * PortableMath.log(1 - decay))
        let usual = (1.4 + 2 / (Double(size) + 1)) * rates.normalLength
        let isSteady = length / (1 - missing).squareRoot() < usual
        let pathDecay = rates.pathDecay
        let pathGain = (pathDecay * (2 - pathDecay) * rates.effectiveParents).squareRoot()
        for place in 0..<size {
            covariancePath[place] =
                (1 - pathDecay) * covariancePath[place] + (isSteady ? pathGain * middle[place] : 0)
        }
        return isSteady
    }

    /// Equations 46 and 47.
    private mutating func updateCovariance(_ steps: [[Double]], isSteady: Bool) {
        let size = rates.dimensions
        let weights = steps.indices.map { rank -> Double in
            let weight = rates.weights[rank]
            guard weight < 0 else { return weight }
            // Negative weights count less for long steps, so that the covariance stays positive.
            var square = 0.0
            for (axis, share) in onAxes(steps[rank]).enumerated() {
                let ratio = share / lengths[axis]
                square += ratio * ratio
            }
            return weight * Double(size) / (square + 1e-8)
        }
        let (pathShare, generationShare) = (rates.pathShare, rates.generationShare)
        let lost = isSteady ? 0 : rates.pathDecay * (2 - rates.pathDecay)
        let kept = 1 + pathShare * lost - pathShare - generationShare * rates.weightSum
        var next = covariance
        for row in 0..<size {
            for column in 0...row {
                var sum = 0.0
                for rank in steps.indices {
                    sum += weights[rank] * steps[rank][row] * steps[rank][column]
                }
                let path = covariancePath[row] * covariancePath[column]
                let value =
                    kept * covariance[row * size + column] + pathShare * path
                    + generationShare * sum
                next[row * size + column] = value
                next[column * size + row] = value
            }
        }
        covariance = next
    }

    /// A vector's coordinates on the principal axes.
    private func onAxes(_ vector: [Double]) -> [Double] {
        let size = rates.dimensions
        return (0..<size).map { axis in
            var sum = 0.0
            for place in 0..<size { sum += axes[axis * size + place] * vector[place] }
            return sum
        }
    }

    private mutating func decompose() {
        let eigen = SymmetricEigen(covariance, size: rates.dimensions)
        axes = eigen.vectors
        // Rounding can make the smallest eigenvalues of a long matrix zero or negative.
        let least = max(eigen.values[0], .leastNormalMagnitude) * 1e-16
        lengths = eigen.values.map { max($0, least).squareRoot() }
    }

    private static func length(_ vector: [Double]) -> Double {
        vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
}
