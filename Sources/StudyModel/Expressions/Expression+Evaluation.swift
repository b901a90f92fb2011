/// The value of an expression.
extension Expression {
    /// A number with what is known about its rounding.
    struct Number: Sendable, Hashable {
        var value: Double
        /// Nil if it is no whole number, or too large for one.
        var exact: Int?
        /// The largest number that it was computed from; 0 if it is not computed.
        var scale = 0.0

        /// Rounding in sums and products moves a number by less than this share of its scale.
        private static let rounding = 1e-12

        /// The difference of two numbers; 0 if only rounding sets them apart, so that
        /// 0.1 + 0.2 equals 0.3.
        static func difference(_ a: Number, _ b: Number) -> Double {
            if let a = a.exact, let b = b.exact {
                let (difference, overflow) = a.subtractingReportingOverflow(b)
                return overflow ? Double(a) - Double(b) : Double(difference)
            }
            let difference = a.value - b.value
            return difference.magnitude <= rounding * max(a.scale, b.scale) ? 0 : difference
        }

        static func computed(_ a: Number, _ operation: Arithmetic, _ b: Number) -> Number {
            var exact: Int?
            if let a = a.exact, let b = b.exact {
                let (result, overflow) =
                    switch operation {
                    case .plus: a.addingReportingOverflow(b)
                    case .minus: a.subtractingReportingOverflow(b)
                    case .times: a.multipliedReportingOverflow(by: b)
                    }
                if !overflow { exact = result }
            }
            let value =
                switch operation {
                case .plus: a.value + b.value
                case .minus: a.value - b.value
                case .times: a.value * b.value
                }
            let parts = [a.value.magnitude, b.value.magnitude, a.scale, b.scale]
            let scale =
                operation == .times
                ? max(parts[0], parts[2]) * max(parts[1], parts[3]) : parts.max() ?? 0
            return Number(
                value: exact.map(Double.init) ?? value, exact: exact,
                scale: max(scale, value.magnitude))
        }
    }

    /// Whether it holds; nil if it can't be said, because a value that is compared by size, or
    /// computed with, is no number.
    ///
    /// - Parameter value: the value of a name; nil if it has none.
    func truth(_ value: (String) -> ParameterValue?) -> Bool? {
        switch self {
        case .literal(let literal, _): literal.truth
        case .name(let name, _): value(name)?.truth
        case .negative, .arithmetic: nil
        case .not(let operand): operand.truth(value).map { !$0 }
        case .and(let parts): Self.first(false, of: parts, value)
        case .or(let parts): Self.first(true, of: parts, value)
        case .comparison(let left, let comparison, let right):
            Self.holds(left, comparison, right, value)
        }
    }

    /// The deciding truth if a part has it, else its opposite; nil if no part has it and one can't
    /// be said.
    private static func first(
        _ deciding: Bool, of parts: [Expression], _ value: (String) -> ParameterValue?
    ) -> Bool? {
        var isKnown = true
        for part in parts {
            let truth = part.truth(value)
            if truth == deciding { return deciding }
            if truth == nil { isKnown = false }
        }
        return isKnown ? !deciding : nil
    }

    private static func holds(
        _ left: Expression, _ comparison: Comparison, _ right: Expression,
        _ value: (String) -> ParameterValue?
    ) -> Bool? {
        if let a = left.number(value), let b = right.number(value) {
            let difference = Number.difference(a, b)
            return switch comparison {
            case .less: difference < 0
            case .lessOrEqual: difference <= 0
            case .greater: difference > 0
            case .greaterOrEqual: difference >= 0
            case .equal: difference == 0
            case .notEqual: difference != 0
            }
        }
        guard !comparison.isOrder, let a = left.single(value), let b = right.single(value) else {
            return nil
        }
        return (a == b) == (comparison == .equal)
    }

    /// The value of a name or a literal.
    private func single(_ value: (String) -> ParameterValue?) -> ParameterValue? {
        switch self {
        case .literal(let literal, _): literal
        case .name(let name, _): value(name)
        default: truth(value).map { .bool($0) }
        }
    }

    /// The value as a number; nil if it is none.
    func number(_ value: (String) -> ParameterValue?) -> Number? {
        switch self {
        case .literal(let literal, _): literal.expressionNumber
        case .name(let name, _): value(name)?.expressionNumber
        case .negative(let operand):
            operand.number(value).map { .computed(Number(value: 0, exact: 0), .minus, $0) }
        case .arithmetic(let left, let operation, let right):
            if let a = left.number(value), let b = right.number(value) {
                .computed(a, operation, b)
            } else {
                nil
            }
        case .comparison, .not, .and, .or: nil
        }
    }
}

extension ParameterValue {
    fileprivate var truth: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }

    fileprivate var expressionNumber: Expression.Number? {
        switch self {
        case .int(let value): Expression.Number(value: Double(value), exact: value)
        case .float(let value): Expression.Number(value: value, exact: nil)
        case .text, .bool, .null: nil
        }
    }
}
