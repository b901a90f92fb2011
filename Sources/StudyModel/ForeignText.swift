/// Text that came from outside, such as a worker's name or a reason, on its way to a person.
///
/// A name may hold anything: line breaks that look like lines of this program, sequences that move
/// a terminal's cursor, marks that turn the direction of what follows, or a megabyte.
package enum ForeignText {
    /// How much of a text is shown.
    package static let limit = 200

    /// The text in one line, without anything that a terminal or a reader of logs would take for
    /// something else: such characters are shown by their numbers, and what is too long is cut.
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

    /// Whether a character does something other than being seen: controls, line and paragraph
    /// separators, marks of direction, and what takes no room.
    package static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            true
        // Among them are the marks of direction, invisible characters and the byte order mark.
        case .format: true
        default: false
        }
    }
}
