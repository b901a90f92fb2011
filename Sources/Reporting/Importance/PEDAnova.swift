/// The importance of a parameter for a trial to be among the best: PED-ANOVA.
///
/// The values of the best trials and those of all trials are smoothed to two densities. The
/// importance is their Pearson divergence: it is large if the best trials share values that other
/// trials lack, and small if their values are distributed like all others.
///
/// Sources: Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter
/// importance in arbitrary subspaces", IJCAI 2023; for parameters that not every trial has, its
/// conditional form ("Conditional PED-ANOVA", 2026). Details (quantile 0.1, importance among the
/// trials of the study, a grid of 50, Scott's rule) are those of Optuna's
/// `PedAnovaImportanceEvaluator`, with which the numbers agree.
package struct PEDAnova {
    /// The fraction of the trials that counts as the best.
    package static let quantile = 0.1
    /// A regime (trials with the parameter, or without it) of fewer trials is omitted.
    private static let leastTrialsInRegime = 2

    /// Marks the best trials: those at the quantile or better.
    ///
    /// - Parameter losses: one finite number per trial; lower is better.
    package static func best(of losses: [Double]) -> [Bool] {
        guard !losses.isEmpty else { return [] }
        let place = Int((quantile * Double(losses.count)).rounded(.up)) - 1
        let cutoff = losses.sorted()[place]
        return losses.map { $0 <= cutoff }
    }

    /// The cell of each trial's value; nil if the trial doesn't have the parameter.
    private let cells: [Int?]
    /// Nil if the parameter can't have an importance.
    private let grid: ParzenGrid?
    /// The number of trials with the parameter, and the density of their values.
    private let count: Int
    private let density: [Double]

    /// Prepares one parameter of some trials.
    ///
    /// - Parameter values: a place for each trial (``AnalysedParameter/place(of:)``); nil if the
    ///   trial doesn't have the parameter.
    package init(of parameter: AnalysedParameter, values: [Double?]) {
        count = values.count { $0 != nil }
        guard !parameter.isConstant, count >= Self.leastTrialsInRegime else {
            (grid, density) = (nil, [])
            cells = Array(repeating: nil, count: values.count)
            return
        }
        let grid = ParzenGrid(parameter.scale)
        self.grid = grid
        cells = values.map { $0.map(grid.cell) }
        density = grid.density(ofCells: cells.compactMap { $0 })
    }

    /// The importance, which has no upper bound; 0 if it can't be computed.
    ///
    /// - Parameter isBest: whether each trial is among the best.
    package func importance(isBest: [Bool]) -> Double {
        precondition(cells.count == isBest.count, "\(cells.count) values, \(isBest.count) marks")
        let best = zip(cells, isBest).compactMap { $1 ? $0 : nil }
        guard let grid, !best.isEmpty else { return 0 }
        var divergence = 0.0
        for (top, local) in zip(grid.density(ofCells: best), density) {
            // Avoids division by a density of 0.
            let (top, local) = (top + 1e-12, local + 1e-12)
            let excess = top / local - 1
            divergence += local * excess * excess
        }
        let total = Double(cells.count)
        let bestCount = Double(isBest.count { $0 })
        let (share, bestShare) = (Double(count) / total, Double(best.count) / bestCount)
        let fraction = bestCount / total
        return bestShare * bestShare / share * divergence * fraction * fraction
    }
}
