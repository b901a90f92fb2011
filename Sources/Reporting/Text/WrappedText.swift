/// Breaks lines that are too wide for a terminal.
package enum WrappedText {
    /// Breaks a line at spaces into lines of at most `width` columns.
    ///
    /// Lines after the first begin with `indent` spaces. A word longer than a line is broken
    /// anywhere, so that nothing is lost.
    package static func lines(_ line: String, width: Int, indent: Int) -> [String] {
        guard DisplayWidth.of(line) > width, width > 0 else { return [line] }
        let margin = String(repeating: " ", count: min(indent, width / 2))
        var lines: [String] = []
        var current = ""
        var used = 0
        var isEmpty = true
        func start() {
            lines.append(current)
            current = margin
            used = margin.count
            isEmpty = true
        }
        for word in words(line) {
            var rest = Substring(word)
            if !isEmpty, used + DisplayWidth.of(word) > width { start() }
            // Drop leading spaces of a continuation line.
            if isEmpty, !lines.isEmpty { rest = rest.drop { $0 == " " } }
            for character in rest {
                let next = DisplayWidth.of(character)
                if used + next > width, used > margin.count { start() }
                current.append(character)
                used += next
                isEmpty = false
            }
        }
        lines.append(current)
        return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    /// Words, each with the spaces before it.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var isInWord = true
        for character in line {
            if character == " ", isInWord || words.isEmpty {
                words.append("")
                isInWord = false
            } else if words.isEmpty {
                words.append("")
            }
            if character != " " { isInWord = true }
            words[words.count - 1].append(character)
        }
        return words
    }
}
