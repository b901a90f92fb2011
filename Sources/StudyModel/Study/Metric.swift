/// What ranks the trials: a metric, the further objectives of a study that has several, and the
/// conditions that come before them.
package struct Metric: Sendable, Hashable {
    package enum Direction: String, Sendable, Hashable, Codable, CaseIterable {
        case minimize, maximize
    }

    /// One of the metrics that a study optimises.
    package struct Objective: Sendable, Hashable, Codable {
        package var name: String
        package var direction: Direction

        package init(name: String, direction: Direction = .minimize) {
            self.name = name
            self.direction = direction
        }
    }

    /// The most objectives of a study.
    ///
    /// The time of an exact hypervolume grows exponentially with their number.
    package static let mostObjectives = 8

    package var name: String
    package var direction: Direction
    /// The objectives after the first, which is this metric; empty if there is one objective.
    package var others: [Objective]
    /// A trial that misses one of them ranks behind all others.
    package var feasible: [OutcomeConstraint]

    package init(
        name: String, direction: Direction = .minimize, others: [Objective] = [],
        feasible: [OutcomeConstraint] = []
    ) {
        self.name = name
        self.direction = direction
        self.others = others
        self.feasible = feasible
    }

    /// All objectives, in the order of the job.
    package var objectives: [Objective] {
        [Objective(name: name, direction: direction)] + others
    }

    package var hasSeveralObjectives: Bool { !others.isEmpty }

    /// What a sentence about dominating trials says of them.
    ///
    /// With conditions on metrics, trials that are not feasible may be better.
    package var feasibleWord: String { feasible.isEmpty ? "" : "feasible " }

    /// Whether the value of the metric alone ranks a trial.
    package var isSingleValue: Bool { others.isEmpty && feasible.isEmpty }

    /// One of the objectives, as a metric with the same conditions.
    package func alone(_ objective: Objective) -> Metric {
        Metric(name: objective.name, direction: objective.direction, feasible: feasible)
    }

    /// Whether `a` ranks strictly before `b`.
    package func ranks(_ a: Double, before b: Double) -> Bool {
        direction == .minimize ? a < b : a > b
    }
}

extension Metric: Codable {
    private enum CodingKeys: String, CodingKey {
        case name, direction, others, feasible
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try keys.decode(String.self, forKey: .name),
            direction: try keys.decode(Direction.self, forKey: .direction),
            others: try keys.decodeIfPresent([Objective].self, forKey: .others) ?? [],
            feasible: try keys.decodeIfPresent([OutcomeConstraint].self, forKey: .feasible) ?? [])
    }

    /// Without further objectives and conditions it has the bytes of older records.
    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(name, forKey: .name)
        try keys.encode(direction, forKey: .direction)
        if !others.isEmpty { try keys.encode(others, forKey: .others) }
        if !feasible.isEmpty { try keys.encode(feasible, forKey: .feasible) }
    }
}
