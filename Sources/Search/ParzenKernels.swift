import StudyModel

/// One parameter's kernels: one for each observation, in order, and the prior's as the last.
enum ParzenKernels: Sendable {
    case categorical(CategoricalKernels)
    case numeric(NumericKernels)

    /// - Parameters:
    ///   - entries: the observed entries, oldest first.
    ///   - order: the observations' numbers in the order of their places on a numeric axis.
    ///   - constants: to each kernel's is added what its density is multiplied by, as a logarithm.
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

    /// The entry that lies at a fraction in (0, 1) of a kernel.
    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        switch self {
        case .categorical(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        case .numeric(let kernels): kernels.entry(ofKernel: kernel, at: fraction)
        }
    }

    /// Adds each kernel's logarithmic density at an entry, but for its constant.
    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        switch self {
        case .categorical(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        case .numeric(let kernels): kernels.addLogDensities(at: entry, to: &totals)
        }
    }
}
