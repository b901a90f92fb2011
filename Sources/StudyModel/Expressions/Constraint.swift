/// A condition that every configuration of a space fulfils: `units_1 >= units_2`.
///
/// A constraint with a parameter that a configuration does not have is fulfilled, and so is one
/// that compares null with a number by size.
package struct Constraint: WrittenExpression {
    package let text: String
    package let expression: Expression
    /// The parameters in it.
    package let names: [String]

    package init(_ text: String) throws(ExpressionMistake) {
        self.text = text
        expression = try ExpressionParser.expression(text)
        names = expression.names
    }

    /// - Parameter value: the value of a parameter; nil if the configuration does not have it.
    package func isFulfilled(_ value: (String) -> ParameterValue?) -> Bool {
        names.contains { value($0) == nil } || expression.truth(value) ?? true
    }

    package func isFulfilled(by configuration: Configuration) -> Bool {
        isFulfilled { configuration[$0] }
    }
}
