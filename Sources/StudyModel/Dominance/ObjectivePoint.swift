/// What a trial achieved by each objective, as numbers to minimise.
package struct ObjectivePoint: Sendable, Hashable {
    /// Finite, one per objective.
    package var costs: [Double]
    package var trial: Int

    package init(_ costs: [Double], trial: Int) {
        self.costs = costs
        self.trial = trial
    }

    /// Whether it is no worse by any objective, and better by one (Pareto dominance).
    package func dominates(_ other: ObjectivePoint) -> Bool {
        var isBetter = false
        for index in costs.indices {
            if costs[index] > other.costs[index] { return false }
            if costs[index] < other.costs[index] { isBetter = true }
        }
        return isBetter
    }
}

/// In the order of the costs, the first objective first, then of the trials.
extension ObjectivePoint: Comparable {
    package static func < (a: ObjectivePoint, b: ObjectivePoint) -> Bool {
        for index in a.costs.indices where a.costs[index] != b.costs[index] {
            return a.costs[index] < b.costs[index]
        }
        return a.trial < b.trial
    }
}
