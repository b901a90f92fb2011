/// How numbers are written in tables.
package enum TableNumber {
    /// Numbers beyond this are not read: sums of their squares would overflow.
    package static let largest = 1e100

    /// Whether a text is a number beyond the largest.
    package static func isTooLarge(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != UInt8(ascii: "e"), first != UInt8(ascii: "E"),
            text.utf8.allSatisfy({ isDigit($0) || ".-+eE".utf8.contains($0) }),
            let number = Double(text)
        else { return false }
        return number.magnitude > largest
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

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
