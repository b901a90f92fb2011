/// Finished HTML.
///
/// Only this file makes it from text, and what it makes from text is escaped; everything else puts
/// markup together. Text can therefore never become markup by mistake.
package struct Markup: Sendable, Hashable {
    private(set) var html: String

    /// Nothing.
    package init() { html = "" }

    /// Text, with what HTML would read as markup escaped.
    package init(_ text: String) { html = Self.escaped(text) }

    private init(raw: String) { html = raw }

    package static func + (left: Markup, right: Markup) -> Markup {
        Markup(raw: left.html + right.html)
    }

    static func joined(_ parts: [Markup], separator: String = "") -> Markup {
        Markup(raw: parts.map(\.html).joined(separator: escaped(separator)))
    }

    /// An element with attributes in the order given; those that are nil are left out.
    static func element(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: Markup? = nil
    ) -> Markup {
        Markup(raw: opening("\(name)", attributes.map { ("\($0.key)", $0.value) }))
            + (content.map { Markup(raw: $0.html + "</\(name)>") } ?? Markup())
    }

    /// An element of lines of its own.
    static func block(
        _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String?> = [:],
        _ content: Markup
    ) -> Markup {
        element(name, attributes, Markup(raw: "\n") + content + Markup(raw: "\n"))
    }

    /// This program's own text: style sheets and scripts, in which nothing is escaped.
    static func verbatim(_ text: StaticString) -> Markup { Markup(raw: "\(text)") }

    /// An SVG's opening tag whose names have been checked against the list of what is allowed.
    static func checkedTag(
        _ name: String, _ attributes: [(String, String)], isEmpty: Bool
    ) -> Markup {
        Markup(
            raw: String(opening(name, attributes.map { ($0.0, $0.1) }).dropLast())
                + (isEmpty ? "/>" : ">"))
    }

    /// An SVG's closing tag.
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

    /// In text and in quoted attributes alike; control characters, which HTML has no place for,
    /// become the sign for what can't be shown.
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
