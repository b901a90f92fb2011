import StudyModel

/// What a plain scalar of YAML says, by the rules of a job file.
///
/// They are YAML 1.2's, without the traps: `1e-5` is a float (the parser's own rules ask for a
/// point), `yes` and `off` are texts, and a quoted scalar is always a text.
enum ScalarValue: Hashable {
    case int(Int)
    case float(Double)
    case bool(Bool)
    case text(String)
    case nothing
    /// Written as a number that can't be taken, and why not.
    case unusable(String)

    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .nothing
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".inf", "+.inf", "-.inf", ".nan", ".Inf", "-.Inf", ".NaN", ".INF", "-.INF", ".NAN":
            self = .unusable("isn't a finite number")
        default: self = Self.number(text) ?? .text(text)
        }
    }

    /// The value as a parameter's, or nil where it is none.
    var parameterValue: ParameterValue? {
        switch self {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .bool(let value): .bool(value)
        case .text(let value): .text(value)
        case .nothing, .unusable: nil
        }
    }

    /// What kind of value this is, in the words of a message.
    var kind: String {
        if case .unusable(let why) = self { return "which \(why)" }
        return parameterValue?.kind ?? "nothing"
    }

    /// Digits, then perhaps a fraction and an exponent; nil where the text is no number.
    private static func number(_ text: String) -> ScalarValue? {
        var rest = Substring(text)
        if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var isInt = true
        var fraction: Substring = ""
        if rest.first == "." {
            isInt = false
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        if let letter = rest.first, letter == "e" || letter == "E" {
            isInt = false
            rest.removeFirst()
            if let sign = rest.first, sign == "+" || sign == "-" { rest.removeFirst() }
            guard !takeDigits(&rest).isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        if whole.count > 1, whole.first == "0" {
            return .unusable("begins with a superfluous 0")
        }
        if isInt {
            return Int(text).map(ScalarValue.int) ?? .unusable("is too large")
        }
        guard let value = Double(text), value.isFinite else { return .unusable("is too large") }
        return .float(value)
    }

    private static func takeDigits(_ text: inout Substring) -> Substring {
        let digits = text.prefix { ("0"..."9").contains($0) }
        text.removeFirst(digits.count)
        return digits
    }
}
