import StudyModel
import Yams

/// When parameters are active: `when: { optimizer: SGD }` in their domains.
extension JobReader {
    /// The condition of a domain's `when`; nil if it is invalid.
    mutating func condition(_ node: Node, path: String) -> Condition? {
        guard let entries = entries(node, path: path) else { return nil }
        let before = mistakes.count
        if entries.isEmpty {
            note("\(path) is empty; expected a parameter and its value", at: node.position)
        }
        var clauses: [Condition.Clause] = []
        for entry in entries {
            let place = "\(path).\(entry.key)"
            conditionPositions[place] = entry.position
            guard let values = conditionValues(entry.value, path: place) else { continue }
            clauses.append(Condition.Clause(entry.key, values))
        }
        return mistakes.count == before ? Condition(clauses) : nil
    }

    /// A value or a list of values.
    private mutating func conditionValues(_ node: Node, path: String) -> [ParameterValue]? {
        let expected = "a value or a list of values"
        guard case .sequence = node else {
            guard let value = choice(node, path: path) else {
                refuse(node, path: path, expected: expected)
                return nil
            }
            return [value]
        }
        guard let elements = elements(node, path: path, of: "values") else { return nil }
        if elements.isEmpty { note("\(path) is empty; expected \(expected)", at: node.position) }
        let values = elements.enumerated().compactMap { index, element -> ParameterValue? in
            let value = choice(element, path: path)
            if value == nil {
                refuse(
                    element, path: "\(path)[\(index + 1)]",
                    expected: "a number, a text, true, false or null")
            }
            return value
        }
        return values.count == elements.count ? values : nil
    }

    /// Checks the conditions of all parameters and gives their values the kinds of the domains.
    mutating func checkConditions(_ parameters: inout [Parameter]) {
        let space = SearchSpace(parameters)
        let before = mistakes.count
        for index in parameters.indices {
            let name = parameters[index].name
            guard var condition = parameters[index].condition else { continue }
            for place in condition.clauses.indices {
                check(&condition.clauses[place], of: name, in: space)
            }
            parameters[index].condition = condition
        }
        guard mistakes.count == before else { return }
        do {
            _ = try Activity(SearchSpace(parameters))
        } catch .cycle(let names) {
            let first = names.first { name in space[name]?.condition != nil } ?? ""
            note(
                "\(first).when waits for itself: the conditions of \(Spelling.joined(names)) form "
                    + "a cycle", at: parameterPositions[first] ?? Position(line: 1, column: 1))
        } catch {
            preconditionFailure("unknown parameters are noted before: \(error)")
        }
    }

    private mutating func check(
        _ clause: inout Condition.Clause, of name: String, in space: SearchSpace
    ) {
        let path = "\(name).when.\(clause.parameter)"
        let place = conditionPositions[path] ?? Position(line: 1, column: 1)
        let names = space.parameters.map(\.name).filter { $0 != name }
        guard let parent = space[clause.parameter], parent.name != name else {
            note(
                clause.parameter == name
                    ? "\(name).when names \(name) itself; expected another parameter"
                    : "\(name).when has '\(clause.parameter.shown)', which is no parameter"
                        + (Spelling.suggestion(for: clause.parameter, among: names).nonEmpty
                            ?? "; the space has \(Spelling.joined(names))"),
                at: place)
            return
        }
        switch parent.domain {
        case .categorical, .int: break
        case .float, .pool:
            note(
                "\(path): \(parent.name) is no choice and no int; expected a parameter with a "
                    + "list of values", at: place)
            return
        }
        for index in clause.values.indices {
            guard let value = parent.domain.value(writtenAs: clause.values[index]) else {
                note(
                    "\(path) is \(Self.told(clause.values[index])), which \(parent.name) "
                        + "never is; expected a value of \(parent.domain.text.shown)", at: place)
                continue
            }
            clause.values[index] = value
        }
    }
}
