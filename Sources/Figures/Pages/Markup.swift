/// Finished HTML.
///
/// Only this file makes markup from text, and it escapes the text. All other code only combines
/// markup, so text can never become markup by mistake.
package struct Markup: Sendable, Hashable {
    private(set) var html: String

    /// Empty markup.
    package init() { html = "" }

    /// Text, with HTML's special characters escaped.
    package init(_ text: String) { html = Self.escaped(text) }

    /// A text that may be broken after each underscore too.
    static func breakable(_ text: String) -> Markup {
        Markup(raw: escaped(text).replacing("_", with: "_<wbr>"))
    }

    private init(raw: String) { html = raw }

    package static func + (left: Markup, right: Markup) -> Markup {
        Markup(raw: left.html + right.html)
    }

    static func joined(_ parts: [Markup], separator: String = "") -> Markup {
        Markup(raw: parts.map(\.html).joined(separator: escaped(separator)))
    }

    /// An element with attributes in the given order; nil attributes are omitted.
    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: Markup? = nil
    ) -> Markup {
        Markup(raw: opening("\(name)", attributes.map { ("\($0.key)", $0.value) }))
            + (content.map { Markup(raw: $0.html + "</\(name)>") } ?? Markup())
    }

    /// An element on lines of its own.
    static func block(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: Markup
    ) -> Markup {
        element(name, attributes, Markup(raw: "\n") + content + Markup(raw: "\n"))
    }

    /// This program's own text, unescaped: style sheets and scripts.
    static func verbatim(_ text: StaticString) -> Markup { Markup(raw: "\(text)") }

    /// An SVG start tag whose names were checked against the allow list.
    static func checkedTag(
        _ name: String, _ attributes: [(String, String)], isEmpty: Bool
    ) -> Markup {
        Markup(
            raw: String(opening(name, attributes.map { ($0.0, $0.1) }).dropLast())
                + (isEmpty ? "/>" : ">"))
    }

    /// An SVG end tag.
    static func checkedEnd(_ name: String) -> Markup { Markup(raw: "</\(name)>") }

    static func lines(_ parts: [Markup]) -> Markup {
        Markup(raw: parts.filter { !$0.html.isEmpty }.map(\.html).joined(separator: "\n"))
    }

    private static func opening(_ name: String, _ attributes: [(String, String?)]) -> String {
        var tag = "<" + name
        for (name, value) in attributes {
            if let value { tag += " " + name + "=\"" + escaped(value) + "\"" }
        }
        return tag + ">"
    }

    /// Escapes text for content and quoted attributes.
    ///
    /// Control characters, which HTML can't contain, become the replacement character.
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 32 || (127..<160).contains(scalar.value):
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
