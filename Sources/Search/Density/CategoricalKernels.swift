import Portable
import StudyModel

/// Kernels over unordered choices: most weight is on the observed choice; the more kernels exist,
/// the less weight the other choices get.
struct CategoricalKernels: Sendable {
    private let observed: [Double]
    private let choices: Int
    /// The unnormalised weight of each choice in an observation's kernel; `total` normalises it.
    private let share: Double
    private let total: Double
    /// The log probabilities of the observed choice and of each other one, and of a choice in the
    /// prior's kernel.
    private let hit: Double
    private let miss: Double
    private let prior: Double

    init(_ observed: [Double], choices: Int) {
        self.observed = observed
        self.choices = choices
        share = 1 / Double(observed.count + 1)
        total = (1.0).addingProduct(share, Double(choices))
        hit = PortableMath.log((1 + share) / total)
        miss = PortableMath.log(share / total)
        prior = PortableMath.log(Double(choices))
    }

    func entry(ofKernel kernel: Int, at fraction: Double) -> Double {
        guard kernel < observed.count else {
            return (fraction * Double(choices)).rounded(.down)
        }
        // The observed choice takes the first part of the interval; the others follow in order.
        let rest = fraction * total - 1
        return rest < 0 ? observed[kernel] : min((rest / share).rounded(.down), last)
    }

    func addLogDensities(at entry: Double, to totals: UnsafeMutableBufferPointer<Double>) {
        precondition(totals.count > observed.count)
        observed.withUnsafeBufferPointer { observed in
            for kernel in observed.indices {
                totals[kernel] += observed[kernel] == entry ? hit : miss
            }
        }
        totals[observed.count] -= prior
    }

    private var last: Double { Double(choices - 1) }
}
