/// Texts as cells of a Markdown table.
enum MarkdownText {
    /// What begins or ends markup in CommonMark, in GitHub's tables and its extensions: emphasis,
    /// strikethrough, code, links, HTML, cells and formulas.
    private static let special: Set<Unicode.Scalar> = [
        "\\", "`", "*", "_", "<", ">", "[", "]", "|", "~", "$",
    ]

    /// A text that a reader of the table sees as it is.
    ///
    /// Every character of ASCII that isn't a letter or a digit may have a backslash before it.
    /// Control characters, which could break the line, are spaces. Two hyphens or points in a row
    /// become other characters with some readers, and two spaces one.
    ///
    /// Sources: CommonMark 0.31.2, "Backslash escapes"; GitHub Flavored Markdown, "Tables".
    static func cell(_ text: String) -> String {
        // Scalars: an accent behind a bar leaves it a bar.
        let scalars = Array(DisplayWidth.printable(text).unicodeScalars)
        var out = ""
        for (index, scalar) in scalars.enumerated() {
            let previous = index > 0 ? scalars[index - 1] : nil
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case " ":
                // Beside an edge or another space it would be left out.
                out += previous == nil || next == nil || previous == " " ? "&#32;" : " "
            case "-", ".", "'", "\"":
                let isAlone = scalar != previous && scalar != next
                out += (isAlone ? "" : "\\") + String(scalar)
            case "&", ":":
                // Entities (&lt;) and names of pictures (:tada:) have no space in them.
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
