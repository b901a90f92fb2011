/// What a user believes about the best value of a parameter.
package struct ParameterPrior: Sendable, Hashable, Codable {
    /// How narrow the belief is.
    package enum Confidence: String, Sendable, Hashable, Codable, CaseIterable {
        case low, medium, high

        /// The standard deviation of a number's prior, as a share of its range.
        package var deviation: Double {
            switch self {
            case .low: 0.5
            case .medium: 0.25
            case .high: 0.125
            }
        }

        /// How many times as likely as any other choice the given one is.
        package var odds: Double {
            switch self {
            case .low: 2
            case .medium: 4
            case .high: 8
            }
        }
    }

    /// A value of the parameter's domain.
    package var value: ParameterValue
    package var confidence: Confidence

    package init(_ value: ParameterValue, confidence: Confidence = .medium) {
        self.value = value
        self.confidence = confidence
    }
}

extension ParameterPrior: CustomStringConvertible {
    /// `0.001 (medium)`.
    package var description: String { "\(value) (\(confidence.rawValue))" }
}
