import Models
import StudyModel
import Yams

/// A place where a job takes a value from a parameter of its search space.
struct ParameterReference {
    var name: String
    var position: Position
}

/// Settings of layers, training and corruption.
extension JobReader {
    /// A value that a rule accepts, or `$` followed by a parameter's name.
    mutating func setting(_ node: Node, path: String, _ rule: SettingRule) -> SettingValue? {
        let expected = rule.accepted.expectation
        guard let found = scalar(node, path: path), var value = found.parameterValue else {
            refuse(node, path: path, expected: expected + ", or a $parameter")
            return nil
        }
        if case .text(let text) = value, text.first == "$" {
            let name = String(text.dropFirst())
            guard Self.isParameterName(name) else {
                note(
                    "\(path) is '\(text.shown)'; expected $ and the name of a parameter",
                    at: node.position)
                return nil
            }
            references.append(ParameterReference(name: name, position: node.position))
            return .parameter(name)
        }
        if case .float = rule.accepted, case .int(let number) = value {
            value = .float(Double(number))
        }
        guard rule.accepted.accepts(value) else {
            let words = if case .text(let words) = rule.accepted { words } else { [String]() }
            let suggestion = Spelling.suggestion(for: value.description, among: words)
            let shown = rule.accepted.isOfKind(value) ? node.scalar?.string.shown : nil
            let hint = suggestion.nonEmpty ?? hint(for: node, expected)
            note(
                "\(path) is \(shown ?? describe(node)); expected \(expected)\(hint)",
                at: node.position)
            return nil
        }
        return .literal(value)
    }

    /// Whether a name is at most 64 letters, digits and `_`, beginning with a letter.
    static func isParameterName(_ name: String) -> Bool {
        name.utf8.count <= 64 && name.first.map { $0.isASCII && $0.isLetter } == true
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    /// Reads a mapping of settings; dotted names are nested mappings.
    ///
    /// A scalar in place of a nested mapping sets the first setting of that group.
    ///
    /// - Parameters:
    ///   - rules: rules whose names begin with `prefix`.
    ///   - prefix: the prefix of the mapping's keys, with its dot.
    mutating func settings(
        _ node: Node, path: String, _ rules: [SettingRule], prefix: String = ""
    ) -> [(setting: Setting, position: Position)]? {
        let names = rules.map { $0.name.dropFirst(prefix.count).prefix { $0 != "." } }
        var known: [String] = []
        for name in names.map(String.init) where !known.contains(name) { known.append(name) }
        guard let fields = fields(node, path: path, known: known) else { return nil }
        var found: [(setting: Setting, position: Position)] = []
        for key in known {
            guard let entry = fields.values[key] else { continue }
            let name = prefix + key
            if let rule = rules.first(where: { $0.name == name }) {
                if let value = setting(entry.value, path: fields.path(key), rule) {
                    found.append((Setting(name, value), entry.position))
                }
                continue
            }
            let group = rules.filter { $0.name.hasPrefix(name + ".") }
            if case .scalar = entry.value, !TrainingDescription.ganParts.contains(name) {
                if let value = setting(entry.value, path: fields.path(key), group[0]) {
                    found.append((Setting(group[0].name, value), entry.position))
                }
            } else {
                found +=
                    settings(
                        entry.value, path: fields.path(key), group, prefix: name + ".") ?? []
            }
        }
        // Sort by the catalogue's order, so that the order in the file has no effect.
        return rules.compactMap { rule in found.first { $0.setting.name == rule.name } }
    }
}

extension AcceptedValues {
    /// Whether a value is of the number or Boolean kind that is expected.
    fileprivate func isOfKind(_ value: ParameterValue) -> Bool {
        switch (self, value) {
        case (.int, .int), (.float, .float), (.bool, .bool): true
        default: false
        }
    }
}

/// Checks settings that depend on other settings.
extension JobReader {
    /// Notes settings that have no effect in any trial, because of the other settings.
    ///
    /// - Parameters:
    ///   - what: the name of the mapping.
    ///   - words: the words that another setting can have in some trial.
    mutating func checkConditions(
        _ what: String, _ rules: [SettingRule], in given: [Setting],
        words: (_ setting: String) -> [String]?
    ) {
        for setting in given {
            guard let condition = rules.first(where: { $0.name == setting.name })?.condition,
                let found = words(condition.setting),
                !found.contains(where: condition.words.contains)
            else { continue }
            note(
                "\(what).\(setting.name) has no meaning with \(Spelling.list(found)); it belongs "
                    + "to \(Spelling.list(condition.words))",
                at: settingPositions["\(what).\(setting.name)"] ?? Position(line: 1, column: 1))
        }
    }

    /// The words that a value can have in some trial; nil if it can be any value.
    func words(of value: SettingValue, _ space: [Parameter]) -> [String]? {
        switch value {
        case .literal(.text(let word)): return [word]
        case .literal: return []
        case .parameter(let name):
            guard case .categorical(let choices)? = space.first(where: { $0.name == name })?.domain
            else { return nil }
            return choices.map(\.description)
        }
    }
}
