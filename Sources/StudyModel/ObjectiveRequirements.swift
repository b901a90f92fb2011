/// What an objective asks of one parameter of a search space.
package struct ParameterRequirement: Sendable, Hashable {
    /// The values that the objective can run.
    package enum Accepted: Sendable, Hashable {
        case int(ClosedRange<Int>)
        /// Finite numbers from `low` on; `low` itself only where it is included.
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

    /// What is accepted, in words: `an int in 1...65536`.
    package var expectation: String {
        switch accepted {
        case .int(let range): "an int in \(range.lowerBound)...\(range.upperBound)"
        case .float(let low, true): "a float of at least \(Self.plain(low))"
        case .float(let low, false): "a float above \(Self.plain(low))"
        case .text(let words): words.joined(separator: " or ")
        }
    }

    /// Whether the objective can run a value.
    package func accepts(_ value: ParameterValue) -> Bool {
        switch (accepted, value) {
        case (.int(let range), .int(let number)): range.contains(number)
        case (.float(let low, let included), .float(let number)):
            number.isFinite && (number > low || included && number == low)
        case (.text(let words), .text(let word)): words.contains(word)
        default: false
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
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}

/// What an objective asks of a job: the one place that the job checker and the objective itself go
/// by.
package struct ObjectiveRequirements: Sendable, Hashable {
    /// The parameters it knows, or nil where it takes any.
    package var parameters: [ParameterRequirement]?
    /// The metrics it reports.
    package var metrics: [String]
    /// Whether it trains on a data set, for a number of epochs.
    package var trains: Bool

    package init(_ objective: ObjectiveKind) {
        switch objective {
        case .autoencoder, .denoisingAutoencoder, .classifier, .gan:
            parameters = [
                ParameterRequirement("encoding_dimension", .int(1...65_536)),
                ParameterRequirement("l2", .float(low: 0, included: true)),
                ParameterRequirement("optimizer", .text(["Adam", "RMSprop"])),
                ParameterRequirement("learning_rate", .float(low: 0, included: false)),
                ParameterRequirement("hidden_units", .int(1...65_536)),
                ParameterRequirement("batch_size", .int(1...60_000), isRequired: false),
            ]
            metrics = ["validation_loss", "train_loss"]
            trains = true
        case .null:
            parameters = nil
            metrics = ["validation_loss"]
            trains = false
        }
    }

    package func parameter(_ name: String) -> ParameterRequirement? {
        parameters?.first { $0.name == name }
    }
}
