/// A self-contained HTML report in one file, which needs no network.
package struct Page: Sendable, Hashable {
    package var title: String
    package var subtitle: String?
    /// The language of the page's texts.
    package var language = "en"
    package var sections: [Section]
    /// The last line: the name of the program that made the page.
    package var footer: String?

    package init(
        title: String, subtitle: String? = nil, sections: [Section], footer: String? = nil
    ) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
        self.footer = footer
    }

    /// A section of the page, listed in the table of contents.
    package struct Section: Sendable, Hashable {
        package var heading: String
        package var blocks: [Block]

        package init(_ heading: String, _ blocks: [Block]) {
            self.heading = heading
            self.blocks = blocks
        }
    }
}

/// A block of a page.
package indirect enum Block: Sendable, Hashable {
    /// A heading below that of the section.
    case heading(String)
    case paragraph([Inline])
    case list([[Inline]], isNumbered: Bool = false)
    case table(PageTable)
    case figure(PageFigure)
    /// Figures side by side, if there is room.
    case figures([PageFigure])
    case code(String)
    case definitions([Definition])
    /// Highlighted numbers, each below a label.
    case highlights([Definition])
    /// A warning.
    case note([Inline])
    /// A collapsible block.
    case details(summary: String, isOpen: Bool = false, [Block])

    package static func text(_ text: String) -> Block { .paragraph([.text(text)]) }
}

/// A term and its meaning.
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

    /// Whether the meaning is too long for large letters.
    var isLong: Bool {
        ScriptText.width(PageTable.text(meaning)) > Self.longHighlight
    }

    private static let longHighlight = 11
}

/// An inline element.
package enum Inline: Sendable, Hashable, ExpressibleByStringLiteral {
    case text(String)
    case strong(String)
    case emphasis(String)
    case code(String)
    /// A link to a part of the page (`#…`), to a file beside it or to an https address; any other
    /// target leaves plain text.
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
    /// The indices of highlighted rows.
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

    /// The number of letters that fit in a table row on a phone.
    private static let narrowLine = 44.0
    /// The length above which texts are wrapped.
    private static let longText = 36
    /// The length above which a card on a phone gives a text the room of two.
    private static let broadText = 13
    /// The number of letters that fit in a table row on paper.
    private static let printedLine = 95.0
    /// The letters of a heading that a card on a phone has room for in one line.
    private static let broadHeading = 15

    /// Whether the texts of a column are too long for one line.
    func isLong(_ column: Int) -> Bool {
        longest(in: column) > Self.longText
    }

    /// Whether a column needs the room of two on a phone.
    func isBroad(_ column: Int) -> Bool {
        longest(in: column) > Self.broadText || longestWord(of: column) > Self.broadHeading
    }

    private func longest(in column: Int) -> Int {
        rows.map { ScriptText.width(Self.text($0[column])) }.max() ?? 0
    }

    /// The letters of the longest part of a heading that is not broken.
    private func longestWord(of column: Int) -> Int {
        columns[column].heading.split { $0 == " " || $0 == "_" }.map(\.count).max() ?? 0
    }

    /// Whether the columns don't fit side by side on paper.
    var isWiderThanPaper: Bool { letters > Self.printedLine }

    /// Whether the columns don't fit side by side on a phone.
    var isWide: Bool { letters > Self.narrowLine }

    /// The letters of a row, with the space between columns.
    private var letters: Double {
        columns.indices.reduce(0) { sum, column in
            let longest = max(longestWord(of: column), longest(in: column))
            // Texts can be wrapped, numbers can't.
            return sum + Double(columns[column].isNumeric ? longest : min(longest, 20)) + 1.8
        }
    }

    static func text(_ cell: [Inline]) -> String {
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
        /// A gnuplot drawing; if missing, its alternative text.
        case chart(DrawnChart)
        /// A PNG file's bytes, still or animated.
        case picture([UInt8], width: Int, height: Int, alternative: String)
        /// Rotatable 3D points.
        case space(SpaceView)
        /// A missing figure: the reason, and the alternative text.
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

    /// A picture, shown with sharp pixels.
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
