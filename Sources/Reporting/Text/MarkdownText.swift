/// Escapes texts for cells of a Markdown table.
enum MarkdownText {
    /// Characters that begin or end markup in CommonMark, in GitHub's tables and its extensions:
    /// emphasis, strikethrough, code, links, HTML, cells and formulas.
    private static let special: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "<", ">", "[", "]", "|", "~", "$",
    ]

    /// A text that Markdown shows unchanged.
    ///
    /// Every ASCII character that isn't a letter or a digit may follow a backslash. Control
    /// characters, which could break the line, become spaces. Some renderers replace two hyphens or
    /// points in a row by other characters, and two spaces by one.
    ///
    /// Sources: CommonMark 0.31.2, "Backslash escapes"; GitHub Flavored Markdown, "Tables".
    static func cell(_ text: String) -> String {
        // Scalars, because a bar with a combining accent still acts as a bar.
        let scalars = Array(DisplayWidth.printable(text).unicodeScalars)
        var out = ""
        for (index, scalar) in scalars.enumerated() {
            let previous = index > 0 ? scalars[index - 1] : nil
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case " ":
                // A space at an edge or beside another space would be dropped.
                out += previous == nil || next == nil || previous == " " ? "&#32;" : " "
            case "-", ".", "'", "\"":
                let isAlone = scalar != previous && scalar != next
                out += (isAlone ? "" : "\\") + String(scalar)
            case "&", ":":
                // Entities (&lt;) and emoji names (:tada:) contain no space.
                out += (isOpening(next) ? "\\" : "") + String(scalar)
            default:
                if special.contains(scalar) { out += "\\" }
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func isOpening(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, scalar.isASCII else { return false }
        return Character(scalar).isLetter || Character(scalar).isNumber
            || "#+-".contains(String(scalar))
    }
}
