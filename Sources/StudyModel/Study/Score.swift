/// How good a result is: the one definition of "best".
package struct Score: Sendable, Hashable {
    /// The value of the job's metric, which is the first objective.
    package var value: Double
    /// The values of the further objectives.
    package var others: [Double]
    /// By how much it misses the job's conditions in total; 0 if it is feasible.
    package var violation: Double

    package init(_ value: Double, others: [Double] = [], violation: Double = 0) {
        self.value = value
        self.others = others
        self.violation = violation
    }

    package var isFeasible: Bool { violation == 0 }

    /// Whether all objectives are numbers, as a ranked trial has them.
    package var isFinite: Bool { value.isFinite && others.allSatisfy(\.isFinite) }

    /// Whether an objective is missing.
    package var isMissing: Bool { value.isNaN || others.contains(where: \.isNaN) }

    /// Of a failed trial, or one without the metric.
    package static let none = Score(.nan, violation: .infinity)
}

extension Metric {
    /// The score of a trial's metrics; a value is NaN if they lack its metric.
    package func score(of metrics: [String: Double]) -> Score {
        Score(
            metrics[name] ?? .nan, others: others.map { metrics[$0.name] ?? .nan },
            violation: violation(by: metrics))
    }

    /// By how much metrics miss the conditions in total.
    package func violation(by metrics: [String: Double]) -> Double {
        feasible.reduce(0) { $0 + $1.violation(by: metrics) }
    }

    /// Whether `a` ranks strictly before `b`: feasible trials by the objectives in their order,
    /// then the others by their violation.
    ///
    /// With several objectives this finds the best trial by the first one. The whole order is that
    /// of `RankedFronts`, which begins with the same trial.
    package func ranks(_ a: Score, before b: Score) -> Bool {
        guard a.violation == b.violation else { return a.violation < b.violation }
        guard !others.isEmpty, a.value == b.value else { return ranks(a.value, before: b.value) }
        for (index, objective) in others.enumerated()
        where index < min(a.others.count, b.others.count) && a.others[index] != b.others[index] {
            return objective.direction == .minimize
                ? a.others[index] < b.others[index] : a.others[index] > b.others[index]
        }
        return false
    }

    /// The objectives of a score as numbers to minimise: values to maximise have their sign
    /// changed.
    package func costs(of score: Score) -> [Double] {
        var costs = [direction == .minimize ? score.value : -score.value]
        for (objective, value) in zip(others, score.others) {
            costs.append(objective.direction == .minimize ? value : -value)
        }
        return costs
    }
}
