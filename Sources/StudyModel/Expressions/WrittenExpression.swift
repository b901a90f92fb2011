/// A value that is written as an expression, and is recorded as its text.
package protocol WrittenExpression: Sendable, Hashable, Codable, CustomStringConvertible {
    var text: String { get }
    /// - Throws: `ExpressionMistake` if the text is no such expression.
    init(_ text: String) throws(ExpressionMistake)
}

extension WrittenExpression {
    package static func == (a: Self, b: Self) -> Bool { a.text == b.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    package var description: String { text }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(ExpressionMistake) {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.text)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
