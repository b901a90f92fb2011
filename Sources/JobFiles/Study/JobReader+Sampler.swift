import Search
import StudyModel
import Yams

extension JobReader {
    /// The sampler and its settings; nil if they are invalid.
    ///
    /// The value is a name, or a mapping with `type` and settings.
    mutating func sampler(_ fields: JobFields) -> SamplerSpec? {
        guard let node = fields["sampler"] else { return .random }
        let names = SamplerKind.all.map(\.name)
        guard case .mapping = node else {
            return word(node, path: "sampler", of: names).flatMap(SamplerKind.named)?.spec()
        }
        let settings = SamplerKind.all.flatMap(\.settings).map(\.name)
        guard let inner = self.fields(node, path: "sampler", known: ["type"] + settings) else {
            return nil
        }
        let name = required(inner, "type", expected: Spelling.list(names)) {
            $0.word($1, path: $2, of: names)
        }
        guard let kind = name.flatMap(SamplerKind.named) else { return nil }
        let before = mistakes.count
        for setting in settings where !kind.settings.contains(where: { $0.name == setting }) {
            guard let entry = inner.values[setting] else { continue }
            let users = SamplerKind.all.filter { other in
                other.settings.contains { $0.name == setting }
            }
            note(
                "the \(kind.name) sampler has no \(setting); leave it out, or use the "
                    + "\(Spelling.list(users.map(\.name))) sampler", at: entry.position)
        }
        var given: [Setting] = []
        for rule in kind.settings {
            guard let node = inner[rule.name],
                let value = literal(node, path: inner.path(rule.name), rule)
            else { continue }
            given.append(Setting(rule.name, .literal(value)))
        }
        return mistakes.count == before ? kind.spec(given) : nil
    }

    /// A value that a rule accepts.
    private mutating func literal(
        _ node: Node, path: String, _ rule: SettingRule
    ) -> ParameterValue? {
        if case .int(let range) = rule.accepted {
            return int(node, path: path, in: range).map { .int($0) }
        }
        guard case .literal(let value)? = setting(node, path: path, rule) else { return nil }
        return value
    }
}
