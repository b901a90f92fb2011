/// Gnuplot's syntax: the only place that puts texts into a script or a data file.
enum ScriptText {
    /// Characters besides letters and digits without a special meaning in a gnuplot string.
    private static let harmless = Set(" .,:;()[]+-=/*_<>!?%&~|^".unicodeScalars)

    /// A text as a gnuplot string, which reads back as `line(text)`.
    ///
    /// Plain texts use single quotes. Gnuplot reads quotes, backslashes, backticks, braces and `@`
    /// in several passes, not all of which know where a string ends. So a text with any other ASCII
    /// character uses double quotes and octal escapes for those characters.
    static func quoted(_ text: String) -> String {
        let line = line(text)
        guard line.unicodeScalars.contains(where: { !isPlain($0) }) else { return "'" + line + "'" }
        var out = "\""
        for scalar in line.unicodeScalars {
            guard !isPlain(scalar) else {
                out.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 8)
            out += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
        return out + "\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return true }
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        default: return harmless.contains(scalar)
        }
    }

    /// A text in one line, with spaces for line breaks and tabs.
    ///
    /// Other control characters, which SVG can't contain, become the replacement character.
    static func line(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var out = String.UnicodeScalarView()
        for character in text {
            // A carriage return and a line feed are one line break.
            if character.isNewline || character == "\t" {
                out.append(" ")
                continue
            }
            for scalar in character.unicodeScalars {
                let isShown =
                    scalar.properties.generalCategory != .control
                    && !scalar.properties.isNoncharacterCodePoint
                out.append(isShown ? scalar : "\u{FFFD}")
            }
        }
        return String(out)
    }

    /// A displayed text; the style's function `plain` also makes it safe for LaTeX.
    static func shown(_ text: String) -> String { "plain(" + quoted(text) + ")" }

    /// A name beside an axis or in a legend, shortened in the middle if very long.
    ///
    /// Gnuplot shrinks the plot by the width of its labels, and draws none if no room is left.
    static func label(_ text: String, to length: Int = longestLabel) -> String {
        shown(shortened(text, to: length))
    }

    /// The label of a tick, in which gnuplot interprets percent signs as formats.
    static func tick(_ text: String) -> String {
        let text = shortened(text, to: longestLabel)
        guard text.contains("%") else { return shown(text) }
        // Gnuplot truncates the result of a format, possibly within a letter.
        let length = text.utf8.count + text.utf8.count { $0 == UInt8(ascii: "%") }
        let isCut = length > longestFormat
        return "tick(" + quoted(isCut ? text.replacing("%", with: "％") : text) + ")"
    }

    /// The maximum bytes of a tick label with a percent sign, which is a format.
    private static let longestFormat = 48

    /// The maximum letters of a label; wide letters count twice.
    static let longestLabel = 48

    /// Shortens a text to its beginning and end, because either may distinguish it from others.
    static func shortened(_ text: String, to length: Int) -> String {
        guard width(text) > length else { return text }
        let half = (length - 1) / 2
        return String(prefix(text, half)) + "…"
            + String(prefix(String(text.reversed()), length - 1 - half).reversed())
    }

    /// Shortens names so that different ones stay different.
    ///
    /// Names that would look the same after a cut in the middle begin where they differ. If that
    /// does not suffice, they are numbered: `adam…fast (2)`.
    static func distinct(_ names: [String], to length: Int) -> [String] {
        var shown = names.map { shortened($0, to: length) }
        for group in lookalikes(shown, of: names) {
            // Some letters in front show that these are not the first ones.
            let start = max(0, commonPrefix(group.map { names[$0] }) - 3)
            for index in group {
                let rest = "…" + names[index].dropFirst(start)
                shown[index] =
                    width(rest) <= length ? rest : prefix(rest, length - 1) + "…"
            }
        }
        for group in lookalikes(shown, of: names) {
            for (number, index) in group.enumerated() {
                let mark = " (\(number + 1))"
                shown[index] =
                    shortened(names[index], to: max(1, length - width(mark))) + mark
            }
        }
        return shown
    }

    /// The indices of different names that are shown alike, in groups.
    private static func lookalikes(_ shown: [String], of names: [String]) -> [[Int]] {
        Dictionary(grouping: shown.indices) { shown[$0] }.values
            .filter { group in Set(group.map { names[$0] }).count > 1 }
    }

    /// The number of letters with which all of some texts begin.
    private static func commonPrefix(_ texts: [String]) -> Int {
        guard let first = texts.first else { return 0 }
        return texts.dropFirst().reduce(first.count) { count, text in
            min(count, zip(first, text).prefix { $0 == $1 }.count)
        }
    }

    private static func prefix(_ text: String, _ length: Int) -> Substring {
        var used = 0
        return text.prefix { character in
            used += width(String(character))
            return used <= length
        }
    }

    /// The width in letters; East Asian letters and emoji count twice.
    static func width(_ text: String) -> Int {
        text.reduce(0) { sum, character in
            let isWide = character.unicodeScalars.contains {
                $0.value >= 0x1100 && $0.value < 0x1160
                    || (0x2E80...0xFF60).contains($0.value) || $0.value >= 0x1F000
            }
            return sum + (isWide ? 2 : 1)
        }
    }

    static func number(_ value: Double) -> String { DataFile.number(value) }

    /// One plot command over several lines.
    static func plot(_ command: String, _ elements: [String]) -> String {
        command + " " + elements.joined(separator: ", \\\n    ")
    }
}
