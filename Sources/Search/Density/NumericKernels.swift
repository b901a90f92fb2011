import Portable
import StudyModel

/// Truncated normal kernels on a numeric domain's axis.
///
/// A kernel's width is the larger gap to its neighbours, within bounds that depend on the number of
/// kernels. Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter
/// optimization", NIPS 2011, section 4; minimum width from Bergstra, Yamins and Cox, "Making a
/// science of model search", ICML 2013.
struct NumericKernels: Sendable {
    /// One kernel.
    struct Kernel: Sendable {
        var mean: Double
        var deviation: Double
        /// 1 / (deviation √2): the square of a distance times this is subtracted from the log
        /// density.
        var narrowness: Double
        /// The logarithm of the normalisation factor.
        var logarithm: Double
    }

    /// The normal distribution function at the ends of the axis.
    private struct Ends: Sendable {
        var low: Double
        var high: Double
    }

    private let scale: NumericScale
    /// One per observation, then the prior's.
    let kernels: [Kernel]
    /// Of each kernel, if entries are drawn from them.
    private var ends: [Ends] = []
    /// Finite domains: equal kernels share one number here; `first` has one kernel per number.
    private var shapes: [Int] = []
    private var first: [Int] = []

    /// - Parameters:
    ///   - previous: earlier kernels of the same parameter. A kernel with a counterpart of the same
    ///     width is taken over, because most kernels stay the same from one trial to the next.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ observed: ObservedEntries, scale: NumericScale,
        after previous: (kernels: NumericKernels, matches: KernelMatches)? = nil,
        draws: Bool = false, constants: inout [Double]
    ) {
        self.scale = scale
        let places = scale.cells == nil ? observed.entries : observed.entries.map(scale.place)
        var kernels = Self.kernels(at: places, observed.order, scale)
        kernels.append(
            Kernel(
                mean: scale.priorMean, deviation: scale.priorDeviation, narrowness: 0,
                logarithm: 0))
        precondition(constants.count == kernels.count, "a constant per kernel")
        let known = previous?.kernels.kernels ?? []
        let knownEnds = previous?.kernels.ends ?? []
        let isUsable = !draws || !knownEnds.isEmpty
        let matches = isUsable ? previous?.matches.places ?? [] : []
        if draws { ends.reserveCapacity(kernels.count) }
        var (factor, logarithm) = (0.0, 0.0)
        for index in kernels.indices {
            let match = matches.isEmpty ? -1 : Int(matches[index])
            if match >= 0, known[match].deviation == kernels[index].deviation {
                kernels[index] = known[match]
                if draws { ends.append(knownEnds[match]) }
            } else {
                let own = Self.factor(of: kernels[index], scale)
                // Kernels of equal width inside the bounds share one factor.
                if own != factor { (factor, logarithm) = (own, PortableMath.log(own)) }
                kernels[index].narrowness = 0x1.6a09e667f3bcdp-1 / kernels[index].deviation
                kernels[index].logarithm = logarithm
                if draws { ends.append(Self.ends(of: kernels[index], scale)) }
            }
            constants[index] -= kernels[index].logarithm
        }
        self.kernels = kernels
        if scale.cells != nil { findShapes(observed.order) }
    }

    /// What normalises a kernel.
    private static func factor(of kernel: Kernel, _ scale: NumericScale) -> Double {
        let deviation = kernel.deviation
        let mass = PortableMath.normalMass(
            from: (scale.low - kernel.mean) / deviation, to: (scale.high - kernel.mean) / deviation)
        // Finite domains have probabilities; continuous ones have densities, hence √2π.
        return scale.cells == nil ? mass * deviation * 0x1.40d931ff62706p+1 : mass
    }

    @inline(__always)
    private static func ends(of kernel: Kernel, _ scale: NumericScale) -> Ends {
        Ends(
            low: PortableMath.normalDistribution((scale.low - kernel.mean) / kernel.deviation),
            high: PortableMath.normalDistribution((scale.high - kernel.mean) / kernel.deviation))
    }

    /// Equal kernels are adjacent in the order.
    private mutating func findShapes(_ order: [Int32]) {
        shapes = Array(repeating: 0, count: kernels.count)
        for kernel in order.map({ Int($0) }) + [kernels.count - 1] {
            let isNew = first.last.map {
                kernels[$0].mean != kernels[kernel].mean
                    || kernels[$0].deviation != kernels[kernel].deviation
            }
            if isNew ?? true { first.append(kernel) }
            shapes[kernel] = first.count - 1
        }
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        let own = kernels[kernel]
        let ends = ends.isEmpty ? Self.ends(of: own, scale) : ends[kernel]
        let share = ends.low + (ends.high - ends.low) * fraction
        guard share > 0, share < 1 else {
            return scale.entry(at: share > 0 ? scale.high : scale.low)
        }
        return scale.entry(at: own.mean + PortableMath.normalQuantile(share) * own.deviation)
    }

    /// Whether `KernelRun` can evaluate the kernels.
    var isContinuous: Bool { scale.cells == nil }

    func addLogDensities(
        at entry: Double, to totals: UnsafeMutableBufferPointer<Double>,
        _ known: inout KnownMasses
    ) {
        precondition(totals.count >= kernels.count)
        guard isContinuous else {
            let masses = known.masses(at: entry) { logMasses(at: entry) }
            shapes.withUnsafeBufferPointer { shapes in
                for kernel in shapes.indices { totals[kernel] += masses[shapes[kernel]] }
            }
            return
        }
        kernels.withUnsafeBufferPointer { kernels in
            for index in kernels.indices {
                let distance = (entry - kernels[index].mean) * kernels[index].narrowness
                totals[index] -= distance * distance
            }
        }
    }

    /// The log probability of an entry in each of the different kernels.
    private func logMasses(at entry: Double) -> [Double] {
        let edges = scale.edges(of: entry)
        return first.map { index in
            let kernel = kernels[index]
            let mass = PortableMath.normalMass(
                from: (edges.low - kernel.mean) / kernel.deviation,
                to: (edges.high - kernel.mean) / kernel.deviation)
            return PortableMath.log(max(mass, .leastNonzeroMagnitude))
        }
    }

    /// The kernels of the observations with their means and widths.
    private static func kernels(
        at places: [Double], _ order: [Int32], _ scale: NumericScale
    ) -> [Kernel] {
        let (low, high) = (scale.core.lowerBound, scale.core.upperBound)
        let widest = high - low
        let narrowest = widest / Double(min(100, places.count + 2))
        var kernels: [Kernel] = []
        kernels.reserveCapacity(places.count + 1)
        for place in places {
            kernels.append(Kernel(mean: place, deviation: place, narrowness: 0, logarithm: 0))
        }
        guard let first = order.first else { return kernels }
        // The ends of the axis count as neighbours only if there is a single observation.
        let isSingle = order.count == 1
        var (index, place) = (Int(first), places[Int(first)])
        var below = isSingle ? low : place
        for next in order.dropFirst() {
            let above = places[Int(next)]
            let gap = max(place - below, above - place)
            kernels[index].deviation = min(max(gap, narrowest), widest)
            (below, place, index) = (place, above, Int(next))
        }
        let gap = max(place - below, isSingle ? high - place : 0)
        kernels[index].deviation = min(max(gap, narrowest), widest)
        return kernels
    }
}
