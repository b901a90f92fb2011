import Portable
import StudyModel

/// A density over a search space: a mixture of one kernel per observed configuration and the
/// prior's kernel; each kernel is a product over the parameters.
///
/// Newer observations have the same weight as the prior; beyond 25, older ones weigh less.
struct ParzenEstimator: Sendable {
    /// The number of newest observations with full weight.
    private static let fullWeights = 25

    typealias Lanes = SIMD8<Double>

    /// Rows whose densities are computed together: more of them would not fit the cache.
    private static let group = 8

    /// The trials of the kernels; the prior's is the last kernel.
    private let trials: [Int]
    private let parameters: [ParzenKernels]
    /// The order in which parameters add to the log densities.
    private let parts: [Part]
    /// In blocks of eight: the log of each kernel's factor, its weight included; -∞ at the end.
    private let constants: [Lanes]
    /// Of the kernels in their order, for draws.
    private let weights: [Double]
    private let totalWeight: Double

    private enum Part: Sendable {
        case run(KernelRun)
        /// The number of a parameter.
        case single(Int)
    }

    /// - Parameters:
    ///   - previous: an estimator over the same space, whose kernels are taken over where
    ///     they stay the same. The densities do not depend on it.
    ///   - draws: whether configurations are drawn from the density.
    init(
        _ domains: [ParzenDomain], _ observations: ParzenObservations,
        after previous: ParzenEstimator? = nil, draws: Bool = false
    ) {
        trials = observations.trials
        let weights = Self.weights(observations: observations.trials.count) + [1]
        let total = weights.reduce(0, +)
        var constants = Self.logarithms(of: weights, total: total)
        let matches = previous.map { KernelMatches(observations.trials, in: $0.trials) }
        parameters = domains.indices.map { index in
            var earlier: (ParzenKernels, KernelMatches)?
            if let previous, let matches { earlier = (previous.parameters[index], matches) }
            return ParzenKernels(
                domains[index], observations.parameters[index], after: earlier, draws: draws,
                constants: &constants)
        }
        parts = Self.parts(of: parameters)
        self.weights = weights
        totalWeight = total
        self.constants = stride(from: 0, to: constants.count, by: 8).map { first in
            var block = Lanes(repeating: -.infinity)
            for lane in 0..<min(8, constants.count - first) {
                block[lane] = constants[first + lane]
            }
            return block
        }
    }

    /// The newest observations and the prior have the same weight.
    private static func logarithms(of weights: [Double], total: Double) -> [Double] {
        var known = (weight: 0.0, logarithm: -Double.infinity)
        return weights.map { weight in
            if weight != known.weight { known = (weight, PortableMath.log(weight / total)) }
            return known.logarithm
        }
    }

    /// Continuous parameters that follow one another are one part.
    private static func parts(of parameters: [ParzenKernels]) -> [Part] {
        var parts: [Part] = []
        var run: [NumericKernels] = []
        for index in 0...parameters.count {
            if index < parameters.count, case .numeric(let kernels) = parameters[index],
                kernels.isContinuous
            {
                run.append(kernels)
                continue
            }
            if !run.isEmpty { parts.append(.run(KernelRun(first: index - run.count, run))) }
            run.removeAll()
            if index < parameters.count { parts.append(.single(index)) }
        }
        return parts
    }

    /// Draws a configuration's entries: one fraction in (0, 1) selects the kernel, another one per
    /// parameter selects the entry.
    func draw(kernelFraction: Double, fraction: (Int) -> Double) -> [Double] {
        let kernel = kernel(at: kernelFraction)
        return parameters.indices.map {
            parameters[$0].entry(ofKernel: kernel, at: fraction($0))
        }
    }

    /// The first kernel whose sum of weights exceeds a share of all of them.
    private func kernel(at fraction: Double) -> Int {
        var sum = 0.0
        for (kernel, weight) in weights.enumerated() {
            sum += weight / totalWeight
            if fraction < sum { return kernel }
        }
        return weights.count - 1
    }

    /// The logarithm of the density at a configuration's entries.
    func logDensity(at row: [Double]) -> Double { logDensities(at: [row])[0] }

    /// The logarithms of the density at several rows of entries.
    ///
    /// - Complexity: O(rows · kernels · parameters)
    func logDensities(at rows: [[Double]]) -> [Double] {
        var known = parameters.map { _ in KnownMasses() }
        var totals: [Lanes] = []
        return stride(from: 0, to: rows.count, by: Self.group).flatMap { first in
            let group = rows[first..<min(first + Self.group, rows.count)]
            totals.removeAll(keepingCapacity: true)
            for _ in group { totals += constants }
            return logDensities(at: Array(group), &totals, &known)
        }
    }

    /// - Parameter totals: per row the constants, to which the parameters add.
    private func logDensities(
        at rows: [[Double]], _ totals: inout [Lanes], _ known: inout [KnownMasses]
    ) -> [Double] {
        let entries = rows.flatMap { $0 }
        let (blocks, width) = (constants.count, parameters.count)
        precondition(entries.count == rows.count * width, "rows of \(width) entries")
        return totals.withUnsafeMutableBufferPointer { totals in
            guard let base = totals.baseAddress else { return [] }
            return UnsafeMutableRawBufferPointer(totals).withMemoryRebound(to: Double.self) {
                numbers in
                for part in parts {
                    switch part {
                    case .run(let run):
                        entries.withUnsafeBufferPointer { entries in
                            guard let entries = entries.baseAddress else { return }
                            run.subtractDistances(
                                of: entries, width: width, count: rows.count, from: base)
                        }
                    case .single(let index):
                        for row in rows.indices {
                            let own = UnsafeMutableBufferPointer(
                                rebasing: numbers[row * blocks * 8..<(row + 1) * blocks * 8])
                            parameters[index].addLogDensities(
                                at: rows[row][index], to: own, &known[index])
                        }
                    }
                }
                return rows.indices.map { row in
                    LogarithmicSum.of(
                        UnsafeBufferPointer(
                            rebasing: numbers[row * blocks * 8..<(row + 1) * blocks * 8]))
                }
            }
        }
    }

    /// Oldest first.
    static func weights(observations count: Int) -> [Double] {
        let older = max(0, count - fullWeights)
        let ramp = (0..<older).map { index -> Double in
            let start = 1 / Double(count)
            guard older > 1 else { return start }
            return start + Double(index) * (1 - start) / Double(older - 1)
        }
        return ramp + Array(repeating: 1, count: count - older)
    }
}
