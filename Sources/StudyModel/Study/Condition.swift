/// When a parameter is active: as long as all clauses hold.
///
/// An inactive parameter has no value in a configuration.
package struct Condition: Sendable, Hashable, Codable {
    /// Another parameter is active and has one of these values.
    package struct Clause: Sendable, Hashable, Codable {
        package var parameter: String
        package var values: [ParameterValue]

        package init(_ parameter: String, _ values: [ParameterValue]) {
            self.parameter = parameter
            self.values = values
        }
    }

    package var clauses: [Clause]

    package init(_ clauses: [Clause]) { self.clauses = clauses }
}

extension Condition: CustomStringConvertible {
    /// `optimizer: SGD, layers: [2, 3]`.
    package var description: String {
        clauses.map { clause in
            let values = clause.values.map(\.description).joined(separator: ", ")
            return clause.values.count == 1
                ? "\(clause.parameter): \(values)" : "\(clause.parameter): [\(values)]"
        }.joined(separator: ", ")
    }
}

/// Which parameters of a space are active, given the values of others.
package struct Activity: Sendable {
    private struct Clause: Sendable {
        var parent: Int
        var values: [ParameterValue]
    }

    /// Per parameter: its condition.
    private let clauses: [[Clause]]
    /// The parameters with a condition, each after those that its condition names.
    private let conditional: [Int]
    /// All parameters, each after those that its condition names, otherwise in the space's order.
    package let order: [Int]

    /// - Throws: `ConditionMistake` if a condition names an unknown parameter, or its own one.
    package init(_ space: SearchSpace) throws(ConditionMistake) {
        let names = space.parameters.map(\.name)
        var clauses: [[Clause]] = []
        for parameter in space.parameters {
            var own: [Clause] = []
            for clause in parameter.condition?.clauses ?? [] {
                guard let parent = names.firstIndex(of: clause.parameter) else {
                    throw .unknown(parameter: parameter.name, in: clause.parameter)
                }
                own.append(Clause(parent: parent, values: clause.values))
            }
            clauses.append(own)
        }
        var order: [Int] = []
        var isPlaced = Array(repeating: false, count: names.count)
        while order.count < names.count {
            let next = names.indices.first { index in
                !isPlaced[index] && clauses[index].allSatisfy { isPlaced[$0.parent] }
            }
            guard let next else {
                throw .cycle(names.indices.filter { !isPlaced[$0] }.map { names[$0] })
            }
            isPlaced[next] = true
            order.append(next)
        }
        self.clauses = clauses
        self.order = order
        conditional = order.filter { !clauses[$0].isEmpty }
    }

    /// Whether some parameter has a condition.
    package var isConditional: Bool { !conditional.isEmpty }

    /// Whether each parameter is active.
    ///
    /// - Parameter value: the value that a parameter has if it is active.
    package func active(_ value: (Int) -> ParameterValue?) -> [Bool] {
        var active = Array(repeating: true, count: clauses.count)
        for parameter in conditional {
            active[parameter] = clauses[parameter].allSatisfy { clause in
                active[clause.parent] && value(clause.parent).map(clause.values.contains) ?? false
            }
        }
        return active
    }

    /// Whether a parameter is active.
    package func isActive(_ parameter: Int, _ value: (Int) -> ParameterValue?) -> Bool {
        clauses[parameter].allSatisfy { clause in
            value(clause.parent).map(clause.values.contains) ?? false
                && isActive(clause.parent, value)
        }
    }
}

/// Why the conditions of a space have no meaning.
package enum ConditionMistake: Error, Sendable, Hashable {
    case unknown(parameter: String, in: String)
    /// These parameters wait for one another.
    case cycle([String])
}

extension SearchSpace {
    /// Whether some parameter has a condition.
    package var isConditional: Bool { parameters.contains { $0.condition != nil } }

    /// The first parameter that is active without a value, or has one while it is inactive; nil if
    /// there is none.
    package func misplaced(in configuration: Configuration) -> String? {
        guard isConditional, let activity = try? Activity(self) else { return nil }
        let active = activity.active { configuration[parameters[$0].name] }
        return zip(parameters, active).first { parameter, isActive in
            (configuration[parameter.name] != nil) != isActive
        }?.0.name
    }

    /// A configuration of all parameters without the inactive ones.
    package func active(_ configuration: Configuration) -> Configuration {
        guard isConditional, let activity = try? Activity(self) else { return configuration }
        let active = activity.active { configuration[parameters[$0].name] }
        let names = zip(parameters, active).filter(\.1).map(\.0.name)
        return Configuration(configuration.entries.filter { names.contains($0.name) })
    }
}
