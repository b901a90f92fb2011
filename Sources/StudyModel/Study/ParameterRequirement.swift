import Portable

/// The values accepted by a setting, or by a parameter that provides the setting.
package enum AcceptedValues: Sendable, Hashable {
    case int(ClosedRange<Int>)
    case float(FloatBounds)
    case text([String])
    case bool
    /// Names of parameters of the search space, separated by commas.
    case parameters
    /// A schedule of parameter values, as `ParameterSchedule` writes it.
    case changes

    /// The accepted values as text: `an int in 1...65536`.
    package var expectation: String {
        switch self {
        case .int(let range):
            range.upperBound == .max
                ? "an int of at least \(range.lowerBound)"
                : "an int in \(range.lowerBound)...\(range.upperBound)"
        case .float(let bounds): bounds.expectation
        case .text(let words):
            words.count < 2
                ? words.joined()
                : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        case .bool: "true or false"
        case .parameters: "a list of parameters of the space"
        case .changes: "a list of changes such as { epoch: 5, learning_rate: 0.001 }"
        }
    }

    package func accepts(_ value: ParameterValue) -> Bool {
        switch (self, value) {
        case (.int(let range), .int(let number)): range.contains(number)
        case (.float(let bounds), .float(let number)): bounds.contains(number)
        case (.text(let words), .text(let word)): words.contains(word)
        case (.bool, .bool), (.parameters, .text): true
        case (.changes, _): ParameterSchedule(value) != nil
        default: false
        }
    }
}

/// Finite numbers between two bounds; each bound is optional, and inclusive or exclusive.
package struct FloatBounds: Sendable, Hashable {
    package struct Bound: Sendable, Hashable {
        package var value: Double
        package var isIncluded: Bool
    }

    package var low: Bound?
    package var high: Bound?

    package static let any = FloatBounds()
    package static let aboveZero = FloatBounds(low: Bound(value: 0, isIncluded: false))
    package static let atLeastZero = FloatBounds(low: Bound(value: 0, isIncluded: true))
    /// At least 0 and below 1.
    package static let share = FloatBounds(
        low: Bound(value: 0, isIncluded: true), high: Bound(value: 1, isIncluded: false))
    /// From 0 to 1, both included.
    package static let wholeShare = FloatBounds(
        low: Bound(value: 0, isIncluded: true), high: Bound(value: 1, isIncluded: true))
    /// Above 0 and below 1.
    package static let properShare = FloatBounds(
        low: Bound(value: 0, isIncluded: false), high: Bound(value: 1, isIncluded: false))
    /// Above 0 and at most 1.
    package static let positiveShare = FloatBounds(
        low: Bound(value: 0, isIncluded: false), high: Bound(value: 1, isIncluded: true))

    /// Above 0 and at most a half.
    package static let atMostHalf = FloatBounds(
        low: Bound(value: 0, isIncluded: false), high: Bound(value: 0.5, isIncluded: true))
    package static let aboveOne = FloatBounds(low: Bound(value: 1, isIncluded: false))
    /// Above 0 and below 100.
    package static let percent = FloatBounds(
        low: Bound(value: 0, isIncluded: false), high: Bound(value: 100, isIncluded: false))

    package func contains(_ number: Double) -> Bool {
        guard number.isFinite else { return false }
        if let low, !(number > low.value || low.isIncluded && number == low.value) { return false }
        if let high, !(number < high.value || high.isIncluded && number == high.value) {
            return false
        }
        return true
    }

    /// As text: `a float of at least 0 and below 1`.
    package var expectation: String {
        let words = [
            low.map { "\($0.isIncluded ? "of at least" : "above") \($0.value.shortText)" },
            high.map { "\($0.isIncluded ? "at most" : "below") \($0.value.shortText)" },
        ].compactMap { $0 }
        return (["a float"] + (words.isEmpty ? [] : [words.joined(separator: " and ")]))
            .joined(separator: " ")
    }
}

/// The requirement of an objective on one parameter of a search space.
package struct ParameterRequirement: Sendable, Hashable {
    package var name: String
    package var accepted: AcceptedValues
    /// Whether every configuration must have it.
    package var isRequired: Bool
    /// Whether a configuration in which it is inactive has a default value instead.
    package var hasDefault: Bool

    package init(
        _ name: String, _ accepted: AcceptedValues, isRequired: Bool = true,
        hasDefault: Bool = false
    ) {
        self.name = name
        self.accepted = accepted
        self.isRequired = isRequired
        self.hasDefault = hasDefault
    }

    /// The accepted values as text: `an int in 1...65536`.
    package var expectation: String { accepted.expectation }

    /// Whether the objective accepts a value.
    package func accepts(_ value: ParameterValue) -> Bool { accepted.accepts(value) }

    /// Describes what is wrong with a configuration's value of this parameter, or nil.
    package func complaint(about configuration: Configuration) -> String? {
        guard let value = configuration[name] else {
            return isRequired && !hasDefault
                ? "parameter \(name) is missing; expected \(expectation)" : nil
        }
        return accepts(value)
            ? nil : "parameter \(name) is \(value), \(value.kind); expected \(expectation)"
    }
}
