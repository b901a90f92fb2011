package import UserErrors

/// An error in a model or its data, with a description.
package struct AnalysisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file or option with the error.
    package var place: String
    package var found: String
    package var expected: String

    package init(place: String, found: String, expected: String) {
        self.place = place
        self.found = found
        self.expected = expected
    }

    package var description: String { "\(place): \(found); expected \(expected)" }
}

extension AnalysisError: UserError {
    package var exitStatus: ExitStatus { .badInput }
}
