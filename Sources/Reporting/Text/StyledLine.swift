/// A terminal line made of styled parts.
///
/// Widths are in terminal columns, without escape sequences.
struct StyledLine: Sendable, Equatable {
    /// ANSI terminal styles (ECMA-48, "select graphic rendition").
    enum Style: String, Sendable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case good = "32"
        case bad = "31"
        case bar = "36"
    }

    private struct Part: Sendable, Equatable {
        var text: String
        var style: Style
    }

    private var parts: [Part] = []

    /// The width of the line in columns.
    private(set) var width = 0

    init(_ text: String = "", _ style: Style = .plain) { append(text, style) }

    mutating func append(_ text: String, _ style: Style = .plain) {
        guard !text.isEmpty else { return }
        let text = DisplayWidth.printable(text)
        parts.append(Part(text: text, style: style))
        width += DisplayWidth.of(text)
    }

    /// Appends a text only if all of it fits in `limit` columns; returns whether it did.
    @discardableResult
    mutating func append(
        _ text: String, _ style: Style = .plain, ifWithin limit: Int
    ) -> Bool {
        guard width + DisplayWidth.of(text) <= limit else { return false }
        append(text, style)
        return true
    }

    /// The line in at most `limit` columns, with escape sequences if `color` is true.
    func rendered(limit: Int, color: Bool, mark: String) -> String {
        var left = limit
        var out = ""
        for part in parts where left > 0 {
            let isCut = DisplayWidth.of(part.text) > left
            let text = isCut ? DisplayWidth.truncated(part.text, to: left, mark: mark) : part.text
            left = isCut ? 0 : left - DisplayWidth.of(text)
            let isStyled = color && part.style != .plain && !text.isEmpty
            out += isStyled ? "\u{1B}[\(part.style.rawValue)m\(text)\u{1B}[0m" : text
        }
        while out.last == " " { out.removeLast() }
        return out
    }
}

/// Draws a progress bar.
enum ProgressBar {
    /// A bar of `width` columns, filled up to `fraction`, which is clamped to 0...1.
    static func draw(
        _ fraction: Double, width: Int, unicode: Bool
    ) -> (filled: String, rest: String) {
        guard width > 0 else { return ("", "") }
        let held = fraction.isFinite ? min(max(fraction, 0), 1) : 0
        guard unicode else {
            let filled = Int((held * Double(width)).rounded(.down))
            return (
                String(repeating: "#", count: filled),
                String(repeating: ".", count: width - filled)
            )
        }
        let halves = Int((held * Double(2 * width)).rounded(.down))
        let half = halves % 2 == 1 ? "╸" : ""
        return (
            String(repeating: "━", count: halves / 2) + half,
            String(repeating: "─", count: width - halves / 2 - halves % 2)
        )
    }
}
