/// When a run of CMA-ES has nothing more to find and is restarted.
///
/// Sources: Hansen, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772 (2016), appendix
/// B.3; Auger and Hansen, "A restart CMA evolution strategy with increasing population size", CEC
/// 2005, section III.
struct ConvergenceRule: Sendable {
    /// The best and worst value of the latest generations.
    private var extremes: [(best: Double, worst: Double)] = []
    private let generations: Int
    private let smallestStep: Double

    /// - Parameter sigma: the first step size of the run.
    init(rates: AdaptationRates, sigma: Double) {
        let ratio = 30 * Double(rates.dimensions) / Double(rates.population)
        generations = 10 + Int(ratio.rounded(.up))
        smallestStep = 1e-12 * sigma
    }

    /// Takes a generation's values at the last level; those without a number are left out.
    mutating func observe(_ values: [Double]) {
        let numbers = values.filter(\.isFinite)
        guard let best = numbers.min(), let worst = numbers.max() else { return }
        if extremes.count == generations { extremes.removeFirst() }
        extremes.append((best, worst))
    }

    /// Whether the run has converged: values or steps have become equal, or rounding errors hide
    /// what is left.
    func isMet(by state: CovarianceAdaptation) -> Bool {
        let size = state.rates.dimensions
        if extremes.count == generations, let low = extremes.map(\.best).min(),
            let high = extremes.map(\.worst).max(), high - low < 1e-12
        {
            return true
        }
        let steps = (0..<size).map { state.sigma * state.deviation($0) }
        let path = state.covariancePath.map { abs(state.sigma * $0) }
        if zip(steps, path).allSatisfy({ max($0, $1) < smallestStep }) { return true }
        if steps.contains(where: { !$0.isFinite || $0 > 1e4 }) { return true }
        if zip(state.mean, steps).contains(where: { $0 == $0 + 0.2 * $1 }) { return true }
        let axis = state.generation % size
        let length = 0.1 * state.sigma * state.lengths[axis]
        let isLost = (0..<size).allSatisfy {
            state.mean[$0] == state.mean[$0] + length * state.axes[axis * size + $0]
        }
        if isLost { return true }
        // The condition number of the covariance.
        let ratio = state.lengths[0] / state.lengths[size - 1]
        return ratio * ratio > 1e14
    }
}
