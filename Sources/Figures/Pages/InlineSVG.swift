/// Converts an SVG written by gnuplot into markup of a page.
///
/// Only elements and attributes on an allow list are accepted. Identifiers get a prefix, fonts are
/// the page's, and the house style's colours become the page's variables, which change on a dark
/// background. The white background is dropped.
struct InlineSVG {
    private let text: String
    private let name: String
    private static let elements: Set = [
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "use",
        "text", "tspan", "defs", "filter", "feFlood", "feComposite", "image", "pattern",
        "linearGradient", "stop", "clipPath",
    ]
    /// Elements dropped with their contents: tooltips and the program's name.
    private static let skipped: Set = ["title", "desc"]
    private static let attributes: Set = [
        "viewBox", "d", "x", "y", "dx", "dy", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry",
        "points", "width", "height", "transform", "id", "fill", "fill-opacity", "fill-rule",
        "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
        "stroke-linejoin", "color", "opacity", "text-anchor", "font-size", "font-weight",
        "font-style", "filter", "clip-path", "filterUnits", "flood-color", "flood-opacity",
        "result", "in", "in2", "operator", "patternUnits", "patternTransform", "offset",
        "stop-color", "stop-opacity", "shape-rendering", "preserveAspectRatio", "href",
    ]
    /// Attributes without use in a page.
    private static let dropped: Set = [
        "xmlns", "xmlns:xlink", "version", "font-family", "class", "space",
    ]

    init(_ text: String, name: String) {
        self.text = text
        self.name = name
    }

    func markup(prefix: String, alternative: String) throws(FigureError) -> Markup {
        var parts: [Markup] = []
        var markers = MarkerTable(prefix: prefix)
        var skippedDepth = 0
        var isFirst = true
        for token in XMLToken.tokens(of: text) {
            switch token {
            case .text(let words):
                if skippedDepth == 0, words.contains(where: { !$0.isWhitespace }) {
                    parts.append(Markup(words))
                }
            case .end(let element):
                if Self.skipped.contains(element) {
                    skippedDepth -= 1
                } else if skippedDepth == 0 {
                    parts.append(.checkedEnd(element))
                }
            case .start(let element, let attributes, let isEmpty):
                if Self.skipped.contains(element) { skippedDepth += isEmpty ? 0 : 1 }
                guard skippedDepth == 0, !Self.skipped.contains(element) else { continue }
                guard Self.elements.contains(element) else {
                    throw refusal("the element \(element)")
                }
                var kept: [(String, String)] = []
                for (key, value) in Self.withoutStyles(attributes) {
                    if let pair = try checked(key, value, prefix) { kept.append(pair) }
                }
                if Self.isGround(element, kept) {
                    guard isEmpty else { throw refusal("a ground with something in it") }
                    continue
                }
                if isFirst {
                    kept += [("role", "img"), ("aria-label", alternative)]
                    isFirst = false
                }
                if element == "use", isEmpty, let short = markers.shortened(kept) {
                    parts.append(short)
                } else {
                    parts.append(.checkedTag(element, kept, isEmpty: isEmpty))
                }
            case .damaged(let place):
                throw refusal("something that is no XML: \(place)")
            }
        }
        guard !isFirst else { throw refusal("no element at all") }
        return .joined(parts)
    }

    private func refusal(_ what: String) -> FigureError {
        FigureError(
            place: name + ".svg",
            reason: "\(what) is in it, which has no place in a figure of a page")
    }

    /// Converts declarations in `style` to attributes.
    private static func withoutStyles(_ attributes: [(String, String)]) -> [(String, String)] {
        attributes.flatMap { key, value -> [(String, String)] in
            guard key == "style" else { return [(key, value)] }
            return value.split(separator: ";").compactMap { declaration in
                let parts = declaration.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return nil }
                return (trimmed(parts[0]), trimmed(parts[1]))
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    /// The attribute as allowed in the page; nil if it is dropped.
    private func checked(
        _ key: String, _ value: String, _ prefix: String
    ) throws(FigureError) -> (String, String)? {
        let key = key == "xlink:href" ? "href" : key
        if Self.dropped.contains(key) || key.hasPrefix("xml:") { return nil }
        guard Self.attributes.contains(key) else { throw refusal("the attribute \(key)") }
        if key == "id" { return (key, prefix + value) }
        if key == "href" {
            if value.hasPrefix("#") { return (key, "#" + prefix + value.dropFirst()) }
            guard value.hasPrefix("data:image/png;base64,") else {
                throw refusal("a reference to \(value.prefix(60))")
            }
            return (key, value.filter { !$0.isWhitespace })
        }
        if value.contains("url(") {
            guard value.hasPrefix("url(#"), value.hasSuffix(")") else {
                throw refusal("a reference to \(value.prefix(60))")
            }
            return (key, "url(#" + prefix + value.dropFirst(5))
        }
        if ["fill", "stroke", "color", "flood-color", "stop-color"].contains(key) {
            return (key, Self.pageColour(value))
        }
        return (key, Self.collapsed(value))
    }

    /// Collapses white space, including line breaks, to single spaces.
    private static func collapsed(_ value: String) -> String {
        let words = value.utf8.split { $0 == 32 || (9...13).contains($0) }
        return words.map { String(Substring($0)) }.joined(separator: " ")
    }

    /// Whether the element is the background rectangle.
    private static func isGround(_ element: String, _ attributes: [(String, String)]) -> Bool {
        guard element == "rect" else { return false }
        let values = Dictionary(attributes) { first, _ in first }
        return values["x"] == "0" && values["y"] == "0"
            && values["fill"] == "var(--figure-\(FigureStyle.ground.name))"
    }

    /// The page's variable for a colour of the house style, or the colour itself.
    private static func pageColour(_ value: String) -> String {
        let plain = value.filter { !$0.isWhitespace }.lowercased()
        if plain == "black" { return "var(--figure-ink)" }
        return variables[plain].map { "var(--figure-\($0))" } ?? plain
    }

    /// The names of the style's colours, by both of gnuplot's notations.
    private static let variables: [String: String] = Dictionary(
        FigureStyle.shades.flatMap { shade in
            let colour = shade.light
            return [
                (colour.code, shade.name),
                ("rgb(\(colour.red),\(colour.green),\(colour.blue))", shade.name),
            ]
        }
    ) { first, _ in first }
}
