/// Reads a regular expression.
///
/// It reads what a search in linear time can have: no back references, no lookahead and no
/// lookbehind.
struct PatternParser {
    /// Deeper groups could exhaust the stack.
    private static let deepest = 100
    static let mostRepetitions = 1000

    private let scalars: [Unicode.Scalar]
    private var next = 0
    private var depth = 0
    private var ignoresCase = false
    private(set) var groupCount = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The whole expression.
    mutating func parse() throws(ReportMistake) -> PatternNode {
        let node = try choice()
        guard next == scalars.count else { throw mistake("has a ) without a (") }
        return node
    }

    func mistake(_ found: String) -> ReportMistake {
        ReportMistake(
            "'\(String(String.UnicodeScalarView(scalars)))' is no regular expression that is read "
                + "here: it \(found)")
    }

    private var peek: Unicode.Scalar? { next < scalars.count ? scalars[next] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[next...].starts(with: wanted) else { return false }
        next += wanted.count
        return true
    }

    // MARK: Structure

    private mutating func choice() throws(ReportMistake) -> PatternNode {
        var alternatives = [try sequence()]
        while take("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func sequence() throws(ReportMistake) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            guard let atom = try atom() else { continue }
            parts.append(try repeated(atom))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// Nil for a setting, such as `(?i)`.
    private mutating func atom() throws(ReportMistake) -> PatternNode? {
        let scalar = scalars[next]
        next += 1
        switch scalar {
        case "(": return try group()
        case "[": return .scalar(try set())
        case ".": return .scalar(.any)
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        case "\\": return try escaped()
        case "*", "+", "?": throw mistake("has a '\(scalar)' with nothing before it to repeat")
        default: return .scalar(ScalarSet(scalar, ignoresCase: ignoresCase))
        }
    }

    private mutating func group() throws(ReportMistake) -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw mistake("has more than \(Self.deepest) nested (") }
        let outerCase = ignoresCase
        var number: Int?
        if take("?") {
            if take("i)") {
                ignoresCase = true
                return nil
            }
            if take("i:") {
                ignoresCase = true
            } else if take("P<") || (scalars[next...].first == "<" && isName(at: next + 1)) {
                number = newGroup()
                guard let end = scalars[next...].firstIndex(of: ">") else {
                    throw mistake("has a group whose name has no >")
                }
                next = end + 1
            } else if !take(":") {
                let shown = String(String.UnicodeScalarView(scalars[next...].prefix(2)))
                throw mistake(
                    "has '(?\(shown)'; expected (?:, (?<name>, (?i) or (?i:, as lookahead and "
                        + "lookbehind are not read")
            }
        } else {
            number = newGroup()
        }
        let inner = try choice()
        guard take(")") else { throw mistake("has a ( without a )") }
        ignoresCase = outerCase
        return number.map { .group($0, inner) } ?? inner
    }

    /// Groups are numbered by where they begin.
    private mutating func newGroup() -> Int {
        groupCount += 1
        return groupCount
    }

    private func isName(at place: Int) -> Bool {
        place < scalars.count && (scalars[place].isInWords)
    }

    // MARK: Repetitions

    private mutating func repeated(_ atom: PatternNode) throws(ReportMistake) -> PatternNode {
        guard let (least, most) = try bounds() else { return atom }
        let isLazy = take("?")
        if let scalar = peek, scalar == "+" || scalar == "*" || scalar == "?" {
            throw mistake(
                "has a '\(scalar)' behind a repetition; expected one repetition of a part, or a "
                    + "group around it: (?:…)")
        }
        return .repetition(atom, least: least, most: most, isLazy: isLazy)
    }

    private mutating func bounds() throws(ReportMistake) -> (least: Int, most: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard peek == "{", let end = scalars[next...].firstIndex(of: "}") else { return nil }
        let text = String(String.UnicodeScalarView(scalars[(next + 1)..<end]))
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.map { Int($0) }
        // Other braces are characters like any other.
        guard (1...2).contains(parts.count), numbers.contains(where: { $0 != nil }),
            zip(parts, numbers).allSatisfy({ $0.isEmpty || $1 != nil })
        else { return nil }
        next = end + 1
        let least = numbers[0] ?? 0
        let most = parts.count == 1 ? least : numbers[1]
        guard least >= 0, least <= most ?? least,
            max(least, most ?? 0) <= Self.mostRepetitions
        else {
            throw mistake(
                "has {\(text)}; expected at most \(Self.mostRepetitions) repetitions, the lower "
                    + "number first")
        }
        return (least, most)
    }

    // MARK: Escapes

    private mutating func escaped() throws(ReportMistake) -> PatternNode {
        switch peek {
        case "b":
            next += 1
            return .assertion(.wordBoundary)
        case "B":
            next += 1
            return .assertion(.noWordBoundary)
        case "A":
            next += 1
            return .assertion(.start)
        case "z", "Z":
            next += 1
            return .assertion(.end)
        default: break
        }
        if let (kind, isNegated) = takeKind() {
            return .scalar(ScalarSet(kind, isNegated: isNegated))
        }
        return .scalar(ScalarSet(try literal(), ignoresCase: ignoresCase))
    }

    /// The kind of `\d` or `\D`, behind the backslash.
    private mutating func takeKind() -> (kind: ScalarSet.Kind, isNegated: Bool)? {
        guard let scalar = peek else { return nil }
        let letter = Character(scalar)
        guard let kind = ScalarSet.Kind(rawValue: Character(letter.lowercased())) else {
            return nil
        }
        next += 1
        return (kind, letter.isUppercase)
    }

    /// The scalar that an escape stands for, behind the backslash.
    private mutating func literal() throws(ReportMistake) -> Unicode.Scalar {
        guard let scalar = peek else { throw mistake("ends with a \\") }
        next += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{C}"
        case "e": return "\u{1B}"
        case "x": return try hexadecimal(digits: 2)
        case "u": return try hexadecimal(digits: 4)
        default:
            guard scalar.isASCII, !scalar.isInWords || scalar == "_" else {
                throw mistake(
                    "has '\\\(scalar)', which is not read; expected \\d, \\w, \\s, \\b, \\t or a "
                        + "character that is no letter and no digit")
            }
            return scalar
        }
    }

    /// `41` or `{1F600}`.
    private mutating func hexadecimal(digits: Int) throws(ReportMistake) -> Unicode.Scalar {
        let text: String
        if take("{") {
            let end = scalars[next...].firstIndex(of: "}") ?? next
            text = String(String.UnicodeScalarView(scalars[next..<end]))
            next = min(end + 1, scalars.count)
        } else {
            text = String(String.UnicodeScalarView(scalars[next...].prefix(digits)))
            next = min(next + digits, scalars.count)
        }
        guard text.allSatisfy(\.isHexDigit), let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw mistake("has the number '\(text)' of a character, which is none") }
        return scalar
    }

    // MARK: Sets

    /// A set in brackets, behind the opening one.
    private mutating func set() throws(ReportMistake) -> ScalarSet {
        var set = ScalarSet()
        let isNegated = take("^")
        var isFirst = true
        while isFirst || peek != "]" {
            guard peek != nil else { throw mistake("has a [ without a ]") }
            isFirst = false
            guard peek != "[" else {
                throw mistake("has a [ within a set; expected \\[ for this character")
            }
            guard let low = try member(&set) else { continue }
            guard peek == "-", next + 1 < scalars.count, scalars[next + 1] != "]" else {
                set.insert(low...low)
                continue
            }
            next += 1
            guard let high = try member(&set), low <= high else {
                throw mistake("has a range in a set that does not go up, such as [z-a]")
            }
            set.insert(low...high)
        }
        next += 1
        set.finish(isNegated: isNegated, ignoresCase: ignoresCase)
        return set
    }

    /// A scalar of a set; nil for a kind, which is inserted.
    private mutating func member(_ set: inout ScalarSet) throws(ReportMistake) -> Unicode.Scalar? {
        guard take("\\") else {
            next += 1
            return scalars[next - 1]
        }
        if let (kind, isNegated) = takeKind() {
            set.insert(kind, isExcluded: isNegated)
            return nil
        }
        if take("b") { return "\u{8}" }
        return try literal()
    }
}
