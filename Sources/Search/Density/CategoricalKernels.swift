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
        // The observed choice takes the first part of the interval; the others follow in order.
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
