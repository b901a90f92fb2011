/// Numbers formatted for people, identically on every machine.
package enum NumberText {
    /// A number rounded to significant digits: `5.1e-05`, `0.0009`, `0.0172`, `87`, `8706960`.
    ///
    /// The digits before the decimal point are always written, so a large number may have more
    /// digits than asked for. There is an exponent below 1e-4, and from 1e10 and 10^digits upwards.
    /// The function rounds the shortest decimal that represents the number, halves away from zero,
    /// so the result doesn't depend on a C library or a locale. `keepsZeros` keeps trailing zeros
    /// up to the full number of digits, which aligns the numbers of a column.
    package static func rounded(
        _ value: Double, digits: Int, keepsZeros: Bool = false
    ) -> String {
        guard value.isFinite else { return value.description }
        let sign = value < 0 ? "-" : ""
        guard value != 0 else {
            return keepsZeros && digits > 1 ? "0." + String(repeating: "0", count: digits - 1) : "0"
        }
        var (decimals, exponent) = shortest(value.magnitude)
        let wanted = max(1, digits)
        let digits = exponent < mostWhole ? max(wanted, exponent + 1) : wanted
        if decimals.count > digits {
            let roundsUp = decimals[digits] >= 5
            decimals.removeLast(decimals.count - digits)
            if roundsUp && increment(&decimals) { exponent += 1 }
        }
        while decimals.count > 1 && decimals.last == 0 { decimals.removeLast() }
        if keepsZeros { decimals += Array(repeating: 0, count: digits - decimals.count) }
        if exponent < -4 || exponent >= max(digits, mostWhole) {
            let text = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
            return sign + point(decimals, after: 1) + "e" + (exponent < 0 ? "-" : "+") + text
        }
        // Zeros before the digits of a small number and after those of a large one.
        if exponent < 0 { decimals.insert(contentsOf: repeatElement(0, count: -exponent), at: 0) }
        let wholeCount = max(exponent, 0) + 1
        while decimals.count < wholeCount { decimals.append(0) }
        return sign + point(decimals, after: wholeCount)
    }

    /// The digits before the decimal point of numbers that need no exponent.
    private static let mostWhole = 10

    /// A whole number with all its digits, without zeros behind the point; nil for another one.
    static func whole(_ value: Double) -> String? {
        guard isWhole(value) else { return nil }
        return rounded(value, digits: wholeDigits)
    }

    /// Whether a number is whole and a double holds all its digits.
    static func isWhole(_ value: Double) -> Bool {
        value == value.rounded() && value.magnitude < 1e15
    }

    /// Enough digits for each such number.
    static let wholeDigits = 15

    /// An integer with thousands separators: `24,310`.
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// The speed of a training: `24,310 samples/s`.
    static func samplesPerSecond(_ value: Double) -> String { rate(value) + " samples/s" }

    /// A rate without unnecessary digits: `24,310`, `812`, `3.4`.
    package static func rate(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e15 else { return value.description }
        return value.magnitude >= 99.5
            ? grouped(Int(value.rounded())) : rounded(value, digits: 2)
    }

    /// The digits of the shortest text that parses back to the number, and the first digit's power
    /// of ten.
    private static func shortest(_ value: Double) -> (digits: [UInt8], exponent: Int) {
        var digits: [UInt8] = []
        digits.reserveCapacity(20)
        var (exponent, sign) = (0, 0)
        var pointPosition: Int?
        // `1.25`, `5e-05`, `1e+16`; in bytes for speed, because this runs for each number shown.
        for character in value.description.utf8 {
            switch character {
            case UInt8(ascii: "."): pointPosition = digits.count
            case UInt8(ascii: "e"): sign = 1
            case UInt8(ascii: "-"): sign = -1
            case UInt8(ascii: "+"): break
            default:
                let digit = character - UInt8(ascii: "0")
                if sign == 0 { digits.append(digit) } else { exponent = 10 * exponent + Int(digit) }
            }
        }
        exponent = sign * exponent + (pointPosition ?? digits.count) - 1
        let zeros = digits.prefix { $0 == 0 }.count
        digits.removeFirst(zeros)
        return (digits, exponent - zeros)
    }

    /// Adds one to the last digit; true if 9.99 became 1.00 of the next power.
    private static func increment(_ digits: inout [UInt8]) -> Bool {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return false
            }
            digits[index] = 0
        }
        digits[0] = 1
        return true
    }

    /// The digits as a text, with a decimal point after the first `count` if there are more.
    private static func point(_ digits: [UInt8], after count: Int) -> String {
        let hasPoint = digits.count > count
        return String(unsafeUninitializedCapacity: digits.count + (hasPoint ? 1 : 0)) { bytes in
            for (index, digit) in digits.enumerated() {
                bytes[index + (index < count ? 0 : 1)] = digit + UInt8(ascii: "0")
            }
            if hasPoint { bytes[count] = UInt8(ascii: ".") }
            return bytes.count
        }
    }
}
