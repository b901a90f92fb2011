package import StudyModel

/// What an objective asks of one parameter of a search space.
package struct ParameterRequirement: Sendable, Hashable {
    /// The values that the objective can run.
    package enum Accepted: Sendable, Hashable {
        case int(atLeast: Int)
        /// Numbers from `low` on; `low` itself only where it is included.
        case float(low: Double, included: Bool)
        case text([String])
    }

    package var name: String
    package var accepted: Accepted
    /// Whether every configuration must have it.
    package var isRequired: Bool

    package init(_ name: String, _ accepted: Accepted, isRequired: Bool = true) {
        self.name = name
        self.accepted = accepted
        self.isRequired = isRequired
    }

    /// What is accepted, in words: `a float above 0`.
    package var expectation: String {
        switch accepted {
        case .int(let low): "an int of at least \(low)"
        case .float(let low, true): "a float of at least \(Self.plain(low))"
        case .float(let low, false): "a float above \(Self.plain(low))"
        case .text(let choices): choices.map { "\"\($0)\"" }.joined(separator: " or ")
        }
    }

    /// Whether the objective can run a value.
    ///
    /// A whole number serves where a float is asked for.
    package func accepts(_ value: ParameterValue) -> Bool {
        switch (accepted, value) {
        case (.int(let low), .int(let value)): return value >= low
        case (.float(let low, let included), .float), (.float(let low, let included), .int):
            guard let number = value.number, number.isFinite else { return false }
            return number > low || included && number == low
        case (.text(let choices), .text(let value)): return choices.contains(value)
        default: return false
        }
    }

    /// What is wrong with a configuration's value of this parameter, in words, or nil.
    package func complaint(about configuration: Configuration) -> String? {
        guard let value = configuration[name] else {
            return isRequired ? "parameter \(name) is missing; expected \(expectation)" : nil
        }
        return accepts(value)
            ? nil : "parameter \(name) is \(value), \(value.kind); expected \(expectation)"
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }
}
