/// Texts as LaTeX sets them.
enum LaTeXText {
    /// A text that a reader sees as it is, in whatever font encoding.
    ///
    /// LaTeX joins some characters to others (two hyphens to a dash, two quotes to one); braces
    /// keep them apart. Control characters are spaces.
    static func escaped(_ text: String) -> String {
        var out = ""
        var previous: Unicode.Scalar?
        for scalar in DisplayWidth.printable(text).unicodeScalars {
            switch scalar {
            case "&", "%", "$", "#", "_", "{", "}": out += "\\\(scalar)"
            case "~": out += "\\textasciitilde{}"
            case "^": out += "\\textasciicircum{}"
            case "\\": out += "\\textbackslash{}"
            case "<": out += "\\textless{}"
            case ">": out += "\\textgreater{}"
            case "|": out += "\\textbar{}"
            case "'": out += "\\textquotesingle{}"
            case "`": out += "\\textasciigrave{}"
            // The text fonts of the oldest encoding have no straight double quote.
            case "\"": out += "{\\ttfamily\\char34}"
            case "-", ",": out += (scalar == previous ? "{}" : "") + String(scalar)
            case " ": out += previous == nil || previous == " " ? "\\ " : " "
            // After the end of a row it would be a length.
            case "[", "]": out += "{\(scalar)}"
            default: out.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return out
    }
}
