package import StudyModel

/// The corruption of a denoising autoencoder's inputs, in one configuration.
package struct Corruption: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Normal noise is added to every value.
        case gaussian
        /// Some values become the lowest or the highest one.
        case saltAndPepper = "salt-and-pepper"
        /// Some values become 0.
        case masking
        /// Each sample gets one of the other kinds, drawn again each time.
        case mixture
    }

    package var kind: Kind
    /// The noise's standard deviation.
    package var deviation: Double
    /// The share of the values that are replaced.
    package var fraction: Double

    package init(kind: Kind = .gaussian, deviation: Double = 0.1, fraction: Double = 0.1) {
        self.kind = kind
        self.deviation = deviation
        self.fraction = fraction
    }

    /// The settings of a job file's `corruption`.
    package static let rules = [
        SettingRule(
            "kind", .text(Kind.allCases.map(\.rawValue)), .value(.text(Kind.gaussian.rawValue))),
        SettingRule(
            "deviation", .float(.atLeastZero), .value(.float(0.1)),
            only: SettingRule.Condition(
                setting: "kind", words: [Kind.gaussian.rawValue, Kind.mixture.rawValue])),
        SettingRule(
            "fraction", .float(.wholeShare), .value(.float(0.1)),
            only: SettingRule.Condition(
                setting: "kind",
                words: [
                    Kind.saltAndPepper.rawValue, Kind.masking.rawValue, Kind.mixture.rawValue,
                ])),
    ]

    /// A job's corruption in a configuration; invalid values are replaced by the defaults.
    package init(_ settings: [Setting], in configuration: Configuration) {
        func value(_ name: String) -> ParameterValue? {
            guard let rule = Self.rules.first(where: { $0.name == name }) else { return nil }
            let given = settings.first { $0.name == name }?.value.value(in: configuration)
            return given.flatMap { rule.accepted.accepts($0) ? $0 : nil } ?? rule.standardValue
        }
        self.init()
        if case .text(let word)? = value("kind"), let kind = Kind(rawValue: word) {
            self.kind = kind
        }
        deviation = value("deviation")?.number ?? deviation
        fraction = value("fraction")?.number ?? fraction
    }
}
