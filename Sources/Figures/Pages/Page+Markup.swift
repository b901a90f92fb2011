extension Page {
    /// The whole page as HTML.
    ///
    /// If a chart's SVG contains an element that is not allowed, a message replaces the chart.
    package func html() -> String {
        var writer = PageWriter()
        var parts: [Markup] = []
        for (index, section) in sections.enumerated() {
            let id = Self.identifier(index, section.heading)
            let content = writer.markup(of: section.blocks)
            parts.append(
                .block(
                    "section", ["aria-labelledby": id],
                    .lines([.element("h2", ["id": id], Markup(section.heading)), content])))
        }
        let body = Markup.lines([
            .element("a", ["class": "skip", "href": "#main"], Markup("To the text")),
            .block("header", [:], header), contents,
            .block("main", ["id": "main"], .lines(parts)),
            footer.map { .block("footer", [:], .element("p", [:], Markup($0))) } ?? Markup(),
            writer.hasSpaceView ? .block("script", [:], .verbatim(SpaceScript.text)) : Markup(),
            writer.hasMotion ? .block("script", [:], .verbatim(MotionScript.text)) : Markup(),
        ])
        let page = Markup.lines([
            .verbatim("<!DOCTYPE html>"),
            .block(
                "html", ["lang": language],
                .lines([.block("head", [:], head), .block("body", [:], body)])),
        ])
        return page.html + "\n"
    }

    /// The content security policy prevents all network requests, whatever the page contains.
    private var head: Markup {
        .lines([
            .element("meta", ["charset": "utf-8"]),
            .element(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
                        + "script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
                ]),
            .element(
                "meta",
                ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .element("meta", ["name": "color-scheme", "content": "light dark"]),
            .element("title", [:], Markup(title)),
            .block(
                "style", [:],
                .lines([.verbatim(PageStyle.text), PageStyle.cards, PageStyle.figureColours])),
        ])
    }

    private var header: Markup {
        .lines([
            .element("h1", [:], Markup(title)),
            subtitle.map { .element("p", ["class": "subtitle"], Markup($0)) } ?? Markup(),
        ])
    }

    private var contents: Markup {
        guard sections.count > 1 else { return Markup() }
        let items = sections.enumerated().map { index, section in
            Markup.element(
                "li", [:],
                .element(
                    "a", ["href": "#" + Self.identifier(index, section.heading)],
                    Markup(section.heading)))
        }
        return .block(
            "nav", ["aria-label": "Contents"], .block("ol", [:], .lines(items)))
    }

    /// The section number, then letters and digits of the heading.
    private static func identifier(_ index: Int, _ heading: String) -> String {
        let words = heading.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return (["s\(index + 1)"] + words.map(String.init)).joined(separator: "-")
    }
}
