import StudyModel

/// The value of a plain YAML scalar, by the rules of a job file.
///
/// The rules are those of YAML 1.2 without its traps. `1e-5` is a float, although the parser's own
/// rules require a decimal point. `yes` and `off` are texts. A quoted scalar is always a text.
package enum ScalarValue: Hashable {
    case int(Int)
    case float(Double)
    case bool(Bool)
    case text(String)
    case nothing
    /// A number that can't be used, with the reason.
    case unusable(String)

    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .nothing
        case "true", "True", "TRUE": self = .bool(true)
        case "false", "False", "FALSE": self = .bool(false)
        case ".inf", "+.inf", "-.inf", ".nan", ".Inf", "-.Inf", ".NaN", ".INF", "-.INF", ".NAN":
            self = .unusable("isn't a finite number")
        default: self = Self.number(text) ?? .text(text)
        }
    }

    /// The value as a parameter value; nil if it isn't one.
    var parameterValue: ParameterValue? {
        switch self {
        case .int(let value): .int(value)
        case .float(let value): .float(value)
        case .bool(let value): .bool(value)
        case .text(let value): .text(value)
        case .nothing, .unusable: nil
        }
    }

    /// The kind of the value, for messages.
    var kind: String {
        if case .unusable(let why) = self { return "which \(why)" }
        return parameterValue?.kind ?? "nothing"
    }

    /// Parses digits with an optional fraction and exponent; nil if the text isn't a number.
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
        if value == 0, (whole + fraction).contains(where: { $0 != "0" }) {
            return .unusable("is so near to 0 that it would be 0")
        }
        return .float(value)
    }

    private static func takeDigits(_ text: inout Substring) -> Substring {
        let digits = text.prefix { ("0"..."9").contains($0) }
        text.removeFirst(digits.count)
        return digits
    }
}
