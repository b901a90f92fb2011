/// Lines that are broken where a terminal is too narrow for them.
enum WrappedText {
    /// The line in lines of at most `width` columns, broken at spaces.
    ///
    /// Lines after the first begin with `indent` spaces. A word that is longer than a line is
    /// broken anywhere: nothing is left out.
    static func lines(_ line: String, width: Int, indent: Int) -> [String] {
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
            // Spaces at the beginning of a broken line are of no use.
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
