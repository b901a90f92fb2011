import StudyModel

/// The kernels of a parameter that only some configurations have.
///
/// An observation without the parameter says nothing about its values, so its kernel there is the
/// prior's. At a configuration without the parameter, all kernels have a factor of 1. So a kernel
/// stays a density over the whole space: it draws the parameters that others depend on first, and
/// then those that are active. The widths follow from the observations that have the parameter.
struct ConditionalKernels: Sendable {
    private let kernels: ParzenKernels
    /// The log of each own kernel's normalisation factor.
    private let constants: [Double]
    /// Per observation, then for the prior: the number of the own kernel.
    private let places: [Int]

    /// - Parameters:
    ///   - entries: the observed entries, oldest first, NaN without the parameter.
    ///   - order: the indices of the observations that have it, sorted by place.
    init(_ domain: ParzenDomain, entries: [Double], order: [Int]) {
        var own: [Double] = []
        var places = entries.map { entry -> Int? in
            guard !entry.isNaN else { return nil }
            own.append(entry)
            return own.count - 1
        }
        places.append(own.count)
        self.places = places.map { $0 ?? own.count }
        var constants = Array(repeating: 0.0, count: own.count + 1)
        kernels = ParzenKernels(
            unconditional: domain, entries: own, order: order.compactMap { places[$0] },
            constants: &constants)
        self.constants = constants
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        kernels.entry(ofKernel: places[kernel], at: fraction)
    }

    /// Adds each kernel's log density at an entry, its constant included.
    func addLogDensities(at entry: Double, to totals: inout [Double]) {
        guard !entry.isNaN else { return }
        var own = constants
        kernels.addLogDensities(at: entry, to: &own)
        for kernel in totals.indices { totals[kernel] += own[places[kernel]] }
    }
}
