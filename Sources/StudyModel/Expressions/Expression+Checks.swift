/// Checks of an expression against the values that its names can have.
extension Expression {
    /// What kinds of values a part can have.
    package struct Kinds: OptionSet, Sendable {
        package var rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let number = Kinds(rawValue: 1)
        package static let text = Kinds(rawValue: 2)
        package static let bool = Kinds(rawValue: 4)
        package static let null = Kinds(rawValue: 8)

        package init(_ value: ParameterValue) {
            switch value {
            case .int, .float: self = .number
            case .text: self = .text
            case .bool: self = .bool
            case .null: self = .null
            }
        }

        fileprivate var shown: String {
            let words: [(Kinds, String)] = [
                (.number, "a number"), (.text, "a text"), (.bool, "a truth value"),
                (.null, "null"),
            ]
            return words.filter { contains($0.0) }.map(\.1).joined(separator: " or ")
        }
    }

    /// Checks that it is true or false, whatever its names stand for.
    ///
    /// - Parameter kinds: the kinds of values of a name; nil for an unknown one.
    package func checkTruth(
        _ kinds: (String) -> Kinds?
    ) throws(ExpressionMistake) {
        try check(as: .bool, kinds, expected: "a comparison")
    }

    private func check(
        as needed: Kinds, _ kinds: (String) -> Kinds?, expected: String
    ) throws(ExpressionMistake) {
        let found = try self.kinds(kinds)
        guard found.isDisjoint(with: needed) else { return }
        throw ExpressionMistake(
            "\(shown) is \(found.shown); expected \(expected)", column: column)
    }

    private func kinds(_ kinds: (String) -> Kinds?) throws(ExpressionMistake) -> Kinds {
        switch self {
        case .literal(let value, _): return Kinds(value)
        case .name(let name, let column):
            if let found = kinds(name) { return found }
            throw ExpressionMistake(
                "'\(name)' is not known", column: column, unknownName: name)
        case .negative(let operand):
            try operand.check(as: .number, kinds, expected: "a number")
            return .number
        case .arithmetic(let left, _, let right):
            for part in [left, right] {
                try part.check(as: .number, kinds, expected: "a number")
            }
            return .number
        case .comparison(let left, let comparison, let right):
            try Self.check(left, comparison, right, kinds)
            return .bool
        case .not(let operand):
            try operand.checkTruth(kinds)
            return .bool
        case .and(let parts), .or(let parts):
            for part in parts { try part.checkTruth(kinds) }
            return .bool
        }
    }

    private static func check(
        _ left: Expression, _ comparison: Comparison, _ right: Expression,
        _ kinds: (String) -> Kinds?
    ) throws(ExpressionMistake) {
        if comparison.isOrder {
            for part in [left, right] {
                try part.check(
                    as: .number, kinds, expected: "a number for '\(comparison.rawValue)'")
            }
            return
        }
        let found = (try left.kinds(kinds), try right.kinds(kinds))
        guard found.0.isDisjoint(with: found.1) else { return }
        throw ExpressionMistake(
            "\(left.shown) is \(found.0.shown) and \(right.shown) is \(found.1.shown): they are "
                + "never equal", column: left.column)
    }

    /// A part in messages.
    private var shown: String {
        switch self {
        case .literal(.text(let text), _): "'\(text)'"
        case .literal(let value, _): "\(value)"
        case .name(let name, _): name
        case .negative, .arithmetic: "the sum"
        case .comparison, .not, .and, .or: "the comparison"
        }
    }

    /// Comparisons of a name with a literal by `==` or `!=`, for a check of the literals.
    package var equalities: [(name: String, value: ParameterValue, column: Int)] {
        switch self {
        case .comparison(.name(let name, _), let comparison, .literal(let value, let column)),
            .comparison(.literal(let value, let column), let comparison, .name(let name, _)):
            comparison.isOrder ? [] : [(name, value, column)]
        case .comparison, .literal, .name, .negative, .arithmetic: []
        case .not(let operand): operand.equalities
        case .and(let parts), .or(let parts): parts.flatMap(\.equalities)
        }
    }
}
