/// The metric that ranks the trials, and the conditions that come before it.
package struct Metric: Sendable, Hashable {
    package enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case minimize, maximize
    }

    package var name: String
    package var direction: Direction
    /// A trial that misses one of them ranks behind all others.
    package var feasible: [OutcomeConstraint]

    package init(
        name: String, direction: Direction = .minimize, feasible: [OutcomeConstraint] = []
    ) {
        self.name = name
        self.direction = direction
        self.feasible = feasible
    }

    /// Whether `a` ranks strictly before `b`.
    package func ranks(_ a: Double, before b: Double) -> Bool {
        direction == .minimize ? a < b : a > b
    }
}

extension Metric: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, direction, feasible
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try keys.decode(String.self, forKey: .name),
            direction: try keys.decode(Direction.self, forKey: .direction),
            feasible: try keys.decodeIfPresent([OutcomeConstraint].self, forKey: .feasible) ?? [])
    }

    /// Without conditions it has the bytes of older records.
    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(direction, forKey: .direction)
        if !feasible.isEmpty { try keys.encode(feasible, forKey: .feasible) }
    }
}

/// How good a result is: the one definition of "best".
package struct Score: Sendable, Hashable {
    /// The value of the job's metric.
    package var value: Double
    /// By how much it misses the job's conditions in total; 0 if it is feasible.
    package var violation: Double

    package init(_ value: Double, violation: Double = 0) {
        self.value = value
        self.violation = violation
    }

    package var isFeasible: Bool { violation == 0 }

    /// Of a failed trial, or one without the metric.
    package static let none = Score(.nan, violation: .infinity)
}

extension Metric {
    /// The score of a trial's metrics; its value is NaN if they lack the metric.
    package func score(of metrics: [String: Double]) -> Score {
        Score(metrics[name] ?? .nan, violation: violation(by: metrics))
    }

    /// By how much metrics miss the conditions in total.
    package func violation(by metrics: [String: Double]) -> Double {
        feasible.reduce(0) { $0 + $1.violation(by: metrics) }
    }

    /// Whether `a` ranks strictly before `b`: feasible trials by the metric, then the others by
    /// their violation.
    package func ranks(_ a: Score, before b: Score) -> Bool {
        a.violation == b.violation ? ranks(a.value, before: b.value) : a.violation < b.violation
    }
}
