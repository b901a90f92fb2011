/// The number of terminal columns that a text takes.
///
/// East Asian wide characters and emoji take two columns, combining marks none. Source: Unicode
/// Standard Annex #11, "East Asian Width", property values W and F, as ranges; and #51 for emoji
/// sequences, each of which is one Character in Swift.
package enum DisplayWidth {
    /// The number of columns of a text without control characters.
    package static func of(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + of($1) }
    }

    static func of(_ character: Character) -> Int {
        if character.isASCII { return 1 }
        var width = 0
        for scalar in character.unicodeScalars {
            // The variation selector requests the emoji form of the character before it.
            if scalar.value == 0xFE0F { return 2 }
            width = max(width, of(scalar))
        }
        return width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if (0x1160...0x11FF).contains(scalar.value) { return 0 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x25FD...0x25FE,
        0x2614...0x2615, 0x2648...0x2653, 0x26AA...0x26AB, 0x26BD...0x26BE, 0x2753...0x2755,
        0x2795...0x2797, 0x2B1B...0x2B1C, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF, 0x1F200...0x1F320, 0x1F32D...0x1F64F,
        0x1F680...0x1F6FF, 0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF,
        0x20000...0x3FFFD,
    ]

    /// The text with control characters replaced by spaces, because they could move the cursor.
    package static func printable(_ text: String) -> String {
        // A fast path for most texts, because lookup of scalar properties is slow.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            || scalar.properties.generalCategory == .lineSeparator
            || scalar.properties.generalCategory == .paragraphSeparator
            // Marks that change the direction of the text after them.
            || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// The text in at most `width` columns; the mark replaces the part that is cut off.
    package static func truncated(_ text: String, to width: Int, mark: String = "…") -> String {
        if of(text) <= width { return text }
        let markWidth = of(mark)
        guard width >= markWidth else { return "" }
        var result = ""
        var used = 0
        for character in text {
            let next = of(character)
            guard used + next + markWidth <= width else { break }
            result.append(character)
            used += next
        }
        return result + mark
    }

    /// The text padded to `width` columns with spaces after it, or before it.
    package static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
        let missing = width - of(text)
        guard missing > 0 else { return text }
        let spaces = String(repeating: " ", count: missing)
        return right ? spaces + text : text + spaces
    }
}
