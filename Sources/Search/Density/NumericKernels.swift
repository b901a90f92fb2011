import Portable
import StudyModel

/// Truncated normal kernels on a numeric domain's axis.
///
/// A kernel's width is the larger gap to its neighbours, within bounds that depend on the number of
/// kernels. Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter
/// optimization", NIPS 2011, section 4; minimum width from Bergstra, Yamins and Cox, "Making a
/// science of model search", ICML 2013.
struct NumericKernels: Sendable {
    private let scale: NumericScale
    private let means: [Double]
    private let deviations: [Double]
    /// 1 / (deviation √2): the square of a distance times this is subtracted from the log density.
    private let narrowness: [Double]
    /// Finite domains: equal kernels share one number here; `first` has one kernel per number.
    private var shapes: [Int] = []
    private var first: [Int] = []

    /// - Parameters:
    ///   - entries: the observations, oldest first.
    ///   - order: the observations' indices, sorted by place.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ entries: [Double], order: [Int], scale: NumericScale, constants: inout [Double]
    ) {
        self.scale = scale
        let places = entries.map(scale.place)
        means = places + [scale.priorMean]
        deviations = Self.deviations(of: places, order, scale) + [scale.priorDeviation]
        narrowness = deviations.map { 0x1.6a09e667f3bcdp-1 / $0 }
        addConstants(to: &constants)
        if scale.cells != nil { findShapes(order) }
    }

    /// Kernels of equal width inside the bounds share one factor, so its logarithm is cached.
    private func addConstants(to constants: inout [Double]) {
        var known = (factor: 0.0, logarithm: 0.0)
        for kernel in means.indices {
            let deviation = deviations[kernel]
            let mass = PortableMath.normalMass(
                from: (scale.low - means[kernel]) / deviation,
                to: (scale.high - means[kernel]) / deviation)
            // Finite domains have probabilities; continuous ones have densities, hence √2π.
            let factor = scale.cells == nil ? mass * deviation * 0x1.40d931ff62706p+1 : mass
            if factor != known.factor { known = (factor, PortableMath.log(factor)) }
            constants[kernel] -= known.logarithm
        }
    }

    /// Equal kernels are adjacent in the order.
    private mutating func findShapes(_ order: [Int]) {
        shapes = Array(repeating: 0, count: means.count)
        for kernel in order + [means.count - 1] {
            let isNew = first.last.map {
                means[$0] != means[kernel] || deviations[$0] != deviations[kernel]
            }
            if isNew ?? true { first.append(kernel) }
            shapes[kernel] = first.count - 1
        }
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        let (mean, deviation) = (means[kernel], deviations[kernel])
        let from = PortableMath.normalDistribution((scale.low - mean) / deviation)
        let to = PortableMath.normalDistribution((scale.high - mean) / deviation)
        let share = from + (to - from) * fraction
        guard share > 0, share < 1 else {
            return scale.entry(at: share > 0 ? scale.high : scale.low)
        }
        return scale.entry(at: mean + PortableMath.normalQuantile(share) * deviation)
    }

    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        guard scale.cells == nil else { return addLogProbabilities(at: entry, to: &totals) }
        // The innermost loop of sampling: without bounds checks, because they would prevent
        // vectorization. All three arrays have one element per kernel.
        precondition(totals.count == means.count && narrowness.count == means.count)
        totals.withUnsafeMutableBufferPointer { totals in
            means.withUnsafeBufferPointer { means in
                narrowness.withUnsafeBufferPointer { narrowness in
                    for kernel in 0..<totals.count {
                        let distance = (entry - means[kernel]) * narrowness[kernel]
                        totals[kernel] -= distance * distance
                    }
                }
            }
        }
    }

    private func addLogProbabilities(at entry: Double, to totals: inout [Double]) {
        let edges = scale.edges(of: entry)
        let logMasses = first.map { kernel in
            let mass = PortableMath.normalMass(
                from: (edges.low - means[kernel]) / deviations[kernel],
                to: (edges.high - means[kernel]) / deviations[kernel])
            return PortableMath.log(max(mass, .leastNonzeroMagnitude))
        }
        for (kernel, shape) in shapes.enumerated() { totals[kernel] += logMasses[shape] }
    }

    private static func deviations(
        of places: [Double], _ order: [Int], _ scale: NumericScale
    ) -> [Double] {
        let (low, high) = (scale.core.lowerBound, scale.core.upperBound)
        let widest = high - low
        let narrowest = widest / Double(min(100, places.count + 2))
        var deviations = places
        for (rank, index) in order.enumerated() {
            var below = rank > 0 ? places[order[rank - 1]] : low
            var above = rank + 1 < order.count ? places[order[rank + 1]] : high
            // The ends of the axis count as neighbours only if there is a single observation.
            if order.count > 1 {
                if rank == 0 { below = places[index] }
                if rank + 1 == order.count { above = places[index] }
            }
            let gap = max(places[index] - below, above - places[index])
            deviations[index] = min(max(gap, narrowest), widest)
        }
        return deviations
    }
}
