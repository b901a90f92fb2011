import StudyModel
import TrainingEngine
import Yams

/// Reads the tree of a job file and notes every mistake.
///
/// The functions that read a part note a missing or wrong part and return nil. Checks that depend
/// on several parts run after all of them are read.
struct JobReader {
    let file: String
    let overrides: JobOverrides
    let environment: JobEnvironment
    private let standIns: [Position: String]
    /// The position after the last character of the file.
    private let end: Position
    private(set) var mistakes: [JobMistake] = []
    private(set) var warnings: [JobMistake] = []
    /// What a user should know and need not change.
    var notes: [String] = []
    /// Mistakes that don't matter to a study that has started.
    var unread: [JobMistake] = []
    /// The position of each parameter's key.
    var parameterPositions: [String: Position] = [:]
    /// The positions of priors, by parameter.
    var priorPositions: [String: Position] = [:]
    /// The positions of conditions, by their names in messages, and of constraints.
    var conditionPositions: [String: Position] = [:]
    var constraintPositions: [Position] = []
    /// The positions of the initial configurations.
    var initialPositions: [Position] = []
    /// The positions at which settings refer to parameters.
    var references: [ParameterReference] = []
    /// The positions of the model's parts and of their layers; those in a residual block have the
    /// name of its body, such as `encoder.2.body`.
    var partPositions: [String: Position] = [:]
    /// How many layers were read.
    var layerCount = 0
    var layerPositions: [String: [Position]] = [:]
    /// Facts about the data set's files, with the name in messages and the position in the job.
    var labelFacts: [(name: String, facts: LabelFacts, position: Position)] = []
    var sampleFacts: [(name: String, facts: SampleFacts, position: Position)] = []
    /// What is in the training file of a table.
    var tableSurvey: TableSurvey?
    /// What was found in the test file of a table.
    var testSurvey: TableSurvey?
    /// The number of a table's rows that are set aside for the test, if they are in its file.
    var heldRows: Int?
    /// The positions of classes whose weights are given.
    var classWeightPositions: [String: Position] = [:]
    /// The pretrained tensors, and the position of their file's name.
    var pretrainedTensors: (facts: TensorFacts, position: Position)?
    /// The positions of settings of `training` and `corruption`, by their names in messages.
    var settingPositions: [String: Position] = [:]

    init(
        file: String, overrides: JobOverrides, environment: JobEnvironment,
        standIns: [Position: String], end: Position
    ) {
        self.file = file
        self.environment = environment
        self.overrides = overrides
        self.standIns = standIns
        self.end = end
    }

    mutating func note(_ message: String, at position: Position) {
        // The parser gives a value that is left out the position of what follows.
        note(message, at: .file(file, min(position, end)))
    }

    mutating func note(_ message: String, at place: JobMistake.Place) {
        mistakes.append(JobMistake(place: place, message: message))
    }

    mutating func warn(_ message: String, at place: JobMistake.Place) {
        warnings.append(JobMistake(place: place, message: message))
    }

    // MARK: Mappings

    /// Reads a mapping with a fixed set of keys.
    /// - Parameters:
    ///   - path: the mapping's name in messages; empty for the whole file.
    ///   - listed: the keys to name in a message, if these are not all known ones.
    mutating func fields(
        _ node: Node, path: String, known: [String], listed: [String]? = nil
    ) -> JobFields? {
        guard let entries = entries(node, path: path) else { return nil }
        var fields = JobFields(path: path, position: node.position, values: [:])
        for entry in entries {
            if known.contains(entry.key) {
                fields.values[entry.key] = entry
            } else {
                if let meant = Spelling.nearest(to: entry.key, among: known) {
                    fields.misspelt.insert(meant)
                }
                let owner = path.isEmpty ? "a job file" : path
                if let hint = Self.hint(for: entry, known: known) {
                    note(hint, at: entry.position)
                    continue
                }
                note(
                    "unknown key '\(entry.key.shown)'"
                        + (Spelling.suggestion(for: entry.key, among: known).nonEmpty
                            ?? "; \(owner) has \((listed ?? known).joined(separator: ", "))"),
                    at: entry.position)
            }
        }
        return fields
    }

    /// A hint for an unknown key that a spelling suggestion can't explain.
    private static func hint(for entry: JobFields.Entry, known: [String]) -> String? {
        let key = entry.key
        if let colon = key.firstIndex(of: ":"), known.contains(String(key[..<colon])) {
            let rest = key[key.index(after: colon)...]
            return "unknown key '\(key.shown)'; put a space behind the colon: "
                + "'\(key[..<colon]): \(String(rest).shown)'"
        }
        if key.lowercased() == "log", known.contains("distribution") {
            return "unknown key '\(key.shown)'; write distribution: log"
        }
        return nil
    }

    /// Notes that a key is missing, unless a misspelling of it was already noted.
    mutating func noteMissing(
        _ key: String, of fields: JobFields, expected: String, at place: JobMistake.Place? = nil
    ) {
        guard !fields.misspelt.contains(key) else { return }
        let message = "'\(fields.path(key))' is missing; expected \(expected)"
        if let place { note(message, at: place) } else { note(message, at: fields.position) }
    }

    /// Reads a mapping with arbitrary text keys, in file order.
    mutating func entries(_ node: Node, path: String) -> [JobFields.Entry]? {
        let name = path.isEmpty ? "the file" : path
        guard checkTag(node, path: name) else { return nil }
        guard case .mapping(let mapping) = node else {
            note("\(name) is \(describe(node)); expected a mapping of keys", at: node.position)
            return nil
        }
        var entries: [JobFields.Entry] = []
        var positions: [String: [Position]] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key, checkTag(key, path: "a key of \(name)") else {
                note("a key of \(name) is \(describe(key)); expected a text", at: key.position)
                continue
            }
            if scalar.string == "<<", scalar.style == .plain {
                note(
                    "merge keys (<<) are not read; write the keys of \(describe(value)) out here",
                    at: key.position)
                continue
            }
            if let original = standIns[key.position] {
                positions[original, default: []].append(key.position)
            } else {
                positions[scalar.string, default: []].append(key.position)
                entries.append(.init(key: scalar.string, position: key.position, value: value))
            }
        }
        for (key, places) in positions where places.count > 1 {
            let sorted = places.sorted()
            for place in sorted.dropFirst() {
                note(
                    "'\(key.shown)' is given again; it was given on line \(sorted[0].line) already",
                    at: place)
            }
        }
        return entries
    }

    /// The elements of a list.
    mutating func elements(_ node: Node, path: String, of what: String) -> [Node]? {
        guard checkTag(node, path: path) else { return nil }
        guard case .sequence(let sequence) = node else {
            note("\(path) is \(describe(node)); expected a list of \(what)", at: node.position)
            return nil
        }
        return Array(sequence)
    }

    // MARK: Scalars

    /// A scalar's value; nil if the node is not a scalar (no note) or has a tag (noted).
    mutating func scalar(_ node: Node, path: String) -> ScalarValue? {
        guard checkTag(node, path: path), case .scalar(let scalar) = node else { return nil }
        let isText = scalar.tag.description == Tag.Name.str.rawValue || scalar.style != .plain
        return isText ? .text(scalar.string) : ScalarValue(plain: scalar.string)
    }

    /// A value of a choice: a scalar, or null that is written out.
    mutating func choice(_ node: Node, path: String) -> ParameterValue? {
        let value = scalar(node, path: path)
        if value == .nothing, node.scalar?.string.isEmpty == false { return .null }
        return value?.parameterValue
    }

    mutating func int(
        _ node: Node, path: String, in range: ClosedRange<Int>
    ) -> Int? {
        if case .int(let value)? = scalar(node, path: path) {
            if range.contains(value) { return value }
            note("\(path) is \(value); expected \(Self.expectation(range))", at: node.position)
            return nil
        }
        refuse(node, path: path, expected: Self.expectation(range))
        return nil
    }

    mutating func float(_ node: Node, path: String) -> Double? {
        switch scalar(node, path: path) {
        case .int(let value): return Double(value)
        case .float(let value): return value
        default:
            refuse(node, path: path, expected: "a number")
            return nil
        }
    }

    mutating func text(_ node: Node, path: String, expected: String = "a text") -> String? {
        if case .text(let value)? = scalar(node, path: path) { return value }
        refuse(node, path: path, expected: expected)
        return nil
    }

    /// Reads one of some words, even if YAML gives it another type, as in `objective: null`.
    mutating func word(_ node: Node, path: String, of words: [String]) -> String? {
        if !node.hasForeignTag, let text = node.scalar?.string, words.contains(text) { return text }
        // A sign alone is hard to see among the words.
        let expected = Spelling.list(
            words.map { $0.first.map { $0.isLetter || $0.isNumber } == true ? $0 : "'\($0)'" })
        guard let text = text(node, path: path, expected: expected) else { return nil }
        if words.contains(text) { return text }
        note(
            "\(path) is '\(text.shown)'; expected \(expected)"
                + Spelling.suggestion(for: text, among: words), at: node.position)
        return nil
    }

    mutating func word<Word: CaseIterable & RawRepresentable<String>>(
        _ node: Node, path: String, as type: Word.Type = Word.self
    ) -> Word? {
        word(node, path: path, of: Word.allCases.map(\.rawValue)).flatMap(Word.init(rawValue:))
    }

    /// Notes that a node isn't as expected, unless its tag was already refused.
    mutating func refuse(_ node: Node, path: String, expected: String) {
        guard !node.hasForeignTag else { return }
        note(
            "\(path) is \(describe(node)); expected \(expected)\(hint(for: node, expected))",
            at: node.position)
    }

    /// A hint about correcting a value that is almost right.
    func hint(for node: Node, _ expected: String) -> String {
        guard case .scalar(let scalar) = node else { return "" }
        if scalar.string.unicodeScalars.contains(where: \.isInvisible) {
            return "; it contains an invisible character: type it again"
        }
        let isNumeric = ["an int", "a float", "a number"].contains { expected.hasPrefix($0) }
        guard isNumeric else {
            let isText = ["a text", "a name", "the name", "a path", "the path", "a file"].contains {
                expected.hasPrefix($0)
            }
            guard isText, !expected.contains("quotation"), scalar.style == .plain,
                !scalar.string.isEmpty
            else { return "" }
            return "; a text that looks like another value is quoted: '\(scalar.string.shown)'"
        }
        switch ScalarValue(plain: scalar.string) {
        case .int where scalar.style != .plain, .float where scalar.style != .plain:
            return "; numbers are written without quotes"
        case .float(let number) where expected.hasPrefix("an int"):
            return Int(exactly: number).map { "; write \($0)" } ?? ""
        default: return ""
        }
    }

    static func expectation(_ range: ClosedRange<Int>) -> String {
        if range == Int.min ... .max { return "an int of 64 bits" }
        return range.upperBound >= Self.largestInt
            ? "an int of at least \(range.lowerBound)"
            : "an int in \(range.lowerBound)...\(range.upperBound)"
    }

    /// The largest magnitude up to which all ints are exact as floats.
    static let largestInt = 1 << 53

    // MARK: Words for messages

    /// Describes a node: `'fifty', a text` or `a list`.
    func describe(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            let isText = scalar.style != .plain || scalar.tag.description == Tag.Name.str.rawValue
            let value = isText ? .text(scalar.string) : ScalarValue(plain: scalar.string)
            switch value {
            case .nothing:
                return scalar.string.isEmpty
                    ? "empty" : "\(scalar.string), which is no value"
            case .text(let text): return "'\(text.shown)', a text"
            default: return "\(scalar.string.shown), \(value.kind)"
            }
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .alias: return "an alias"
        }
    }

    /// A number without an unnecessary decimal point.
    static func shown(_ number: Double) -> String {
        guard let whole = Int(exactly: number), whole.magnitude < 1_000_000 else {
            return "\(number)"
        }
        return "\(whole)"
    }

    private mutating func checkTag(_ node: Node, path: String) -> Bool {
        guard node.hasForeignTag else { return true }
        note(
            "\(path) has a tag (written with !); job files have none: leave it out",
            at: node.position)
        return false
    }
}

/// The keys of one mapping with their values.
struct JobFields {
    struct Entry {
        var key: String
        /// The position of the key.
        var position: Position
        var value: Node
    }

    /// The mapping's name in messages; empty for the whole file.
    var path: String
    var position: Position
    var values: [String: Entry]
    /// Known keys that were probably misspelt.
    var misspelt: Set<String> = []

    /// The name of a key in messages.
    func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    subscript(key: String) -> Node? { values[key]?.value }
}

extension Node {
    /// The position of a key of a mapping; nil if it has no such key.
    func position(ofKey key: String) -> Position? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.keys.first { $0.scalar?.string == key }?.position
    }

    /// The value of a key of a mapping; nil if it has no such key.
    func value(ofKey key: String) -> Node? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.first { $0.key.scalar?.string == key }?.value
    }

    /// The position at which the node begins; for an alias, the position of its anchor.
    var position: Position { mark.map(Position.init) ?? Position(line: 1, column: 1) }

    /// Whether the node has a tag other than the one that quotes imply.
    var hasForeignTag: Bool {
        let known = [Tag.Name.implicit, .str, .map, .seq].map(\.rawValue)
        return switch self {
        case .scalar(let scalar): !known.contains(scalar.tag.description)
        case .sequence(let sequence): !known.contains(sequence.tag.description)
        case .mapping(let mapping): !known.contains(mapping.tag.description)
        case .alias: false
        }
    }
}

extension String {
    var nonEmpty: String? { isEmpty ? nil : self }

    /// The text for messages: on one line, and truncated if long.
    var shown: String {
        var line = ""
        for scalar in unicodeScalars.prefix(61) {
            if scalar.isInvisible {
                line += "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
            } else {
                let isControl = scalar.properties.generalCategory == .control
                line.append(isControl ? " " : Character(scalar))
            }
        }
        return line.count > 60 ? line.prefix(57) + "…" : line
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is invisible: zero-width and direction marks, and private characters.
    var isInvisible: Bool {
        switch properties.generalCategory {
        case .format, .privateUse, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
            true
        case .spaceSeparator: value != 0x20
        default: false
        }
    }
}
