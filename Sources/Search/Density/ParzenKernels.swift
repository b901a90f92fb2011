import StudyModel

/// One parameter's kernels: one per observation, in order, then the prior's.
enum ParzenKernels: Sendable {
    case categorical(CategoricalKernels)
    case numeric(NumericKernels)

    /// - Parameters:
    ///   - entries: the observed entries, oldest first.
    ///   - order: the observations' indices, sorted by place on a numeric axis.
    ///   - constants: the log of each kernel's normalisation factor is added to its element.
    init(
        _ domain: ParzenDomain, entries: [Double], order: [Int], constants: inout [Double]
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
        }
    }

    /// Adds each kernel's log density at an entry, without its constant.
    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        switch self {
        case .categorical(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        case .numeric(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        }
    }
}
