/// Reads an expression by recursive descent, in the precedence of most languages: `*`, then `+` and
/// `-`, then comparisons, `not`, `and`, `or`.
struct ExpressionParser {
    /// More would need much of a thread's stack.
    private static let mostCharacters = 1_000
    private static let mostNested = 40

    private var tokens: [ExpressionToken]
    private var place = 0
    private var depth = 0

    static func expression(_ text: String) throws(ExpressionMistake) -> Expression {
        guard text.utf8.count <= mostCharacters else {
            throw ExpressionMistake(
                "it has \(text.utf8.count) bytes; expected at most \(mostCharacters)", column: 1)
        }
        var parser = ExpressionParser(tokens: try ExpressionToken.tokens(of: text))
        let expression = try parser.alternatives()
        guard parser.next.kind == .end else {
            throw parser.unexpected("an operator such as <= or 'and'")
        }
        return expression
    }

    private var next: ExpressionToken { tokens[place] }

    private func unexpected(_ expected: String) -> ExpressionMistake {
        ExpressionMistake("found \(next.shown); expected \(expected)", column: next.column)
    }

    /// Takes the next token if it is one of these signs.
    private mutating func take(_ signs: String...) -> String? {
        guard case .sign(let sign) = next.kind, signs.contains(sign) else { return nil }
        place += 1
        return sign
    }

    private mutating func nested<Part>(
        _ read: (inout ExpressionParser) throws(ExpressionMistake) -> Part
    ) throws(ExpressionMistake) -> Part {
        guard depth < Self.mostNested else {
            throw ExpressionMistake(
                "more than \(Self.mostNested) levels are nested", column: next.column)
        }
        depth += 1
        let part = try read(&self)
        depth -= 1
        return part
    }

    private mutating func alternatives() throws(ExpressionMistake) -> Expression {
        var parts = [try conjunction()]
        while take("or") != nil { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(ExpressionMistake) -> Expression {
        var parts = [try negation()]
        while take("and") != nil { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func negation() throws(ExpressionMistake) -> Expression {
        guard take("not") != nil else { return try comparison() }
        return .not(try nested { (parser) throws(ExpressionMistake) in try parser.negation() })
    }

    /// `a <= b`, or `a <= b < c`, which stands for `a <= b and b < c`.
    private mutating func comparison() throws(ExpressionMistake) -> Expression {
        var left = try sum()
        var parts: [Expression] = []
        while let sign = take("<", "<=", ">", ">=", "==", "!="),
            let comparison = Expression.Comparison(rawValue: sign)
        {
            let right = try sum()
            parts.append(.comparison(left, comparison, right))
            left = right
        }
        return parts.isEmpty ? left : parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func sum() throws(ExpressionMistake) -> Expression {
        var left = try product()
        while let sign = take("+", "-"), let operation = Expression.Arithmetic(rawValue: sign) {
            left = .arithmetic(left, operation, try product())
        }
        return left
    }

    private mutating func product() throws(ExpressionMistake) -> Expression {
        var left = try factor()
        while take("*") != nil { left = .arithmetic(left, .times, try factor()) }
        return left
    }

    private mutating func factor() throws(ExpressionMistake) -> Expression {
        if take("-") != nil {
            return .negative(
                try nested { (parser) throws(ExpressionMistake) in try parser.factor() })
        }
        if take("(") != nil {
            let inner = try nested { (parser) throws(ExpressionMistake) in
                try parser.alternatives()
            }
            guard take(")") != nil else { throw unexpected("')'") }
            return inner
        }
        let column = next.column
        switch next.kind {
        case .literal(let value):
            place += 1
            return .literal(value, column: column)
        case .name(let name):
            place += 1
            return .name(name, column: column)
        case .sign, .end: throw unexpected("a number, a name or a text in quotation marks")
        }
    }
}
