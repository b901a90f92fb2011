/// Escapes texts for LaTeX.
enum LaTeXText {
    /// A text that LaTeX prints unchanged, in any font encoding.
    ///
    /// LaTeX joins some characters (two hyphens become a dash, two quotes become one); braces keep
    /// them separate. Control characters become spaces.
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
            // Text fonts in the oldest encoding have no straight double quote.
            case "\"": out += "{\\ttfamily\\char34}"
            case "-", ",": out += (scalar == previous ? "{}" : "") + String(scalar)
            case " ": out += previous == nil || previous == " " ? "\\ " : " "
            // After the end of a row, LaTeX would read a bracket as a length.
            case "[", "]": out += "{\(scalar)}"
            default: out.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return out
    }
}
