/// One point of a search space: one value per parameter, in the space's order.
package struct Configuration: Sendable, Hashable, Codable {
    package struct Entry: Sendable, Hashable, Codable {
        package var name: String
        package var value: ParameterValue

        package init(_ name: String, _ value: ParameterValue) {
            self.name = name
            self.value = value
        }
    }

    package var entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    package subscript(name: String) -> ParameterValue? {
        entries.first { $0.name == name }?.value
    }
}

extension Configuration: CustomStringConvertible {
    /// `learning_rate=0.001 optimizer=Adam`.
    package var description: String {
        entries.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
    }
}
