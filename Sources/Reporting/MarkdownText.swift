/// Texts as cells of a Markdown table.
enum MarkdownText {
    /// A text without what Markdown, or a terminal, would read as anything but text.
    static func cell(_ text: String) -> String {
        var out = ""
        for character in DisplayWidth.printable(text) {
            if "\\`*_<>[]|".contains(character) { out += "\\" }
            out.append(character)
        }
        return out
    }
}
