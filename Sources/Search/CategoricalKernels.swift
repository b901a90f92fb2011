import StudyModel

/// Kernels over choices without an order: most weight is on what was observed, and the more kernels
/// there are, the less is left for the other choices.
struct CategoricalKernels: Sendable {
    private let observed: [Double]
    private let choices: Int
    /// What each choice has in an observation's kernel before it is divided by `total`.
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
        // The observed choice has the first part of the interval, the others follow in order.
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
