import JobFiles
import UserErrors
import Yams

/// A value in a report's file, with its place for messages.
///
/// Scalars have the types that they have in a job file: `yes` is a text, and so is all in quotes.
struct ReportNode {
    /// The file, as messages name it.
    let file: String
    /// The keys that lead to the value, such as `parts[2].heading`; empty for the whole file.
    let path: String
    private let node: Node

    /// Parses a file's text.
    ///
    /// - Throws: `InputError` if the text is not YAML, or if a mapping has a key twice.
    static func parse(_ text: String, file: String) throws -> ReportNode {
        let source = YAMLSource(text)
        if let (position, message) = source.mistakes.first {
            throw InputError("\(file):\(position.line): \(message)")
        }
        if let (position, key) = source.repeatedKeys.first {
            throw InputError(
                "\(file):\(position.line): '\(key)' is given twice; expected each key once")
        }
        return ReportNode(file: file, path: "", node: source.root ?? Node(""))
    }

    // MARK: Mistakes

    /// A mistake on the value's line.
    func mistake(_ text: String) -> InputError {
        InputError("\(file):\(node.mark?.line ?? 1): \(text)")
    }

    /// The mistake that the value is not as expected.
    func refused(expected: String) -> InputError {
        mistake("\(name) is \(shown); expected \(expected)")
    }

    private var name: String { path.isEmpty ? "the file" : path }

    /// The value for messages: `'fifty', a text` or `a list`.
    private var shown: String {
        guard let scalar else { return node.mapping == nil ? "a list" : "a mapping" }
        if scalar.text.isEmpty { return "empty" }
        switch scalar.value {
        case .int, .float: return "\(scalar.text), a number"
        case .bool: return "\(scalar.text), a bool"
        case .nothing: return "\(scalar.text), which is no value"
        case .unusable(let reason): return "\(scalar.text), which \(reason)"
        case .text: return "'\(scalar.text.prefix(60))', a text"
        }
    }

    // MARK: Scalars

    /// The text of a scalar and its value; nil for a list or a mapping.
    private var scalar: (text: String, value: ScalarValue)? {
        guard case .scalar(let scalar) = node else { return nil }
        let text = scalar.string
        return (text, scalar.style == .plain ? ScalarValue(plain: text) : .text(text))
    }

    func text() throws -> String {
        if let scalar, case .text(let text) = scalar.value { return text }
        let isOther = scalar.map { !$0.text.isEmpty } ?? false
        throw refused(expected: isOther ? "a text in quotes" : "a text")
    }

    func number() throws -> Double {
        switch scalar?.value {
        case .int(let number): return Double(number)
        case .float(let number): return number
        default: throw refused(expected: "a number")
        }
    }

    /// A number of a row.
    func row() throws -> Int {
        guard case .int(let row) = scalar?.value, row > 0 else {
            throw refused(expected: "an int from 1")
        }
        return row
    }

    func bool() throws -> Bool {
        guard case .bool(let value) = scalar?.value else {
            throw refused(expected: "true or false")
        }
        return value
    }

    // MARK: Lists and mappings

    func list() throws -> [ReportNode] {
        guard case .sequence(let sequence) = node else { throw refused(expected: "a list") }
        return sequence.enumerated().map { index, element in
            ReportNode(file: file, path: "\(path)[\(index + 1)]", node: element)
        }
    }

    func texts() throws -> [String] { try list().map { try $0.text() } }

    /// A mapping from any keys to texts.
    func textsByKey() throws -> [String: String] {
        var texts: [String: String] = [:]
        for entry in try entries() { texts[entry.word] = try entry.value.text() }
        return texts
    }

    /// A mapping that has no other keys than these.
    func fields(_ known: String...) throws -> ReportFields {
        var values: [String: ReportNode] = [:]
        for entry in try entries() {
            guard known.contains(entry.word) else {
                let near = Spelling.suggestion(for: entry.word, among: known)
                let all = "; \(name) has \(known.joined(separator: ", "))"
                throw entry.key.mistake(
                    "unknown key '\(entry.word)'" + (near.isEmpty ? all : near))
            }
            values[entry.word] = entry.value
        }
        return ReportFields(owner: self, values: values)
    }

    /// A mapping of one key, which is the kind of what its value describes.
    func choice<Choice: CaseIterable & RawRepresentable<String>>(
        of type: Choice.Type
    ) throws -> (kind: Choice, value: ReportNode) {
        let choices = Choice.allCases.map(\.rawValue)
        let expected = "expected one of \(choices.joined(separator: ", "))"
        let found = try entries()
        guard let entry = found.first, found.count == 1 else {
            throw mistake("\(name) has \(found.count) keys; \(expected)")
        }
        guard let kind = Choice(rawValue: entry.word) else {
            let near = Spelling.suggestion(for: entry.word, among: choices)
            throw entry.key.mistake(
                "unknown kind '\(entry.word)'" + (near.isEmpty ? "; \(expected)" : near))
        }
        return (kind, entry.value)
    }

    private struct Entry {
        var key: ReportNode
        /// The key's text.
        var word: String
        var value: ReportNode
    }

    /// The entries of a mapping, in the order of the file.
    private func entries() throws -> [Entry] {
        guard case .mapping(let mapping) = node else {
            throw refused(expected: "a mapping of keys")
        }
        var entries: [Entry] = []
        for (key, value) in mapping {
            let place = ReportNode(file: file, path: "a key of \(name)", node: key)
            let word = try place.text()
            let inner = path.isEmpty ? word : "\(path).\(word)"
            entries.append(
                Entry(
                    key: place, word: word,
                    value: ReportNode(file: file, path: inner, node: value)))
        }
        return entries
    }
}

/// The values of a mapping in a report's file, by key.
struct ReportFields {
    fileprivate let owner: ReportNode
    fileprivate let values: [String: ReportNode]

    /// The value of a key that may be left out.
    subscript(key: String) -> ReportNode? { values[key] }

    /// The value of a key that must be there.
    ///
    /// - Parameter expected: what the value is, for the message if there is none.
    func required(_ key: String, _ expected: String) throws -> ReportNode {
        guard let value = values[key] else {
            let path = owner.path.isEmpty ? key : "\(owner.path).\(key)"
            throw owner.mistake("'\(path)' is missing; expected \(expected)")
        }
        return value
    }

    func text(_ key: String) throws -> String { try required(key, "a text").text() }

    func list(_ key: String) throws -> [ReportNode] { try required(key, "a list").list() }

    /// The value of `study`, which must be the job of one of the report's parts.
    func study(among jobs: [String]) throws -> String {
        let value = try required("study", "the job of a part")
        let study = try value.text()
        guard jobs.contains(study) else {
            throw value.refused(
                expected: "the job of a part" + Spelling.suggestion(for: study, among: jobs))
        }
        return study
    }
}
