import Portable
import StudyModel

/// A density over a search space: a mixture of one kernel per observed configuration and the
/// prior's kernel; each kernel is a product over the parameters.
///
/// Newer observations have the same weight as the prior; beyond 25, older ones weigh less.
struct ParzenEstimator: Sendable {
    /// The number of newest observations with full weight.
    private static let fullWeights = 25

    private let parameters: [ParzenKernels]
    /// The log of each kernel's factor, its weight included.
    private let constants: [Double]
    private let cumulativeWeights: [Double]

    init(_ domains: [ParzenDomain], _ observations: ParzenObservations) {
        let weights = Self.weights(observations: observations.rows.count) + [1]
        let total = weights.reduce(0, +)
        var constants = weights.map { PortableMath.log($0 / total) }
        parameters = domains.indices.map { index in
            ParzenKernels(
                domains[index], entries: observations.rows.map { $0[index] },
                order: observations.orders[index], constants: &constants)
        }
        self.constants = constants
        var sum = 0.0
        cumulativeWeights = weights.map {
            sum += $0 / total
            return sum
        }
    }

    /// Draws a configuration's entries: one fraction in (0, 1) selects the kernel, another one per
    /// parameter selects the entry.
    func draw(kernelFraction: Double, fraction: (Int) -> Double) -> [Double] {
        let kernel =
            cumulativeWeights.firstIndex { kernelFraction < $0 } ?? cumulativeWeights.count - 1
        return parameters.indices.map {
            parameters[$0].entry(ofKernel: kernel, at: fraction($0))
        }
    }

    /// The logarithm of the density at a configuration's entries.
    func logDensity(at row: [Double]) -> Double {
        var totals = constants
        for (parameter, entry) in zip(parameters, row) {
            parameter.addLogDensities(at: entry, to: &totals)
        }
        return LogarithmicSum.of(totals)
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

/// The logarithm of a sum of exponential functions.
enum LogarithmicSum {
    /// A term this far below the largest one is lost in rounding.
    private static let negligible = 40.0

    static func of(_ logarithms: [Double]) -> Double {
        var highest = -Double.infinity
        for term in logarithms where term > highest { highest = term }
        guard highest > -.infinity else { return -.infinity }
        var sum = 0.0
        for term in logarithms where term > highest - negligible {
            sum += exponential(term - highest)
        }
        return highest + PortableMath.log(sum)
    }

    /// e^x for -40 ≤ x ≤ 0, with a relative error of about 1e-15.
    ///
    /// Sampling evaluates it for every kernel and candidate. `PortableMath.exp` divides and takes
    /// several times as long. This function too uses only exactly rounded operations.
    private static func exponential(_ x: Double) -> Double {
        let halves = (x * 1.4426950408889634).rounded()
        let r = (x - halves * 0x1.62e42fefa3800p-1) - halves * 0x1.ef35793c76730p-45
        let s = r * r
        // Separate series of even and odd terms, up to r^13: they can execute in parallel.
        let even =
            1 + s
            * (1.0 / 2 + s
                * (1.0 / 24 + s
                    * (1.0 / 720 + s
                        * (1.0 / 40_320
                            + s * (1.0 / 3_628_800 + s * (1.0 / 479_001_600))))))
        let odd =
            1 + s
            * (1.0 / 6 + s
                * (1.0 / 120 + s
                    * (1.0 / 5_040 + s
                        * (1.0 / 362_880
                            + s * (1.0 / 39_916_800 + s * (1.0 / 6_227_020_800))))))
        return (even + r * odd) * Double(sign: .plus, exponent: Int(halves), significand: 1)
    }
}
