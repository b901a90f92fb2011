package import UserErrors

/// What a model or its data can't be used for, in words.
package struct AnalysisError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A file, or an option.
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
