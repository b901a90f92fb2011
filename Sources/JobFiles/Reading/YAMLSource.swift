import Yams

/// Parses a job file's text into a tree that keeps duplicate keys distinct.
///
/// The parser stops at a duplicate key. To report it together with all other mistakes, the first of
/// the two keys is replaced by a stand-in of the same length and the text is parsed again. So all
/// positions stay unchanged.
struct YAMLSource {
    private(set) var root: Node?
    private(set) var mistakes: [(Position, String)] = []
    /// The original keys that stand-ins replace, by position.
    private(set) var standIns: [Position: String] = [:]

    private static let maximumStandIns = 100
    /// The first character of a private use area; no real key begins with one.
    private static let firstStandIn: UInt32 = 0xE000

    init(_ text: String) {
        // The parser keeps a pointer to the text's storage; very short strings have none.
        var scalars = Array((text + String(repeating: "\n", count: 16)).unicodeScalars)
        // A byte order mark, which some editors write, is not part of the document.
        if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
        while true {
            do {
                root = try Yams.compose(yaml: Self.string(scalars), .basic)
                return
            } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
                let position = Position(context.mark)
                if standIns.count < Self.maximumStandIns,
                    let key = replaceKey(at: position, anyOf: keys, in: &scalars)
                {
                    standIns[position] = key
                } else {
                    mistakes.append((position, "a key is given twice in this mapping"))
                    return
                }
            } catch {
                mistakes.append(Self.explain(error, scalars))
                return
            }
        }
    }

    private func replaceKey(
        at position: Position, anyOf keys: [String], in scalars: inout [Unicode.Scalar]
    ) -> String? {
        guard var start = Self.offset(of: position, in: scalars) else { return nil }
        if scalars[start] == "\"" || scalars[start] == "'" { start += 1 }
        for key in keys {
            let letters = Array(key.unicodeScalars)
            let end = start + letters.count
            guard !letters.isEmpty, end <= scalars.count, Array(scalars[start..<end]) == letters,
                let standIn = Unicode.Scalar(Self.firstStandIn + UInt32(standIns.count))
            else { continue }
            scalars.replaceSubrange(
                start..<end, with: Array(repeating: standIn, count: letters.count))
            return key
        }
        return nil
    }

    private static func string(_ scalars: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    /// The index of the scalar at a position; nil if the text has no such position.
    static func offset(of position: Position, in scalars: [Unicode.Scalar]) -> Int? {
        var (line, start) = (1, 0)
        while line < position.line {
            guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
            (line, start) = (line + 1, end + 1)
        }
        let offset = start + position.column - 1
        return offset < scalars.count ? offset : nil
    }

    /// A bracket, brace or quotation mark that is never closed, with its position.
    private static func unclosed(
        _ context: YamlError.Context?, _ problem: String, _ scalars: [Unicode.Scalar]
    ) -> (Position, String)? {
        guard let context else { return nil }
        let position = Position(context.mark)
        guard let index = offset(of: position, in: scalars) else { return nil }
        let endings: [Unicode.Scalar: (String, String)] = [
            "[": ("bracket", "]"), "{": ("brace", "}"), "\"": ("quotation mark", "\""),
            "'": ("quotation mark", "'"),
        ]
        guard let (name, closing) = endings[scalars[index]],
            problem.contains("unexpected end of stream")
                || problem.contains("did not find expected")
                || problem.contains("unexpected document indicator")
        else { return nil }
        return (position, "the \(name) that opens here isn't closed; expected \(closing)")
    }

    /// The innermost bracket or brace that is still open at the end of the text, if the parser met
    /// that end.
    private static func openAtEnd(
        _ position: Position, _ scalars: [Unicode.Scalar]
    ) -> (Position, String)? {
        let rest = offset(of: position, in: scalars) ?? scalars.count
        guard scalars[min(rest, scalars.count)...].allSatisfy({ $0 == "\n" }) else { return nil }
        var open: [(offset: Int, closing: Unicode.Scalar)] = []
        var quote: Unicode.Scalar?
        var isComment = false
        for (index, scalar) in scalars.enumerated() {
            if isComment {
                isComment = scalar != "\n"
            } else if let mark = quote {
                if scalar == mark { quote = nil }
            } else {
                let before = index > 0 ? scalars[index - 1] : "\n"
                switch scalar {
                case "#" where before == " " || before == "\n": isComment = true
                case "\"", "'":
                    // A quotation mark inside a word opens nothing.
                    if " \n[{,:".unicodeScalars.contains(before) { quote = scalar }
                case "[": open.append((index, "]"))
                case "{": open.append((index, "}"))
                case "]", "}": if open.last?.closing == scalar { open.removeLast() }
                default: break
                }
            }
        }
        guard let (index, closing) = open.last else { return nil }
        let name = closing == "]" ? "bracket" : "brace"
        return (
            Position(after: scalars[..<index]),
            "the \(name) that opens here isn't closed; expected \(closing)"
        )
    }

    private static func explain(
        _ error: any Error, _ scalars: [Unicode.Scalar]
    ) -> (Position, String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let position = Position(mark)
            if let index = offset(of: position, in: scalars), scalars[index] == "\t" {
                return (position, "here is a tab; YAML is indented with spaces")
            }
            if problem.contains("nesting level") {
                return (
                    position,
                    "lists and mappings are nested too deeply here; expected a job file, which has "
                        + "a few levels"
                )
            }
            let opened =
                Self.unclosed(context, problem, scalars) ?? Self.openAtEnd(position, scalars)
            if let opened { return opened }
            let during = context.map { " (\($0.text))" } ?? ""
            return (position, "not valid YAML: \(problem)\(during)")
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0).unicodeScalars
            return (Position(after: before), "not valid YAML: \(problem)")
        default:
            return (Position(line: 1, column: 1), "not valid YAML: \(error)")
        }
    }
}

extension Position {
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }

    /// The position after a text.
    init(after text: some Sequence<Unicode.Scalar>) {
        self.init(line: 1, column: 1)
        for scalar in text {
            column += 1
            if scalar == "\n" { self = Position(line: line + 1, column: 1) }
        }
    }
}
