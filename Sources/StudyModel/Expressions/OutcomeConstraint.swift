/// A condition on a trial's metrics, without which it is not feasible: `memory <= 8`.
package struct OutcomeConstraint: WrittenExpression {
    package let text: String
    package let expression: Expression
    private let left: Expression
    private let right: Expression
    private let comparison: Expression.Comparison

    /// - Throws: `ExpressionMistake` unless it is one comparison by `<`, `<=`, `>` or `>=`.
    package init(_ text: String) throws(ExpressionMistake) {
        self.text = text
        expression = try ExpressionParser.expression(text)
        guard case .comparison(let left, let comparison, let right) = expression,
            comparison.isOrder
        else {
            throw ExpressionMistake(
                "it is no comparison by <, <=, > or >=; expected one such as memory <= 8",
                column: 1)
        }
        self.left = left
        self.right = right
        self.comparison = comparison
    }

    /// By how much the metrics miss the condition: 0 if they fulfil it, infinite if one of them is
    /// missing or is no number.
    package func violation(by metrics: [String: Double]) -> Double {
        let value = { (name: String) in metrics[name].map { ParameterValue.float($0) } }
        guard let a = left.number(value), let b = right.number(value) else { return .infinity }
        let difference = Expression.Number.difference(a, b)
        guard !difference.isNaN else { return .infinity }
        let (excess, isStrict) =
            switch comparison {
            case .less: (difference, true)
            case .lessOrEqual: (difference, false)
            case .greater: (-difference, true)
            default: (-difference, false)
            }
        // A strict condition that is missed by nothing is missed nevertheless.
        return isStrict && excess == 0 ? .leastNonzeroMagnitude : max(0, excess)
    }
}
