import StudyModel

/// One parameter's kernels: one per observation, in order, then the prior's.
indirect enum ParzenKernels: Sendable {
    case categorical(CategoricalKernels)
    case numeric(NumericKernels)
    case conditional(ConditionalKernels)

    /// - Parameters:
    ///   - observed: what the parameter's observations are.
    ///   - previous: earlier kernels of the same parameter, some of which may have stayed the same.
    ///   - draws: whether entries are drawn from the kernels.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ domain: ParzenDomain, _ observed: ObservedEntries,
        after previous: (kernels: ParzenKernels, matches: KernelMatches)?, draws: Bool,
        constants: inout [Double]
    ) {
        if domain.isConditional {
            var earlier: ConditionalKernels?
            if case .conditional(let kernels)? = previous?.kernels { earlier = kernels }
            self = .conditional(
                ConditionalKernels(domain, observed, after: earlier, draws: draws))
        } else {
            self.init(
                unconditional: domain, observed, after: previous, draws: draws,
                constants: &constants)
        }
    }

    /// The kernels of a parameter that every observation has.
    init(
        unconditional domain: ParzenDomain, _ observed: ObservedEntries,
        after previous: (kernels: ParzenKernels, matches: KernelMatches)?, draws: Bool,
        constants: inout [Double]
    ) {
        switch domain.kind {
        case .choices(let count):
            self = .categorical(CategoricalKernels(observed.entries, choices: count))
        case .numeric(let scale):
            var earlier: (kernels: NumericKernels, matches: KernelMatches)?
            if let previous, case .numeric(let kernels) = previous.kernels {
                earlier = (kernels, previous.matches)
            }
            self = .numeric(
                NumericKernels(
                    observed, scale: scale, after: earlier, draws: draws, constants: &constants))
        }
    }

    /// The entry at a quantile in (0, 1) of a kernel.
    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        switch self {
        case .categorical(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        case .numeric(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        case .conditional(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        }
    }

    /// Adds each kernel's log density at an entry, without the constants of `init`.
    ///
    /// - Parameters:
    ///   - totals: one number or more per kernel; further ones stay.
    ///   - known: what kernels of a finite domain had at entries.
    func addLogDensities(
        at entry: Double, to totals: UnsafeMutableBufferPointer<Double>,
        _ known: inout KnownMasses
    ) {
        switch self {
        case .categorical(let kernels): kernels.addLogDensities(at: entry, to: totals)
        case .numeric(let kernels): kernels.addLogDensities(at: entry, to: totals, &known)
        case .conditional(let kernels): kernels.addLogDensities(at: entry, to: totals, &known)
        }
    }
}

/// The observed entries of one parameter.
struct ObservedEntries: Sendable {
    /// The trials of the observations, ascending.
    let trials: [Int]
    /// Their entries; NaN without the parameter.
    let entries: [Double]
    /// The indices of those that have it, sorted by place on a numeric axis.
    let order: [Int32]

    static let none = ObservedEntries(trials: [], entries: [], order: [])
}

/// The log masses that the different kernels of a parameter with a finite domain have at entries.
///
/// Candidates often have the same entries.
struct KnownMasses {
    private var masses: [UInt64: [Double]] = [:]

    mutating func masses(at entry: Double, _ compute: () -> [Double]) -> [Double] {
        if let known = masses[entry.bitPattern] { return known }
        let new = compute()
        masses[entry.bitPattern] = new
        return new
    }
}
