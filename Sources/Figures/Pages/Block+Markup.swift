import Foundation

/// Converts a page's values to markup, and counts figures and tables.
struct PageWriter {
    private var figureCount = 0
    private var tableCount = 0
    private(set) var hasSpaceView = false
    /// Whether the page contains an animation.
    private(set) var hasMotion = false

    mutating func markup(of blocks: [Block]) -> Markup {
        var parts: [Markup] = []
        for block in blocks { parts.append(markup(of: block)) }
        return .lines(parts)
    }

    private mutating func markup(of block: Block) -> Markup {
        switch block {
        case .heading(let text): return .element("h3", [:], Markup(text))
        case .paragraph(let inlines): return .element("p", [:], Self.markup(of: inlines))
        case .list(let items, let isNumbered):
            let lines = items.map { Markup.element("li", [:], Self.markup(of: $0)) }
            return .block(isNumbered ? "ol" : "ul", [:], .lines(lines))
        case .table(let table): return markup(of: table)
        case .figure(let figure): return markup(of: figure)
        case .figures(let figures):
            var parts: [Markup] = []
            for figure in figures { parts.append(markup(of: figure)) }
            return .block("div", ["class": "row"], .lines(parts))
        case .code(let text):
            return .element(
                "pre", ["tabindex": "0"], .element("code", [:], Markup(text)))
        case .definitions(let list): return Self.definitions(list, style: nil)
        case .highlights(let list): return Self.definitions(list, style: "highlights")
        case .note(let inlines):
            return .element(
                "p", ["class": "note", "role": "note"], Self.markup(of: inlines))
        case .details(let summary, let isOpen, let blocks):
            let content = markup(of: blocks)
            return .block(
                "details", ["open": isOpen ? "" : nil],
                .lines([.element("summary", [:], Markup(summary)), content]))
        }
    }

    /// - Parameter isCell: whether the room is so narrow that names are broken at underscores.
    static func markup(of inlines: [Inline], isCell: Bool = false) -> Markup {
        .joined(
            inlines.map { inline -> Markup in
                switch inline {
                case .text(let text): isCell ? .breakable(text) : Markup(text)
                case .strong(let text): .element("strong", [:], Markup(text))
                case .emphasis(let text): .element("em", [:], Markup(text))
                case .code(let text):
                    .element("code", [:], isCell ? .breakable(text) : Markup(text))
                case .link(let text, let target):
                    isSafe(target) ? .element("a", ["href": target], Markup(text)) : Markup(text)
                }
            })
    }

    /// Allows parts of the page, files beside or below it, and https; no scripts, no other files.
    private static func isSafe(_ target: String) -> Bool {
        if target.hasPrefix("#") || target.hasPrefix("https://") { return true }
        let isPlain = target.utf8.allSatisfy { $0 > 32 && $0 != UInt8(ascii: "\\") }
        return isPlain && !target.isEmpty && !target.hasPrefix("/") && !target.contains(":")
    }

    private static func definitions(_ list: [Definition], style: String?) -> Markup {
        let items = list.map { item in
            Markup.element(
                "div", ["class": style != nil && item.isLong ? "long" : nil],
                .element("dt", [:], Markup(item.term))
                    + .element("dd", [:], markup(of: item.meaning)))
        }
        return .block("dl", ["class": style], .lines(items))
    }

    // MARK: Tables

    private static let mostRowsTogether = 25

    private mutating func markup(of table: PageTable) -> Markup {
        tableCount += 1
        let id = "table-\(tableCount)"
        // On a phone, the rows of wide tables become cards without a heading.
        let isWide = table.isWide
        var parts: [Markup] = []
        // Outside of the table, which may scroll, so that the caption is as wide as the page.
        let captionID = table.caption.map { _ in id + "-caption" }
        let caption = table.caption.map { caption in
            Markup.element(
                "p", ["class": "caption", "id": captionID],
                .element("b", [:], Markup("Table \(tableCount). ")) + Markup(caption))
        }
        let headings = table.columns.map { column in
            Markup.element(
                "th", ["scope": "col", "class": column.isNumeric ? "number" : nil],
                .breakable(column.heading))
        }
        parts.append(.element("thead", [:], .element("tr", [:], .joined(headings))))
        let styles = table.columns.indices.map { place in
            table.isLong(place)
                ? "long"
                : [
                    table.columns[place].isNumeric ? "number" : nil,
                    table.isBroad(place) ? "broad" : nil,
                ].compactMap { $0 }.joined(separator: " ")
        }
        let rows = table.rows.enumerated().map { index, row in
            let cells = zip(row.indices, row).map { place, cell in
                let column = table.columns[place]
                return Markup.element(
                    "td",
                    [
                        "class": styles[place].isEmpty ? nil : styles[place],
                        // A style sheet shows it: a space without width is where it may break.
                        "data-label": isWide
                            ? column.heading.replacing("_", with: "_\u{200B}") : nil,
                    ], Self.markup(of: cell, isCell: true))
            }
            return Markup.element(
                "tr", ["class": table.emphasised.contains(index) ? "best" : nil], .joined(cells))
        }
        parts.append(.block("tbody", [:], .lines(rows)))
        // Wide tables scroll on their own, also with the keyboard.
        let scroll = Markup.block(
            "div",
            [
                "class": "scroll", "tabindex": "0", "role": "region", "aria-labelledby": captionID,
                "aria-label": captionID == nil ? "Table \(tableCount)" : nil,
            ],
            .block(
                "table",
                [
                    "id": id,
                    "class": isWide ? table.isWiderThanPaper ? "cards many" : "cards" : nil,
                    "aria-labelledby": captionID,
                ],
                .lines(parts)))
        // On paper, a table that has room on a page is not torn, nor separated from its caption.
        let isShort = table.rows.count <= Self.mostRowsTogether && !table.isWiderThanPaper
        let style = isShort ? "table short" : "table"
        return .block("div", ["class": style], .lines([caption ?? Markup(), scroll]))
    }

    // MARK: Figures

    private mutating func markup(of figure: PageFigure) -> Markup {
        figureCount += 1
        let content: Markup
        switch figure.content {
        case .chart(let chart): content = Self.markup(of: chart, prefix: "f\(figureCount)-")
        case .picture(let bytes, let width, let height, let alternative):
            content = Self.picture(bytes, width: width, height: height, alternative)
            hasMotion = hasMotion || AnimatedPNG.lastFrame(of: bytes) != nil
        case .space(let view):
            hasSpaceView = true
            content = view.markup(id: "space-\(figureCount)")
        case .absent(let reason, let alternative):
            content = Self.gap(Markup("Not shown: \(reason). \(alternative)"))
        }
        let caption =
            Markup.element("b", [:], Markup("Figure \(figureCount). "))
            + Self.markup(of: figure.caption)
        return .block(
            "figure", ["id": "figure-\(figureCount)"],
            .lines([content, .element("figcaption", [:], caption)]))
    }

    /// A chart's drawing, or a sentence in place of it.
    static func markup(of chart: DrawnChart, prefix: String) -> Markup {
        guard let svg = chart.svg else { return gap(of: chart, chart.absence) }
        do {
            return try InlineSVG(svg, name: chart.name).markup(
                prefix: prefix, alternative: chart.alternative)
        } catch {
            return gap(of: chart, error.description)
        }
    }

    private static func gap(of chart: DrawnChart, _ reason: String?) -> Markup {
        let files = chart.files.filter { !$0.hasSuffix(".svg") }
            .map { Markup.element("code", [:], Markup($0)) }
        let sources = Markup.joined(files, separator: " and ")
        guard let reason else {
            return gap(
                Markup("Not drawn, as gnuplot was not there: ") + sources
                    + Markup(" have the data and the commands. ") + Markup(chart.alternative))
        }
        let source = files.isEmpty ? Markup() : sources + Markup(" have what there is to draw. ")
        return gap(Markup("Not drawn: \(reason). ") + source + Markup(chart.alternative))
    }

    private static func gap(_ text: Markup) -> Markup {
        .element("p", ["class": "absent", "role": "note"], text)
    }

    /// A picture; an animation can be paused, and is still if reduced motion is preferred.
    static func picture(
        _ bytes: [UInt8], width: Int, height: Int, _ alternative: String
    ) -> Markup {
        func image(_ bytes: [UInt8], _ style: String?, _ alternative: String) -> Markup {
            .element(
                "img",
                [
                    "class": style,
                    "src": "data:image/png;base64," + Data(bytes).base64EncodedString(),
                    "width": String(width), "height": String(height), "alt": alternative,
                ])
        }
        guard let last = AnimatedPNG.lastFrame(of: bytes) else {
            return image(bytes, nil, alternative)
        }
        return .block(
            "div", ["class": "moving"],
            .lines([
                image(bytes, "live", alternative),
                image(last, "still", "The last picture of the animation. " + alternative),
                .element("button", ["type": "button", "hidden": ""], Markup("Pause")),
            ]))
    }
}
