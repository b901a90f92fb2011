import Search
import StudyModel
import Yams

/// Conditions that are written as expressions: on configurations, and on the metrics of trials.
extension JobReader {
    /// The constraints of the space; nil if there are mistakes.
    mutating func constraints(_ fields: JobFields, _ space: [Parameter]?) -> [Constraint]? {
        guard let node = fields["constraints"] else { return [] }
        guard let space else { return nil }
        let searched = SearchSpace(space)
        return expressions(node, path: "constraints", of: "constraints") {
            reader, text, place throws(ExpressionMistake) in
            let constraint = try Constraint(text)
            try constraint.expression.checkTruth { searched[$0]?.domain.kinds }
            try checkValues(constraint.expression, searched)
            reader.constraintPositions.append(place)
            return (constraint, constraint.names)
        }
    }

    /// The conditions on metrics; nil if there are mistakes.
    mutating func feasible(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?
    ) -> [OutcomeConstraint]? {
        guard let node = fields["feasible"] else { return [] }
        let metrics = requirements?.metrics ?? []
        return expressions(node, path: "feasible", of: "conditions") {
            _, text, _ throws(ExpressionMistake) in
            let constraint = try OutcomeConstraint(text)
            try constraint.expression.checkTruth { name in
                metrics.isEmpty || metrics.contains(name) ? .number : nil
            }
            return (constraint, constraint.expression.names)
        } known: { _ in
            metrics
        }
    }

    /// A list of texts, each with an expression.
    ///
    /// - Parameters:
    ///   - read: the value of a text, and the names in it.
    ///   - known: the names to suggest; by default those of all parameters.
    private mutating func expressions<Value>(
        _ node: Node, path: String, of what: String,
        read: (inout JobReader, String, Position) throws(ExpressionMistake) -> (Value, [String]),
        known: (JobReader) -> [String] = { $0.parameterPositions.keys.sorted() }
    ) -> [Value]? {
        guard let elements = elements(node, path: path, of: what) else { return nil }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            let place = "\(path)[\(index + 1)]"
            guard let text = text(element, path: place, expected: "a text in quotation marks")
            else { continue }
            do {
                let (value, names) = try read(&self, text, element.position)
                if names.isEmpty {
                    note("\(place) names nothing that varies; leave it out", at: element.position)
                }
                values.append(value)
            } catch {
                note(
                    "\(place): \(error.text.onOneLine)" + suggestion(error, known(self)),
                    at: Self.position(of: error, in: element))
            }
        }
        return values.count == elements.count ? values : nil
    }

    private func suggestion(_ mistake: ExpressionMistake, _ known: [String]) -> String {
        guard let name = mistake.unknownName else { return "" }
        return Spelling.suggestion(for: name, among: known).nonEmpty
            ?? "; known are \(known.joined(separator: ", ")); texts have quotation marks"
    }

    /// The position of a mistake in a scalar; that of the scalar if its text is not written as is.
    private static func position(of mistake: ExpressionMistake, in node: Node) -> Position {
        guard case .scalar(let scalar) = node, !scalar.string.contains("\n") else {
            return node.position
        }
        var position = node.position
        switch scalar.style {
        case .plain: position.column += mistake.column - 1
        case .singleQuoted where !scalar.string.contains("'"),
            .doubleQuoted where !scalar.string.contains { $0 == "\"" || $0 == "\\" }:
            position.column += mistake.column
        default: break
        }
        return position
    }
}

/// Refuses comparisons with values that a parameter never has.
private func checkValues(
    _ expression: Expression, _ space: SearchSpace
) throws(ExpressionMistake) {
    for (name, value, column) in expression.equalities {
        guard let domain = space[name]?.domain else { continue }
        if case .pool = domain { continue }
        guard domain.value(writtenAs: value) == nil, !domain.hasEqual(value) else { continue }
        throw ExpressionMistake(
            "\(name) is never \(JobReader.told(value)); expected a value of "
                + domain.text.shown, column: column)
    }
}

extension Domain {
    /// The kinds of its values.
    fileprivate var kinds: Expression.Kinds {
        switch self {
        case .float, .int, .pool: .number
        case .categorical(let choices):
            choices.reduce(into: []) { $0.formUnion(Expression.Kinds($1)) }
        }
    }

    /// Whether a float stands for one of its ints.
    fileprivate func hasEqual(_ value: ParameterValue) -> Bool {
        guard case .float(let number) = value, let whole = Int(exactly: number) else {
            return false
        }
        return contains(.int(whole))
    }
}
