import StudyModel
import UserPrograms
import Yams

/// The keys of a job that runs a program.
extension JobReader {
    /// The settings of the program; nil if there are mistakes.
    mutating func program(_ fields: JobFields) -> ProgramSettings? {
        let before = mistakes.count
        let command = required(
            fields, "command", expected: "a list of words, or a line for the shell"
        ) { $0.command($1, path: $2) }
        let files = programFiles(fields)
        let environment = optional(fields, "environment", default: [:]) {
            $0.programEnvironment($1, path: $2)
        }
        let metrics = required(
            fields, "metrics", expected: "the names of the metrics that the program reports"
        ) { $0.programMetrics($1, path: $2) }
        let results = optional(fields, "results", default: nil as String?) {
            $0.resultsFile($1, path: $2).map { .some($0) }
        }
        let resumes = optional(fields, "checkpoint", default: true) {
            $0.truth($1, path: $2)
        }
        let limit = optional(
            fields, "checkpoint_limit", default: ProgramSettings.largestCheckpoint
        ) { $0.byteCount($1, path: $2, atMost: ProgramSettings.largestCheckpoint) }
        let memory = optional(fields, "memory", default: nil as Int?) {
            $0.byteCount($1, path: $2, atMost: 1 << 50).map { .some($0) }
        }
        let retries = optional(fields, "retries", default: 0) { $0.int($1, path: $2, in: 0...100) }
        let failOn = optional(fields, "fail_on", default: []) { $0.texts($1, path: $2) }
        let rejectOn = optional(fields, "reject_on", default: []) { $0.texts($1, path: $2) }
        if let metrics, metrics.contains(where: { $0.pattern != nil }), let node = fields["results"]
        {
            note(
                "results has no meaning with patterns in metrics; leave one of them out",
                at: node.position)
        }
        guard mistakes.count == before, let command, let files, let environment, let metrics,
            let results, let resumes, let limit, let memory, let retries, let failOn, let rejectOn
        else { return nil }
        return ProgramSettings(
            command: command, files: files, environment: environment, metrics: metrics,
            results: results, resumes: resumes, checkpointLimit: limit, memoryLimit: memory,
            retries: retries, failOn: failOn, rejectOn: rejectOn)
    }

    // MARK: Values

    private mutating func truth(_ node: Node, path: String) -> Bool? {
        if case .bool(let value)? = scalar(node, path: path) { return value }
        refuse(node, path: path, expected: "true or false")
        return nil
    }

    /// A scalar as it is written: a program's words are texts, also if they look like numbers.
    private mutating func word(_ node: Node, path: String, expected: String) -> String? {
        switch scalar(node, path: path) {
        case .nothing?, nil:
            refuse(node, path: path, expected: expected)
            return nil
        default:
            guard let text = node.scalar?.string, !text.utf8.contains(0) else {
                note("\(path) contains a zero byte; expected \(expected)", at: node.position)
                return nil
            }
            return text
        }
    }

    private mutating func texts(_ node: Node, path: String) -> [String]? {
        guard let elements = elements(node, path: path, of: "texts") else { return nil }
        let texts = elements.enumerated().compactMap { index, element -> String? in
            let name = "\(path)[\(index + 1)]"
            guard let text = word(element, path: name, expected: "a text") else { return nil }
            guard text.isEmpty || text.contains("\n") else { return text }
            note("\(name) is '\(text.shown)'; expected a part of a line", at: element.position)
            return nil
        }
        return texts.count == elements.count ? texts : nil
    }

    /// A number of bytes with its unit, in powers of a thousand: `500MB`, `8GB`.
    mutating func byteCount(_ node: Node, path: String, atMost most: Int) -> Int? {
        let expected = "a size with its unit, such as 500MB or 8GB"
        guard let text = text(node, path: path, expected: expected) else { return nil }
        if let bytes = ByteSize.bytes(text) {
            if bytes <= most { return bytes }
            // 1GB of a limit of 2^30 bytes is below it.
            note(
                "\(path) is \(text.shown); expected at most \(most / 1_000_000) MB",
                at: node.position)
            return nil
        }
        refuseQuantity(text, path: path, expected: expected, at: node.position)
        return nil
    }

    private mutating func resultsFile(_ node: Node, path: String) -> String? {
        guard let text = text(node, path: path, expected: "the path of a file") else { return nil }
        guard let complaint = RunPath.complaint(about: text) else { return text }
        note("\(path): \(complaint); expected a path below the run directory", at: node.position)
        return nil
    }

    // MARK: The command

    private mutating func command(_ node: Node, path: String) -> ProgramSettings.Command? {
        let expected = "a list of words, or a line for the shell"
        guard case .sequence = node else {
            guard let line = text(node, path: path, expected: expected) else { return nil }
            guard line.contains(where: { !$0.isWhitespace }) else {
                note("\(path) is empty; expected \(expected)", at: node.position)
                return nil
            }
            return checked(line, path: path, at: node.position) ? .shell(line) : nil
        }
        guard let elements = elements(node, path: path, of: "words") else { return nil }
        var words: [String] = []
        for (index, element) in elements.enumerated() {
            let name = "\(path)[\(index + 1)]"
            if case .mapping = element {
                note(
                    "\(name) is a mapping; expected a text: write macros in quotation marks, such "
                        + "as \"{learning_rate}\"", at: element.position)
                continue
            }
            guard let text = word(element, path: name, expected: "a text"),
                checked(text, path: name, at: element.position)
            else { continue }
            words.append(text)
        }
        guard words.count == elements.count else { return nil }
        guard words.first?.isEmpty == false else {
            note("\(path) has no program; expected \(expected)", at: node.position)
            return nil
        }
        return .words(words)
    }

    /// Whether the braces of a text are right.
    private mutating func checked(_ text: String, path: String, at position: Position) -> Bool {
        do {
            let template = try CommandTemplate(text)
            let args = CommandTemplate.ReservedMacro.args.rawValue
            if path != "command", template.macros.contains(args), template.pieces.count > 1 {
                note(
                    "\(path) is '\(text.shown)'; expected \"{args}\" as a word of its own, as it "
                        + "stands for several words", at: position)
                return false
            }
            return true
        } catch {
            note("\(path): \(error.text)", at: position)
            return false
        }
    }

    // MARK: Surroundings

    private mutating func programEnvironment(_ node: Node, path: String) -> [String: String]? {
        guard let entries = entries(node, path: path) else { return nil }
        var values: [String: String] = [:]
        for entry in entries {
            let name = entry.key
            let isName =
                name.utf8.first.map { !(0x30...0x39).contains($0) } == true
                && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard isName else {
                note(
                    "'\(name.shown)' can't name a variable; expected letters, digits and '_'",
                    at: entry.position)
                continue
            }
            guard !name.hasPrefix("PODIUM_") else {
                note(
                    "\(path).\(name): names that begin with PODIUM_ are Podium's own; expected "
                        + "another name", at: entry.position)
                continue
            }
            values[name] = word(
                entry.value, path: "\(path).\(name)", expected: "a text or a number")
        }
        return values.count == entries.count ? values : nil
    }
}
