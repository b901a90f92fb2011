/// Text from outside, such as a worker's name or a reason, made safe for display.
///
/// Such text may contain anything: line breaks that imitate this program's output, sequences that
/// move a terminal's cursor, marks that change the text direction, or a megabyte of text.
package enum ForeignText {
    /// The maximum number of characters shown.
    package static let limit = 200

    /// The text in one line, without characters that could mislead a terminal or a log reader:
    /// these are shown as code points, and a long text is truncated.
    package static func shown(_ text: String, limit: Int = limit) -> String {
        var shown = ""
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else { return shown + "…" }
            switch scalar {
            case "\n": shown += "\\n"
            case "\r": shown += "\\r"
            case "\t": shown += "\\t"
            case _ where isUnsafe(scalar):
                shown += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            default: shown.unicodeScalars.append(scalar)
            }
            count += 1
        }
        return shown
    }

    /// Whether a character is not a visible one: controls, line and paragraph separators, direction
    /// marks, and zero-width characters.
    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            true
        // This category includes direction marks, invisible characters and the byte order mark.
        case .format: true
        default: false
        }
    }
}
