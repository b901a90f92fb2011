import StudyModel

/// One parameter's kernels: one per observation, in order, then the prior's.
indirect enum ParzenKernels: Sendable {
    case categorical(CategoricalKernels)
    case numeric(NumericKernels)
    case conditional(ConditionalKernels)

    /// - Parameters:
    ///   - entries: the observed entries, oldest first; NaN without the parameter.
    ///   - order: the indices of those that have it, sorted by place on a numeric axis.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ domain: ParzenDomain, entries: [Double], order: [Int], constants: inout [Double]
    ) {
        if domain.isConditional {
            self = .conditional(ConditionalKernels(domain, entries: entries, order: order))
        } else {
            self.init(
                unconditional: domain, entries: entries, order: order, constants: &constants)
        }
    }

    /// The kernels of a parameter that every observation has.
    init(
        unconditional domain: ParzenDomain, entries: [Double], order: [Int],
        constants: inout [Double]
    ) {
        switch domain.kind {
        case .choices(let count):
            self = .categorical(CategoricalKernels(entries, choices: count))
        case .numeric(let scale):
            self = .numeric(
                NumericKernels(entries, order: order, scale: scale, constants: &constants))
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
    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        switch self {
        case .categorical(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        case .numeric(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        case .conditional(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        }
    }
}
