/// How much a parameter had to do with a trial's being among the best: PED-ANOVA.
///
/// The values of the best trials and those of all are smoothed to two densities, and their Pearson
/// divergence is the importance: a parameter that the best trials have in common with no others
/// diverges, one that they drew like all others doesn't.
///
/// Sources: Watanabe, Bansal and Hutter, "PED-ANOVA: efficiently quantifying hyperparameter
/// importance in arbitrary subspaces", IJCAI 2023; for parameters that not every trial has, its
/// conditional form ("Conditional PED-ANOVA", 2026). Details (quantile 0.1, importance among the
/// trials of the study, a grid of 50, Scott's rule) are those of Optuna's
/// `PedAnovaImportanceEvaluator`, whose numbers these agree with.
package struct PEDAnova {
    /// The share of the trials that counts as the best.
    package static let quantile = 0.1
    /// A regime (trials with the parameter, or without it) of fewer trials is left out.
    private static let leastTrialsInRegime = 2

    /// The trials that are among the best: as good as the one at the quantile, or better.
    ///
    /// - Parameter losses: a finite number a trial; lower is better.
    package static func best(of losses: [Double]) -> [Bool] {
        guard !losses.isEmpty else { return [] }
        let place = Int((quantile * Double(losses.count)).rounded(.up)) - 1
        let cutoff = losses.sorted()[place]
        return losses.map { $0 <= cutoff }
    }

    /// For each trial the cell of its value; nil where it doesn't have the parameter.
    private let cells: [Int?]
    /// Nil where the parameter can have no importance.
    private let grid: ParzenGrid?
    /// How many trials have the parameter, and how densely their values lie.
    private let count: Int
    private let density: [Double]

    /// Prepares one parameter of some trials.
    ///
    /// - Parameter values: a place for each trial (``AnalysedParameter/place(of:)``), nil where the
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

    /// The importance, which has no upper bound; 0 where nothing is to be seen.
    ///
    /// - Parameter isBest: for each trial, whether it is among the best.
    package func importance(isBest: [Bool]) -> Double {
        precondition(cells.count == isBest.count, "\(cells.count) values, \(isBest.count) marks")
        let best = zip(cells, isBest).compactMap { $1 ? $0 : nil }
        guard let grid, !best.isEmpty else { return 0 }
        var divergence = 0.0
        for (top, local) in zip(grid.density(ofCells: best), density) {
            // So that a density of 0 divides nothing.
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
