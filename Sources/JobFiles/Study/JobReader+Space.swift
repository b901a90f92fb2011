import StudyModel
import Yams

/// A listed value with its position: an element of `choices` or of `fixed`, or a constant.
struct LocatedValue {
    var value: ParameterValue
    var position: Position
    /// The text in the job file.
    var written: String?
}

/// The domain read for one parameter.
struct LocatedDomain {
    /// A numeric domain: float or int.
    enum Numeric {
        case float(FloatDomain)
        case int(IntDomain)
    }

    var position: Position
    /// Choices, or a pool's fixed values.
    var values: [LocatedValue] = []
    /// A numeric domain, or a pool's source.
    var numeric: Numeric?
    /// The positions of `low` and `high`, if given.
    var bounds: (low: Position?, high: Position?) = (nil, nil)
    /// How many values a pool draws; nil if the domain is not a pool.
    var poolSize: Int?
    /// Nil if the parameter is always active.
    var condition: Condition?
    var prior: LocatedPrior?

    /// Converts all values to floats if all are numbers and at least one is a float; null may be
    /// among them.
    mutating func unifyNumbers() {
        let hasFloat = values.contains { if case .float = $0.value { true } else { false } }
        let areNumbers = values.allSatisfy { $0.value.number != nil || $0.value == .null }
        guard areNumbers, hasFloat else { return }
        for index in values.indices {
            guard let number = values[index].value.number else { continue }
            values[index].value = .float(number)
        }
    }

    var domain: Domain {
        switch (numeric, poolSize) {
        case (nil, _): .categorical(values.map(\.value))
        case (.float(let floats)?, nil): .float(floats)
        case (.int(let ints)?, nil): .int(ints)
        case (.float(let floats)?, let size?):
            .pool(PoolDomain(source: .float(floats), size: size, fixed: values.map(\.value)))
        case (.int(let ints)?, let size?):
            .pool(PoolDomain(source: .int(ints), size: size, fixed: values.map(\.value)))
        }
    }
}

extension JobReader {
    /// Reads the search space and its constraints; nil if any part is invalid.
    mutating func space(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?, of objective: String?,
        refersToParameters: Bool
    ) -> SearchSpace? {
        let parameters = parameters(
            fields, requirements, of: objective, refersToParameters: refersToParameters)
        let constraints = constraints(fields, parameters)
        guard let parameters, let constraints else { return nil }
        return SearchSpace(parameters, constraints: constraints)
    }

    private mutating func parameters(
        _ fields: JobFields, _ requirements: ObjectiveRequirements?, of objective: String?,
        refersToParameters: Bool
    ) -> [Parameter]? {
        guard let spaceEntry = fields.values["space"] else {
            noteMissing("space", of: fields, expected: "the parameters to search")
            return nil
        }
        guard let entries = entries(spaceEntry.value, path: "space") else { return nil }
        if entries.isEmpty {
            note("space is empty; expected at least one parameter", at: spaceEntry.value.position)
        }
        let before = mistakes.count
        let names = Set(entries.map(\.key))
        let meant = unknownReferences(names)
        // A parameter that only says whether others are active is used, too.
        let switches = entries.flatMap { entry in
            entry.value.mapping?[Node("when")]?.mapping?.keys.compactMap(\.scalar?.string) ?? []
        }
        var parameters: [Parameter] = []
        for entry in entries {
            let name = entry.key
            parameterPositions[name] = entry.position
            guard
                checkName(
                    entry, objective, switches.contains(name) ? nil : requirements,
                    refersToParameters: refersToParameters, meant: meant)
            else { continue }
            guard var located = domain(entry.value, path: name) else { continue }
            for requirement in requirements?.requirements(of: name) ?? [] {
                check(&located, named: name, against: requirement)
            }
            located.unifyNumbers()
            refuseRepeatedValues(located, path: name)
            let domain = located.domain
            parameters.append(
                Parameter(
                    name: name, domain: domain, condition: located.condition,
                    prior: prior(located.prior, of: name, in: domain)))
        }
        if mistakes.count == before { checkConditions(&parameters) }
        let referred = Set(references.map(\.name))
        for requirement in requirements?.parameters ?? []
        where requirement.isRequired && !names.contains(requirement.name)
            && !referred.contains(requirement.name)
        {
            note(
                "space lacks '\(requirement.name)'; expected \(requirement.expectation)",
                at: spaceEntry.position)
        }
        return mistakes.count == before ? parameters : nil
    }

    private mutating func checkName(
        _ entry: JobFields.Entry, _ objective: String?,
        _ requirements: ObjectiveRequirements?, refersToParameters: Bool, meant: Set<String>
    ) -> Bool {
        let name = entry.key
        guard Self.isParameterName(name) else {
            note(
                "'\(name.shown)' can't name a parameter; expected letters, digits and '_', "
                    + "beginning with a letter, at most 64", at: entry.position)
            return false
        }
        guard let objective, let known = requirements?.parameters?.map(\.name),
            !known.contains(name)
        else { return true }
        // A misspelt reference to this parameter was already reported.
        guard !meant.contains(name) else { return false }
        var words: [String] = []
        for word in known where !words.contains(word) { words.append(word) }
        let suggestion = Spelling.suggestion(for: name, among: words).nonEmpty
        note(
            refersToParameters
                ? "nothing uses the parameter '\(name)'"
                    + (suggestion ?? "; known are \(words.joined(separator: ", "))")
                : "the \(objective) has no parameter '\(name)'"
                    + (suggestion ?? "; it has \(words.joined(separator: ", "))"),
            at: entry.position)
        return false
    }

    /// Notes settings that refer to unknown parameters; returns the parameters probably meant.
    private mutating func unknownReferences(_ names: Set<String>) -> Set<String> {
        var meant: Set<String> = []
        let known = names.sorted()
        for reference in references where !names.contains(reference.name) {
            let suggestion = Spelling.suggestion(for: reference.name, among: known).nonEmpty
            if let nearest = Spelling.nearest(to: reference.name, among: known) {
                meant.insert(nearest)
            }
            note(
                "the space has no parameter '\(reference.name)'"
                    + (suggestion ?? "; it has \(known.joined(separator: ", "))"),
                at: reference.position)
        }
        return meant
    }

    // MARK: Domains

    /// A constant, a list of choices, or a mapping with a type.
    private mutating func domain(_ node: Node, path: String) -> LocatedDomain? {
        switch node {
        case .scalar:
            guard let value = scalar(node, path: path)?.parameterValue else {
                refuse(node, path: path, expected: "a value, a list of choices or a domain")
                return nil
            }
            guard checkNUL(value, path: path, node) else { return nil }
            warnOfNotation(node, path: path)
            let constant = LocatedValue(value: value, position: node.position)
            return LocatedDomain(position: node.position, values: [constant])
        case .sequence:
            return choices(node, path: path)
        default:
            return typedDomain(node, path: path, types: JobKeys.domainTypes)
        }
    }

    private mutating func typedDomain(
        _ node: Node, path: String, types: [String]
    ) -> LocatedDomain? {
        guard case .mapping(let mapping) = node else {
            refuse(node, path: path, expected: "a domain with a type")
            return nil
        }
        // A misspelt key counts, so that the other mistakes of the domain are found too.
        let typeNode =
            node.value(ofKey: "type")
            ?? mapping.first {
                $0.key.scalar.map { Spelling.nearest(to: $0.string, among: ["type"]) != nil }
                    == true
            }?.value
        guard let typeNode else {
            note(
                "'\(path).type' is missing; expected \(Spelling.list(types))"
                    + Self.hint(forKeys: mapping.compactMap { $0.key.scalar?.string }),
                at: node.position)
            return nil
        }
        guard let type = word(typeNode, path: "\(path).type", of: types),
            let fields = fields(
                node, path: path,
                known: JobKeys.domain(type).filter {
                    types == JobKeys.domainTypes || !JobKeys.ofParameters.contains($0)
                })
        else { return nil }
        let condition = optional(fields, "when", default: nil as Condition?) {
            $0.condition($1, path: $2).map { .some($0) }
        }
        var located = domain(type, fields)
        let prior = prior(fields)
        guard let condition, let prior else { return nil }
        located?.condition = condition
        located?.prior = prior
        return located
    }

    private mutating func domain(_ type: String, _ fields: JobFields) -> LocatedDomain? {
        switch type {
        case "float": return float(fields)
        case "int": return int(fields)
        case "pool": return pool(fields)
        default:
            guard let list = fields["choices"] else {
                noteMissing("choices", of: fields, expected: "a list")
                return nil
            }
            return choices(list, path: "\(fields.path).choices")
        }
    }

    /// A hint about the intended domain, from the keys of a mapping without a type.
    private static func hint(forKeys keys: [String]) -> String {
        if let joined = keys.first(where: { $0.hasPrefix("type:") }) {
            return "; put a space behind each colon: 'type: \(String(joined.dropFirst(5)).shown)'"
        }
        if keys.contains("<<") {
            return "; merge keys (<<) are not read: write the keys out here"
        }
        let names = Set(keys.map { $0.lowercased() })
        if !names.isDisjoint(with: ["values", "choices", "options"]) {
            return "; choices are written as a list alone, such as [16, 32]"
        }
        if !names.isDisjoint(with: ["min", "max", "low", "high", "minimum", "maximum"]) {
            return "; a range is { type: float, low: …, high: … }"
        }
        return ""
    }

    private mutating func choices(_ node: Node, path: String) -> LocatedDomain? {
        guard let values = values(node, path: path) else { return nil }
        if values.isEmpty {
            note("\(path) is empty; expected at least one choice", at: node.position)
            return nil
        }
        return LocatedDomain(position: node.position, values: values)
    }

    /// A list of constants.
    private mutating func values(_ node: Node, path: String) -> [LocatedValue]? {
        guard let elements = elements(node, path: path, of: "values") else { return nil }
        var values: [LocatedValue] = []
        for (index, element) in elements.enumerated() {
            let name = "\(path)[\(index + 1)]"
            guard let value = choice(element, path: name) else {
                refuse(element, path: name, expected: "a number, a text, true, false or null")
                continue
            }
            guard checkNUL(value, path: name, element) else { continue }
            values.append(
                LocatedValue(
                    value: value, position: element.position, written: element.scalar?.string))
        }
        guard values.count == elements.count else { return nil }
        return values
    }

    /// Notes a text with the character NUL, which ends a program's argument; false if it has one.
    private mutating func checkNUL(_ value: ParameterValue, path: String, _ node: Node) -> Bool {
        guard case .text(let text) = value, text.utf8.contains(0) else { return true }
        note(
            "\(path) is '\(text.shown)', with the character NUL, at which a program's argument "
                + "ends; expected a text without it", at: node.position)
        return false
    }

    private mutating func pool(_ fields: JobFields) -> LocatedDomain? {
        let size = required(fields, "size", expected: "how many values to draw") {
            $0.int($1, path: $2, in: 1...10_000)
        }
        let source = required(fields, "from", expected: "a float or int domain to draw from") {
            $0.typedDomain($1, path: $2, types: ["float", "int"])
        }
        let fixed = optional(fields, "fixed", default: []) { $0.values($1, path: $2) }
        guard let size, let source, var fixed else { return nil }
        for index in fixed.indices {
            switch (source.numeric, fixed[index].value) {
            case (.float, .int(let number)): fixed[index].value = .float(Double(number))
            case (.float, .float), (.int, .int): break
            default:
                let expected = if case .int = source.numeric { "an int" } else { "a number" }
                note(
                    "\(fields.path).fixed[\(index + 1)] is \(fixed[index].value), "
                        + "\(fixed[index].value.kind); expected \(expected) like what is drawn",
                    at: fixed[index].position)
                return nil
            }
        }
        return LocatedDomain(
            position: fields.position, values: fixed, numeric: source.numeric,
            bounds: source.bounds, poolSize: size)
    }
}
