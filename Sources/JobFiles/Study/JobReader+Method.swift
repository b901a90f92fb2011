import StudyModel
import Yams

/// A kind of sampler or scheduler, as job files name it.
struct MethodKind {
    var name: String
    var settings: [SettingRule]
}

extension JobReader {
    /// The name and the given settings of a sampler or scheduler; nil if they are invalid.
    ///
    /// The value is a name, or a mapping with `type` and settings.
    mutating func method(
        _ node: Node, key: String, of kinds: [MethodKind]
    ) -> (kind: MethodKind, settings: [Setting])? {
        let names = kinds.map(\.name)
        let before = mistakes.count
        var kind: MethodKind?
        var inner: JobFields?
        if case .mapping = node {
            var settings: [String] = []
            for name in kinds.flatMap(\.settings).map(\.name) where !settings.contains(name) {
                settings.append(name)
            }
            let stated = node.mapping?["type"]?.scalar?.string
            let own = kinds.first { $0.name == stated }?.settings.map(\.name)
            guard
                let fields = fields(
                    node, path: key, known: ["type"] + settings, listed: own.map { ["type"] + $0 })
            else {
                return nil
            }
            inner = fields
            let name = required(fields, "type", expected: Spelling.list(names)) {
                $0.word($1, path: $2, of: names)
            }
            kind = kinds.first { $0.name == name }
            if let kind { noteForeign(kind, key, fields, kinds) }
        } else {
            let name = word(node, path: key, of: names)
            kind = kinds.first { $0.name == name }
        }
        guard let kind else { return nil }
        var given: [Setting] = []
        for rule in kind.settings {
            guard let node = inner?[rule.name] else {
                guard rule.standard == .required else { continue }
                let expected = rule.accepted.expectation
                note(
                    "the \(kind.name) \(key) has no \(rule.name); expected \(expected)",
                    at: node.position)
                continue
            }
            settingPositions["\(key).\(rule.name)"] = node.position
            guard let value = literal(node, path: "\(key).\(rule.name)", rule) else { continue }
            given.append(Setting(rule.name, .literal(value)))
        }
        return mistakes.count == before ? (kind, given) : nil
    }

    /// Notes settings of other kinds.
    private mutating func noteForeign(
        _ kind: MethodKind, _ key: String, _ fields: JobFields, _ kinds: [MethodKind]
    ) {
        var seen: Set<String> = []
        for setting in kinds.flatMap(\.settings).map(\.name)
        where seen.insert(setting).inserted
            && !kind.settings.contains(where: { $0.name == setting })
        {
            guard let entry = fields.values[setting] else { continue }
            let users = kinds.filter { other in
                other.settings.contains { $0.name == setting }
            }
            note(
                "the \(kind.name) \(key) has no \(setting); leave it out, or use the "
                    + "\(Spelling.list(users.map(\.name))) \(key)", at: entry.position)
        }
    }

    /// A value that a rule accepts.
    private mutating func literal(
        _ node: Node, path: String, _ rule: SettingRule
    ) -> ParameterValue? {
        if case .int(let range) = rule.accepted {
            return int(node, path: path, in: range).map { .int($0) }
        }
        if rule.accepted == .parameters { return names(node, path: path).map { .text($0) } }
        if rule.accepted == .changes { return changes(node, path: path) }
        guard case .literal(let value)? = setting(node, path: path, rule) else { return nil }
        return value
    }

    /// Names of parameters: one, or a list of them.
    private mutating func names(_ node: Node, path: String) -> String? {
        let nodes: [Node]
        if case .sequence = node {
            guard let elements = elements(node, path: path, of: "parameters") else { return nil }
            nodes = elements
        } else {
            nodes = [node]
        }
        var names: [String] = []
        for element in nodes {
            guard let name = text(element, path: path) else { return nil }
            guard Self.isParameterName(name) else {
                note(
                    "\(path) has '\(name.shown)'; expected the name of a parameter",
                    at: element.position)
                return nil
            }
            settingPositions["\(path).\(name)"] = element.position
            names.append(name)
        }
        return names.joined(separator: ", ")
    }
}
