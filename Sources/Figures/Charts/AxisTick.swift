import Portable

/// A tick of an axis.
struct AxisTick: Sendable, Hashable {
    enum Label: Sendable, Hashable {
        case none
        case text(String)
        /// A power of ten.
        case power(Int)

        /// As plain text.
        var text: String {
            switch self {
            case .none: ""
            case .text(let text): text
            case .power(let exponent): "10" + Self.raised(exponent)
            }
        }

        /// The label as a gnuplot expression.
        var script: String {
            switch self {
            case .none: "''"
            case .text(let text): ScriptText.shown(text)
            case .power(let exponent): "power(\(exponent))"
            }
        }

        /// The width in letters, including space on both sides; superscript digits are narrow.
        var width: Int {
            switch self {
            case .none: 0
            case .text(let text): ScriptText.width(text) + 2
            case .power: 4
            }
        }

        private static func raised(_ exponent: Int) -> String {
            let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
            let text = String(exponent.magnitude).utf8.map { digits[Int($0 - UInt8(ascii: "0"))] }
            return (exponent < 0 ? "⁻" : "") + String(text)
        }
    }

    var value: Double
    var label: Label
    /// Whether it is an unlabelled tick between labelled ones.
    var isMinor = false

    /// The tick in gnuplot's list of ticks.
    var script: String {
        var text = label.script
        if case .text(let shown) = label { text = ScriptText.tick(shown) }
        return text + " " + ScriptText.number(value) + (isMinor ? " 1" : "")
    }

    /// At most about `count` ticks at multiples of 1, 2 or 5 times a power of ten, by their values.
    static func linear(from lower: Double, to upper: Double, count: Int) -> [AxisTick] {
        decimals(from: lower, to: upper, count: count).map {
            AxisTick(value: $0.value, label: .text($0.text))
        }
    }

    /// The same ticks, by their differences to a round number near them, if their values are too
    /// long to stand side by side.
    static func differences(
        from lower: Double, to upper: Double, count: Int
    ) -> (ticks: [AxisTick], base: ShortDecimal)? {
        let decimals = decimals(from: lower, to: upper, count: count)
        guard let first = decimals.first, let last = decimals.last, decimals.count > 1,
            decimals.contains(where: { $0.text.count > longestText })
        else { return nil }
        // At least the smallest power of ten that the ticks' range does not exceed.
        var unit = 1
        while unit < last.digits - first.digits { unit *= 10 }
        var found: (ticks: [AxisTick], base: ShortDecimal)?
        // The roundest number that leaves short differences.
        while true {
            let multiple = first.digits / unit - (first.digits % unit < 0 ? 1 : 0)
            let base = ShortDecimal(digits: multiple * unit, exponent: first.exponent)
            let ticks = decimals.map { decimal in
                let rest = ShortDecimal(
                    digits: decimal.digits - base.digits, exponent: decimal.exponent)
                return AxisTick(value: decimal.value, label: .text(rest.text))
            }
            let isShort = ticks.allSatisfy { $0.label.text.count <= longestDifference }
            guard base.digits != 0, found == nil || isShort else { return found }
            found = (ticks, base)
            unit *= 10
        }
    }

    /// The letters of a number that stands beside others, and those of a difference.
    private static let longestText = 7
    private static let longestDifference = 5

    private static func decimals(
        from lower: Double, to upper: Double, count: Int
    ) -> [ShortDecimal] {
        let span = upper - lower
        guard span > 0, span.isFinite else { return [] }
        var exponent = DecimalLogarithm.floor(span / Double(max(1, count)))
        var digit = 1
        // The smallest step that doesn't give too many ticks.
        while steps(span, digit, exponent) > Double(count) {
            digit = digit == 1 ? 2 : digit == 2 ? 5 : 1
            if digit == 1 { exponent += 1 }
        }
        let step = ShortDecimal(digits: digit, exponent: exponent).value
        let first = (lower / step - 1e-9).rounded(.up)
        let last = (upper / step + 1e-9).rounded(.down)
        guard first <= last, first.magnitude < 1e15, last.magnitude < 1e15 else { return [] }
        return (Int(first)...Int(last)).map { multiple in
            ShortDecimal(digits: multiple * digit, exponent: exponent)
        }
    }

    /// Whether a logarithmic axis is too short for powers of ten.
    static func isShort(from lower: Double, to upper: Double) -> Bool {
        DecimalLogarithm.of(upper) - DecimalLogarithm.of(lower) < 0.7
    }

    /// Ticks at powers of ten, with further ticks for a short range; linear ticks for a very short
    /// one.
    static func logarithmic(from lower: Double, to upper: Double, count: Int) -> [AxisTick] {
        let (first, last) = (DecimalLogarithm.floor(lower), DecimalLogarithm.floor(upper))
        guard !isShort(from: lower, to: upper) else {
            return linear(from: lower, to: upper, count: count)
        }
        let span = DecimalLogarithm.of(upper) - DecimalLogarithm.of(lower)
        // The finest set that doesn't give too many ticks.
        let finer =
            span < 1 ? [[1, 2, 3, 5, 7], [1, 2, 5]] : span < 2 ? [[1, 2, 5], [1, 3]] : []
        let digits =
            finer.first { digits in
                (first...last).reduce(0) { sum, exponent in
                    sum
                        + digits.count {
                            (lower...upper).contains(
                                ShortDecimal(digits: $0, exponent: exponent).value)
                        }
                } <= count
            } ?? finer.last ?? [1]
        // Powers of ten are plain numbers if other numbers also have labels.
        let usesPowers = digits == [1] && (first < -3 || last > 4)
        let stride = stride(ofPowers: span, count: count)
        var ticks: [AxisTick] = []
        for exponent in first...last {
            for digit in 1...9 {
                let decimal = ShortDecimal(digits: digit, exponent: exponent)
                guard decimal.value >= lower, decimal.value <= upper else { continue }
                let isMajor = digits.contains(digit) && exponent % stride == 0
                if isMajor {
                    let label: Label =
                        usesPowers && digit == 1 ? .power(exponent) : .text(decimal.text)
                    ticks.append(AxisTick(value: decimal.value, label: label))
                } else if stride == 1 || digit == 1 && stride <= mostUnlabelled {
                    ticks.append(AxisTick(value: decimal.value, label: .none, isMinor: true))
                }
            }
        }
        return ticks
    }

    /// The powers of ten between two labels: a round number of them, where they are many.
    private static func stride(ofPowers span: Double, count: Int) -> Int {
        let least = max(1, Int((span / Double(max(1, count))).rounded(.up)))
        return least <= 10
            ? least : [20, 25, 50, 100, 200].first { $0 >= least } ?? least
    }

    /// Where more powers of ten lie between two labels, ticks of each would be one black line.
    private static let mostUnlabelled = 10

    private static func steps(_ span: Double, _ digit: Int, _ exponent: Int) -> Double {
        span / ShortDecimal(digits: digit, exponent: exponent).value
    }
}

/// A decimal number: integer digits and a power of ten.
struct ShortDecimal: Sendable, Hashable {
    var digits: Int
    var exponent: Int

    var value: Double { Double("\(digits)e\(exponent)") ?? .nan }

    var magnitude: ShortDecimal { ShortDecimal(digits: abs(digits), exponent: exponent) }

    /// `0.002`, `250`, `3e-7`.
    var text: String {
        guard digits != 0 else { return "0" }
        var (digits, exponent) = (digits, exponent)
        while digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
        let whole = String(digits.magnitude)
        let sign = digits < 0 ? "-" : ""
        if exponent >= 0 && whole.count + exponent <= 6 {
            return sign + whole + String(repeating: "0", count: exponent)
        }
        let place = whole.count + exponent
        if exponent < 0 && place > -4 {
            let padded = String(repeating: "0", count: max(0, 1 - place)) + whole
            let split = padded.index(padded.endIndex, offsetBy: exponent)
            return sign + padded[..<split] + "." + padded[split...]
        }
        let first = whole.prefix(1)
        let rest = whole.dropFirst()
        return sign + first + (rest.isEmpty ? "" : "." + rest) + "e\(place - 1)"
    }

    /// A number as the sentences of alternative texts have it: six digits, and all digits of a
    /// whole number.
    static func inSentence(_ value: Double) -> String { written(value, digits: 6) }

    /// A number on a bar: three digits, and all digits of a whole number.
    static func onBar(_ value: Double) -> String { written(value, digits: 3) }

    private static func written(_ value: Double, digits: Int) -> String {
        guard value.magnitude < 1e15, value.magnitude >= 1 else {
            return rounded(value, digits: digits)
        }
        // The digits before the point are never rounded.
        let whole = DecimalLogarithm.floor(value.magnitude) + 1
        guard value != value.rounded(), whole < digits else { return "\(Int(value.rounded()))" }
        return rounded(value, digits: digits)
    }

    /// A number rounded to significant digits, formatted for people.
    static func rounded(_ value: Double, digits: Int) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "-∞" : "∞" }
        guard value != 0 else { return "0" }
        let exponent = DecimalLogarithm.floor(value.magnitude) - digits + 1
        let scaled =
            exponent >= 0
            ? value / ShortDecimal(digits: 1, exponent: exponent).value
            : value * ShortDecimal(digits: 1, exponent: -exponent).value
        // The scale factor overflows for the smallest numbers.
        guard scaled.magnitude < 1e15 else { return value.description }
        return ShortDecimal(digits: Int(scaled.rounded()), exponent: exponent).text
    }
}

/// Base-10 logarithms that are identical on every machine.
enum DecimalLogarithm {
    private static let ln10 = 2.302585092994046

    static func of(_ value: Double) -> Double { PortableMath.log(value) / ln10 }
    static func power(_ exponent: Double) -> Double { PortableMath.exp(exponent * ln10) }

    /// The largest integer exponent whose power of ten is at most the value, which must be above 0.
    static func floor(_ value: Double) -> Int {
        var exponent = Int(of(value).rounded(.down))
        while ShortDecimal(digits: 1, exponent: exponent + 1).value <= value { exponent += 1 }
        while ShortDecimal(digits: 1, exponent: exponent).value > value { exponent -= 1 }
        return exponent
    }
}
