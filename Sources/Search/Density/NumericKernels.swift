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
    /// The trials of the observations, ascending.
    private let trials: [Int]
    let means: [Double]
    private let deviations: [Double]
    /// 1 / (deviation √2): the square of a distance times this is subtracted from the log density.
    let narrowness: [Double]
    /// The logarithms of the normalisation factors.
    private let logarithms: [Double]
    /// Finite domains: equal kernels share one number here; `first` has one kernel per number.
    private var shapes: [Int] = []
    private var first: [Int] = []

    /// - Parameters:
    ///   - previous: kernels of the same parameter. A kernel of the same trial with the same width
    ///     is taken over, because most kernels stay the same from one trial to the next.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ observed: ObservedEntries, scale: NumericScale, after previous: NumericKernels? = nil,
        constants: inout [Double]
    ) {
        self.scale = scale
        trials = observed.trials
        var means = scale.cells == nil ? observed.entries : observed.entries.map(scale.place)
        let deviations =
            Self.deviations(of: means, observed.order, scale) + [scale.priorDeviation]
        means.append(scale.priorMean)
        self.means = means
        self.deviations = deviations
        (narrowness, logarithms) = Self.factors(
            observed.trials, means: means, deviations: deviations, scale, after: previous)
        for kernel in means.indices { constants[kernel] -= logarithms[kernel] }
        if scale.cells != nil { findShapes(observed.order) }
    }

    /// What follows from the kernels' places and widths: `narrowness` and `logarithms`.
    private static func factors(
        _ trials: [Int], means: [Double], deviations: [Double], _ scale: NumericScale,
        after previous: NumericKernels?
    ) -> (narrowness: [Double], logarithms: [Double]) {
        var narrowness = deviations
        var logarithms = deviations
        var (factor, logarithm) = (0.0, 0.0)
        let matches = KernelMatches(trials, in: previous?.trials ?? [])
        // Locals, because the loop would count references otherwise.
        let known = (
            previous?.deviations ?? [], previous?.narrowness ?? [], previous?.logarithms ?? []
        )
        for kernel in means.indices {
            let deviation = deviations[kernel]
            let match = Int(matches[kernel])
            if match >= 0, known.0[match] == deviation {
                narrowness[kernel] = known.1[match]
                logarithms[kernel] = known.2[match]
                continue
            }
            narrowness[kernel] = 0x1.6a09e667f3bcdp-1 / deviation
            let mass = PortableMath.normalMass(
                from: (scale.low - means[kernel]) / deviation,
                to: (scale.high - means[kernel]) / deviation)
            // Finite domains have probabilities; continuous ones have densities, hence √2π.
            let own = scale.cells == nil ? mass * deviation * 0x1.40d931ff62706p+1 : mass
            // Kernels of equal width inside the bounds share one factor.
            if own != factor { (factor, logarithm) = (own, PortableMath.log(own)) }
            logarithms[kernel] = logarithm
        }
        return (narrowness, logarithms)
    }

    /// Equal kernels are adjacent in the order.
    private mutating func findShapes(_ order: [Int32]) {
        shapes = Array(repeating: 0, count: means.count)
        for kernel in order.lazy.map({ Int($0) }) + [means.count - 1] {
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

    /// Whether `KernelRun` can evaluate the kernels.
    var isContinuous: Bool { scale.cells == nil }

    func addLogDensities(
        at entry: Double, to totals: UnsafeMutableBufferPointer<Double>,
        _ known: inout KnownMasses
    ) {
        precondition(totals.count >= means.count)
        guard isContinuous else {
            let masses = known.masses(at: entry) { logMasses(at: entry) }
            shapes.withUnsafeBufferPointer { shapes in
                for kernel in shapes.indices { totals[kernel] += masses[shapes[kernel]] }
            }
            return
        }
        // Without bounds checks, because they would prevent vectorization. All three arrays have
        // one element per kernel.
        means.withUnsafeBufferPointer { means in
            narrowness.withUnsafeBufferPointer { narrowness in
                for kernel in means.indices {
                    let distance = (entry - means[kernel]) * narrowness[kernel]
                    totals[kernel] -= distance * distance
                }
            }
        }
    }

    /// The log probability of an entry in each of the different kernels.
    private func logMasses(at entry: Double) -> [Double] {
        let edges = scale.edges(of: entry)
        return first.map { kernel in
            let mass = PortableMath.normalMass(
                from: (edges.low - means[kernel]) / deviations[kernel],
                to: (edges.high - means[kernel]) / deviations[kernel])
            return PortableMath.log(max(mass, .leastNonzeroMagnitude))
        }
    }

    private static func deviations(
        of places: [Double], _ order: [Int32], _ scale: NumericScale
    ) -> [Double] {
        let (low, high) = (scale.core.lowerBound, scale.core.upperBound)
        let widest = high - low
        let narrowest = widest / Double(min(100, places.count + 2))
        var deviations = places
        guard let first = order.first else { return deviations }
        // The ends of the axis count as neighbours only if there is a single observation.
        let isSingle = order.count == 1
        var place = places[Int(first)]
        var below = isSingle ? low : place
        for (rank, index) in order.enumerated() {
            let isLast = rank + 1 == order.count
            let next = isLast ? (isSingle ? high : place) : places[Int(order[rank + 1])]
            let gap = max(place - below, next - place)
            deviations[Int(index)] = min(max(gap, narrowest), widest)
            (below, place) = (place, next)
        }
        return deviations
    }
}
