import StudyModel

/// The kernels of a parameter that only some configurations have.
///
/// An observation without the parameter says nothing about its values, so its kernel there is the
/// prior's. At a configuration without the parameter, all kernels have a factor of 1. So a kernel
/// stays a density over the whole space: it draws the parameters that others depend on first, and
/// then those that are active. The widths follow from the observations that have the parameter.
struct ConditionalKernels: Sendable {
    private let kernels: ParzenKernels
    /// The trials that have the parameter.
    private let trials: [Int]
    /// The log of each own kernel's normalisation factor.
    private let constants: [Double]
    /// Per observation, then for the prior: the number of the own kernel.
    private let places: [Int]

    /// - Parameter previous: kernels of the same parameter, some of which may have stayed the same.
    init(
        _ domain: ParzenDomain, _ observed: ObservedEntries, after previous: ConditionalKernels?,
        draws: Bool
    ) {
        var (trials, entries) = ([Int](), [Double]())
        var places = zip(observed.trials, observed.entries).map { trial, entry -> Int? in
            guard !entry.isNaN else { return nil }
            trials.append(trial)
            entries.append(entry)
            return entries.count - 1
        }
        let own = ObservedEntries(
            trials: trials, entries: entries,
            order: observed.order.compactMap { places[Int($0)].map { Int32($0) } })
        self.trials = trials
        let matches = previous.map { ($0.kernels, KernelMatches(trials, in: $0.trials)) }
        places.append(entries.count)
        self.places = places.map { $0 ?? entries.count }
        var constants = Array(repeating: 0.0, count: entries.count + 1)
        kernels = ParzenKernels(
            unconditional: domain, own, after: matches, draws: draws, constants: &constants)
        self.constants = constants
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        kernels.entry(ofKernel: places[kernel], at: fraction)
    }

    /// Adds each kernel's log density at an entry, its constant included.
    func addLogDensities(
        at entry: Double, to totals: UnsafeMutableBufferPointer<Double>,
        _ known: inout KnownMasses
    ) {
        guard !entry.isNaN else { return }
        precondition(totals.count >= places.count)
        var own = constants
        own.withUnsafeMutableBufferPointer { own in
            kernels.addLogDensities(at: entry, to: own, &known)
            for kernel in places.indices { totals[kernel] += own[places[kernel]] }
        }
    }
}
