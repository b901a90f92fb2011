/// A page in one file, which opens without a network: an HTML report.
package struct Page: Sendable, Hashable {
    package var title: String
    package var subtitle: String?
    /// The language of its texts.
    package var language = "en"
    package var sections: [Section]
    /// The last line: what made it.
    package var footer: String?

    package init(
        title: String, subtitle: String? = nil, sections: [Section], footer: String? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
        self.footer = footer
    }

    /// A part of the page that the table of contents names.
    package struct Section: Sendable, Hashable {
        package var heading: String
        package var blocks: [Block]

        package init(_ heading: String, _ blocks: [Block]) {
            self.heading = heading
            self.blocks = blocks
        }
    }
}

/// A piece of a page.
package indirect enum Block: Sendable, Hashable {
    /// Below a section's heading.
    case heading(String)
    case paragraph([Inline])
    case list([[Inline]], isNumbered: Bool = false)
    case table(PageTable)
    case figure(PageFigure)
    /// Figures beside each other, where there is room.
    case figures([PageFigure])
    case code(String)
    case definitions([Definition])
    /// A word with a number below: what is to be seen first.
    case highlights([Definition])
    /// Something to look out for.
    case note([Inline])
    /// Shown when asked for.
    case details(summary: String, isOpen: Bool = false, [Block])

    package static func text(_ text: String) -> Block { .paragraph([.text(text)]) }
}

/// A term and what is to be said of it.
package struct Definition: Sendable, Hashable {
    package var term: String
    package var meaning: [Inline]

    package init(_ term: String, _ meaning: [Inline]) {
        self.term = term
        self.meaning = meaning
    }

    package init(_ term: String, _ meaning: String) {
        self.init(term, [.text(meaning)])
    }
}

/// A piece of a line.
package enum Inline: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    case strong(String)
    case emphasis(String)
    case code(String)
    /// A link to a part of the page (`#…`), to a file beside it or to an https address; anything
    /// else stays text.
    case link(String, to: String)

    package init(stringLiteral text: String) { self = .text(text) }
}

/// A table; numbers are aligned to the right.
package struct PageTable: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var heading: String
        package var isNumeric: Bool

        package init(_ heading: String, isNumeric: Bool = false) {
            self.heading = heading
            self.isNumeric = isNumeric
        }
    }

    package var caption: String?
    package var columns: [Column]
    package var rows: [[[Inline]]]
    /// Rows that stand out.
    package var emphasised: Set<Int>

    package init(
        caption: String? = nil, columns: [Column], rows: [[[Inline]]], emphasised: Set<Int> = []
    ) {
        precondition(
            rows.allSatisfy { $0.count == columns.count },
            "a row of the table \(caption ?? "") has not \(columns.count) cells")
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.emphasised = emphasised
    }

    /// Letters that a telephone shows in a line of a table.
    private static let narrowLine = 44.0
    /// Longer texts are broken.
    private static let longText = 36

    /// Whether the texts of a column are too long for one line.
    func isLong(_ column: Int) -> Bool {
        !columns[column].isNumeric
            && rows.contains { ScriptText.width(Self.text($0[column])) > Self.longText }
    }

    /// Whether the columns can't stand side by side on a telephone.
    var isWide: Bool {
        let widths = columns.indices.map { column -> Double in
            let words = columns[column].heading.split(separator: Character(" ")).map(\.count)
            let cells = rows.map { ScriptText.width(Self.text($0[column])) }
            let longest = max(words.max() ?? 0, cells.max() ?? 0)
            // Texts may be broken, numbers may not.
            return Double(columns[column].isNumeric ? longest : min(longest, 20)) + 1.8
        }
        return widths.reduce(0, +) > Self.narrowLine
    }

    private static func text(_ cell: [Inline]) -> String {
        cell.map { inline in
            switch inline {
            case .text(let text), .strong(let text), .emphasis(let text), .code(let text),
                .link(let text, _):
                text
            }
        }.joined()
    }

    /// A table of plain texts.
    package init(
        caption: String? = nil, columns: [Column], texts: [[String]], emphasised: Set<Int> = []
    ) {
        self.init(
            caption: caption, columns: columns, rows: texts.map { $0.map { [.text($0)] } },
            emphasised: emphasised)
    }
}

/// A figure with its caption.
package struct PageFigure: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        /// What gnuplot drew; what isn't drawn is named in words.
        case chart(DrawnChart)
        /// A PNG file's bytes, still or moving.
        case picture([UInt8], width: Int, height: Int, alternative: String)
        /// Points that one can turn.
        case space(SpaceView)
        /// A gap: why there is nothing, and what would be seen.
        case absent(reason: String, alternative: String)
    }

    package var content: Content
    package var caption: [Inline]

    package init(_ content: Content, caption: [Inline]) {
        self.content = content
        self.caption = caption
    }

    package init(_ chart: DrawnChart, caption: [Inline]) {
        self.init(.chart(chart), caption: caption)
    }

    /// A picture, shown pixel by pixel.
    package init(
        _ picture: Picture, alternative: String, caption: [Inline]
    ) throws(FigureError) {
        self.init(
            .picture(
                try picture.png(), width: picture.width, height: picture.height,
                alternative: alternative), caption: caption)
    }

    package init(
        _ animation: AnimatedPNG, alternative: String, caption: [Inline]
    ) throws(FigureError) {
        let bytes = try animation.png()
        self.init(
            .picture(
                bytes, width: animation.frames[0].width, height: animation.frames[0].height,
                alternative: alternative), caption: caption)
    }
}
