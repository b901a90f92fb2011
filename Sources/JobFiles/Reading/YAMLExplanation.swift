import Yams

/// Says what is wrong with a text that the YAML parser refuses, and where.
struct YAMLExplanation {
    private let scalars: [Unicode.Scalar]
    /// The index of the last character that is not a space or the end of a line; -1 if none is.
    private let last: Int

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
        last = Self.lastOfText(in: scalars)
    }

    static func lastOfText(in scalars: [Unicode.Scalar]) -> Int {
        scalars.lastIndex { !$0.properties.isWhitespace } ?? -1
    }

    func explain(_ error: any Error) -> (Position, String) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let position = Position(mark)
            let start = context.map { Position($0.mark) }
            if let known = known(problem, at: position, from: start, context?.text ?? "") {
                return known
            }
            let during = context.map { " (\($0.text))" } ?? ""
            return (position, "not valid YAML: \(problem)\(during)")
        case YamlError.reader(let problem, let offset, _, let yaml):
            let before = yaml.prefix(offset ?? 0).unicodeScalars
            return (Position(after: before), "not valid YAML: \(problem)")
        default:
            return (Position(line: 1, column: 1), "not valid YAML: \(error)")
        }
    }

    /// An explanation in words of a job file; nil if there is only the parser's.
    ///
    /// - Parameters:
    ///   - start: where the part begins that the parser was in.
    ///   - part: the parser's words for that part.
    private func known(
        _ problem: String, at position: Position, from start: Position?, _ part: String
    ) -> (Position, String)? {
        let here = scalar(at: position)
        if here == "\t" { return (position, "here is a tab; YAML is indented with spaces") }
        if problem.contains("nesting level") {
            return (
                position,
                "lists and mappings are nested too deeply here; expected a job file, which has "
                    + "a few levels"
            )
        }
        if let start, let opened = unclosed(problem, at: position, from: start) { return opened }
        if let open = openAtEnd(position) { return open }
        guard let start else { return nil }
        if problem.contains("could not find expected ':'") { return withoutColon(start) }
        if part.contains("block mapping"), problem.contains("expected key") {
            return misplaced(position, in: start)
        }
        return nil
    }

    // MARK: Brackets and quotation marks

    private static let endings: [Unicode.Scalar: (name: String, closing: String)] = [
        "[": ("bracket", "]"), "{": ("brace", "}"), "\"": ("quotation mark", "\""),
        "'": ("quotation mark", "'"),
    ]

    /// A bracket, brace or quotation mark whose part the parser didn't understand: it is not
    /// closed, it is closed by another mark, or a comma is missing in it.
    private func unclosed(
        _ problem: String, at position: Position, from start: Position
    ) -> (Position, String)? {
        guard let mark = scalar(at: start), let (name, closing) = Self.endings[mark],
            problem.contains("unexpected end of stream")
                || problem.contains("did not find expected")
                || problem.contains("unexpected document indicator")
        else { return nil }
        let opened = (start, "the \(name) that opens here isn't closed; expected \(closing)")
        guard mark == "[" || mark == "{",
            let index = YAMLSource.offset(of: position, in: scalars), index <= last
        else { return opened }
        let found = scalars[index]
        if found == "]" || found == "}" {
            return (
                position,
                "here is \(found), and the \(name) that opens at \(start.line):\(start.column) "
                    + "isn't closed; expected \(closing)"
            )
        }
        guard position.line > start.line else {
            return (
                position,
                "a comma is missing before '\(word(at: index))'; a \(name) opens at "
                    + "\(start.line):\(start.column), and its entries have commas between them"
            )
        }
        return (
            start,
            "the \(name) that opens here isn't closed before line \(position.line); expected "
                + "\(closing), or a comma" + (found == ":" ? "" : " before '\(word(at: index))'")
        )
    }

    /// The innermost bracket or brace that is still open at the end of the text, if the parser met
    /// that end.
    private func openAtEnd(_ position: Position) -> (Position, String)? {
        let rest = YAMLSource.offset(of: position, in: scalars) ?? scalars.count
        guard rest > last else { return nil }
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

    // MARK: Keys

    /// A line that should be a key and has no colon with a space behind it.
    private func withoutColon(_ start: Position) -> (Position, String)? {
        guard let index = YAMLSource.offset(of: start, in: scalars), index <= last else {
            return nil
        }
        let line = String(scalars: scalars[index...].prefix { $0 != "\n" })
        guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
            return (start, "'\(line.shown)' is not a key with a value; expected KEY: VALUE")
        }
        let (key, value) = (line[..<colon], line[line.index(after: colon)...])
        return (
            start,
            "'\(line.shown)' has no space behind the colon; write '\(key): \(String(value).shown)'"
        )
    }

    /// What stands where a key of a mapping is expected.
    private func misplaced(_ position: Position, in mapping: Position) -> (Position, String)? {
        guard let index = YAMLSource.offset(of: position, in: scalars), index <= last else {
            return nil
        }
        let line = scalars[..<index].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        let found = word(at: index)
        guard scalars[line..<index].allSatisfy({ $0 == " " }) else {
            return (
                position,
                "'\(found)' stands behind a value that is complete; put quotation marks around "
                    + "the whole value, or remove this"
            )
        }
        let place =
            "the mapping whose keys begin in column \(mapping.column) of line \(mapping.line)"
        if found == "-" {
            return (
                position,
                "an item of a list stands in \(place); expected a key, or the list indented below "
                    + "its own key"
            )
        }
        return (
            position,
            "'\(found)' begins in column \(position.column), inside \(place); indent the keys of "
                + "a mapping equally"
        )
    }

    // MARK: Text

    private func scalar(at position: Position) -> Unicode.Scalar? {
        YAMLSource.offset(of: position, in: scalars).map { scalars[$0] }
    }

    /// The word that begins at an index, without what closes it.
    private func word(at index: Int) -> String {
        let word = scalars[index...].prefix { !" \n,]}".unicodeScalars.contains($0) }
        return String(scalars: word.isEmpty ? scalars[index...index] : word).shown
    }
}
