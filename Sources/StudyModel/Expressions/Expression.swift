/// A formula over named values: a constraint of a space, or of a trial's metrics.
///
/// In words: `or`, `and` and `not` of comparisons of sums and products, of numbers, names, texts in
/// quotation marks, `true`, `false` and `null`.
package indirect enum Expression: Sendable, Hashable {
    /// The columns are those of the first character in the text, counted from 1.
    case literal(ParameterValue, column: Int)
    case name(String, column: Int)
    case negative(Expression)
    case arithmetic(Expression, Arithmetic, Expression)
    case comparison(Expression, Comparison, Expression)
    case not(Expression)
    case and([Expression])
    case or([Expression])

    package enum Arithmetic: String, Sendable, Hashable {
        case plus = "+"
        case minus = "-"
        case times = "*"
    }

    package enum Comparison: String, Sendable, Hashable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="

        /// Whether it compares sizes.
        var isOrder: Bool { self != .equal && self != .notEqual }
    }

    /// The column of its first character.
    package var column: Int {
        switch self {
        case .literal(_, let column), .name(_, let column): column
        case .negative(let operand), .not(let operand): operand.column
        case .arithmetic(let left, _, _), .comparison(let left, _, _): left.column
        case .and(let parts), .or(let parts): parts.first?.column ?? 1
        }
    }

    /// The names in it, each once, in the order of their first use.
    package var names: [String] {
        var found: [String] = []
        collect(&found)
        return found
    }

    private func collect(_ found: inout [String]) {
        switch self {
        case .literal: break
        case .name(let name, _): if !found.contains(name) { found.append(name) }
        case .negative(let operand), .not(let operand): operand.collect(&found)
        case .arithmetic(let left, _, let right), .comparison(let left, _, let right):
            left.collect(&found)
            right.collect(&found)
        case .and(let parts), .or(let parts): for part in parts { part.collect(&found) }
        }
    }
}

/// A mistake in the text of an expression.
package struct ExpressionMistake: Error, Sendable, Hashable {
    package var text: String
    /// Where in the text it is, counted from 1.
    package var column: Int
    /// The name at fault, if it is unknown.
    package var unknownName: String?

    package init(_ text: String, column: Int, unknownName: String? = nil) {
        self.text = text
        self.column = column
        self.unknownName = unknownName
    }
}
