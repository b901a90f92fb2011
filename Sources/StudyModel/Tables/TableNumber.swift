/// How numbers are written in tables.
package enum TableNumber {
    /// Numbers beyond this are not read: sums of their squares would overflow.
    package static let largest = 1e100

    /// Whether a text is a number beyond the largest.
    package static func isTooLarge(_ text: String) -> Bool {
        number(text).map { $0.magnitude > largest } ?? false
    }

    /// Whether texts are all numbers, as in a line of a file that is no header.
    package static func areNumbers(_ texts: [String]) -> Bool {
        texts.allSatisfy { number($0) != nil }
    }

    /// A number in decimal notation, also one that is too large; nil for another text.
    private static func number(_ text: String) -> Double? {
        text.utf8.allSatisfy { isDigit($0) || ".-+eE".utf8.contains($0) } ? Double(text) : nil
    }

    /// A number with a sign of money or of a share, or a date; both look like texts.
    package enum Decoration: Sendable, Hashable { case sign, date }

    /// What keeps a text from being a number; nil for other texts.
    package static func decoration(of text: String) -> Decoration? {
        // Most texts end here.
        guard text.utf8.count <= 40, text.utf8.contains(where: isDigit) else { return nil }
        if isDate(text) { return .date }
        let scalars = text.unicodeScalars
        let number = scalars.filter { !isSign($0) && $0 != " " && $0 != "," }
        guard number.count < scalars.count, scalars.contains(where: isSign) else { return nil }
        let plain = String(String.UnicodeScalarView(number))
        return areNumbers([plain]) ? .sign : nil
    }

    private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "%" || scalar == "‰" || scalar.properties.generalCategory == .currencySymbol
    }

    /// Whether a text is a date such as `2024-01-31`, `31.1.2024` or `1/31/24`, or begins with one
    /// and has a time behind it.
    private static func isDate(_ text: String) -> Bool {
        let day = text.prefix { $0 != " " && $0 != "T" }
        for separator in ["-", ".", "/"] {
            let parts = day.split(separator: separator, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let counts = parts.map(\.utf8.count)
            let isYearFirst = counts[0] == 4 && counts[2] <= 2
            let isYearLast = counts[0] <= 2 && (counts[2] == 4 || counts[2] == 2)
            return (isYearFirst || isYearLast) && (1...2).contains(counts[1])
                && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        }
        return false
    }

    /// Whether a text is a number with a decimal comma: `3,5`, `-1,2e3` or `1.234,5`.
    package static func hasDecimalComma(_ text: String) -> Bool {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.first.map(isDigit) == true,
            let last = parts[0].utf8.last, isDigit(last),
            text.utf8.allSatisfy({ isDigit($0) || ".,-+eE".utf8.contains($0) })
        else { return false }
        return Double(parts[0].replacing(".", with: "") + "." + parts[1]) != nil
    }

    /// Whether a text is a number whose commas separate groups of thousands: `31,606` or
    /// `-1,234,567.8`.
    package static func hasThousands(_ text: String) -> Bool {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        let whole = unsigned.split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let groups = whole[0].split(separator: ",", omittingEmptySubsequences: false)
        return groups.count > 1 && !groups[0].hasPrefix("0")
            && (1...3).contains(groups[0].utf8.count)
            && groups.dropFirst().allSatisfy { $0.utf8.count == 3 }
            && groups.allSatisfy { $0.utf8.allSatisfy(isDigit) }
            && (whole.count == 1 || whole[1].utf8.allSatisfy(isDigit))
    }

    /// Whether a text is a number with a comma, decimal or between thousands.
    package static func hasComma(_ text: String) -> Bool {
        hasDecimalComma(text) || hasThousands(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
