import StudyModel

/// One parameter's kernels: one for each observation, in order, and the prior's as the last.
enum ParzenKernels: Sendable {
    case categorical(CategoricalKernels)
    case numeric(NumericKernels)

    /// - Parameter entries: the observed entries, oldest first.
    init(_ domain: ParzenDomain, entries: [Double]) {
        switch domain.kind {
        case .choices(let count):
            self = .categorical(CategoricalKernels(entries, choices: count))
        case .numeric(let scale):
            self = .numeric(NumericKernels(entries, scale: scale))
        }
    }

    /// The entry that lies at a fraction in (0, 1) of a kernel.
    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        switch self {
        case .categorical(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        case .numeric(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        }
    }

    /// Adds each kernel's logarithmic density at an entry.
    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        switch self {
        case .categorical(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        case .numeric(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        }
    }
}

/// Kernels over choices without an order: most weight is on what was observed, and the more kernels
/// there are, the less is left for the other choices.
struct CategoricalKernels: Sendable {
    private let observed: [Double]
    private let choices: Int
    /// What each choice has in an observation's kernel before it is divided by `total`.
    private let share: Double
    private let total: Double

    init(_ observed: [Double], choices: Int) {
        self.observed = observed
        self.choices = choices
        share = 1 / Double(observed.count + 1)
        total = (1.0).addingProduct(share, Double(choices))
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        guard kernel < observed.count else {
            return (fraction * Double(choices)).rounded(.down)
        }
        // The observed choice has the first part of the interval, the others follow in order.
        let rest = fraction * total - 1
        return rest < 0 ? observed[kernel] : min((rest / share).rounded(.down), last)
    }

    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        let hit = PortableMath.log((1 + share) / total)
        let miss = PortableMath.log(share / total)
        for (kernel, choice) in observed.enumerated() {
            totals[kernel] += choice == entry ? hit : miss
        }
        totals[observed.count] -= PortableMath.log(Double(choices))
    }

    private var last: Double { Double(choices - 1) }
}

/// Truncated normal kernels on a numeric domain's axis.
///
/// A kernel is as wide as the larger gap to its neighbours, within bounds that the number of
/// kernels sets. Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter
/// optimization", NIPS 2011, section 4, with the least width of Bergstra, Yamins and Cox, "Making a
/// science of model search", ICML 2013.
struct NumericKernels: Sendable {
    private let scale: NumericScale
    private let means: [Double]
    private let inverseDeviations: [Double]
    /// The logarithm of what a kernel's bell is multiplied by.
    private let constants: [Double]
    /// Kernels that are the same have one number here; `first` is a kernel of each.
    private let shapes: [Int]
    private let first: [Int]

    init(_ entries: [Double], scale: NumericScale) {
        self.scale = scale
        let places = entries.map(scale.place)
        let deviations = Self.deviations(of: places, scale) + [scale.priorDeviation]
        let means = places + [scale.priorMean]
        var known: [SIMD2<Double>: Int] = [:]
        var shapes: [Int] = []
        var first: [Int] = []
        for kernel in means.indices {
            let key = SIMD2(means[kernel], deviations[kernel])
            let shape = known[key] ?? first.count
            if shape == first.count {
                known[key] = shape
                first.append(kernel)
            }
            shapes.append(shape)
        }
        let ofShapes = first.map { kernel in
            let deviation = deviations[kernel]
            let mass = PortableMath.normalMass(
                from: (scale.low - means[kernel]) / deviation,
                to: (scale.high - means[kernel]) / deviation)
            // The values of a finite domain have probabilities, the others densities.
            let width = scale.cells == nil ? deviation * 0x1.40d931ff62706p+1 : 1
            return -PortableMath.log(mass * width)
        }
        self.means = means
        self.shapes = shapes
        self.first = first
        inverseDeviations = deviations.map { 1 / $0 }
        constants = shapes.map { ofShapes[$0] }
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        let (mean, inverse) = (means[kernel], inverseDeviations[kernel])
        let from = PortableMath.normalDistribution((scale.low - mean) * inverse)
        let to = PortableMath.normalDistribution((scale.high - mean) * inverse)
        let share = from + (to - from) * fraction
        guard share > 0, share < 1 else {
            return scale.entry(at: share > 0 ? scale.high : scale.low)
        }
        return scale.entry(at: mean + PortableMath.normalQuantile(share) / inverse)
    }

    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        guard scale.cells != nil else {
            for kernel in means.indices {
                let z = (entry - means[kernel]) * inverseDeviations[kernel]
                totals[kernel] += constants[kernel] - 0.5 * z * z
            }
            return
        }
        let edges = scale.edges(of: entry)
        let logMasses = first.map { kernel in
            PortableMath.log(
                PortableMath.normalMass(
                    from: (edges.low - means[kernel]) * inverseDeviations[kernel],
                    to: (edges.high - means[kernel]) * inverseDeviations[kernel]))
        }
        for (kernel, shape) in shapes.enumerated() {
            totals[kernel] += constants[kernel] + logMasses[shape]
        }
    }

    private static func deviations(of places: [Double], _ scale: NumericScale) -> [Double] {
        let order = places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        let (low, high) = (scale.core.lowerBound, scale.core.upperBound)
        let widest = high - low
        let narrowest = widest / Double(min(100, places.count + 2))
        var deviations = places
        for (rank, index) in order.enumerated() {
            var below = rank > 0 ? places[order[rank - 1]] : low
            var above = rank + 1 < order.count ? places[order[rank + 1]] : high
            // The ends of the axis count as neighbours of an observation only where it has no other.
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
