/// A figure drawn by gnuplot: data and drawing commands.
///
/// Each kind of chart is a value type; ``FigureFolder`` writes its files.
package protocol Chart: Sendable {
    var title: String { get }
    /// The alternative text for readers who can't see the chart.
    var alternative: String { get }
    /// The data and commands, without those common to all figures.
    var drawing: Drawing { get }
}

/// The contents of a chart's files: a data table and gnuplot commands.
package struct Drawing: Sendable, Hashable {
    /// The width in millimetres; by default that of a page's column.
    var width = Drawing.column
    var height = 95
    /// Widths in millimetres of figures over a page's column, and over half of one.
    ///
    /// They give figures side by side the same letter size as others.
    package static let column = 150
    package static let halfColumn = 94

    /// The letters of a text in the usual size that a figure of some width has room for.
    static func letters(in width: Int) -> Int { width * 7 / 15 }

    /// The rows of a legend below a plot with one vertical axis.
    ///
    /// Gnuplot puts as many entries side by side as have room with the longest of their names, each
    /// with its line.
    static func legendRows(of names: [String], in width: Int) -> Int {
        let longest = names.map(\.count).max() ?? 0
        let columns = max(1, (letters(in: width) - 20) / (longest + 5))
        return (names.count + columns - 1) / columns
    }

    /// The height of a row of text in millimetres.
    static let rowHeight = 4.7

    /// Whether there is one plot; several plots print the title with their own commands.
    var isSinglePlot = true
    /// The data file's text.
    var data: DataFile
    /// Commands, one per line; the variable `data` holds the data file's name.
    var commands: [String]
}

/// A data table for gnuplot and people: tab-separated columns, comments, blocks.
package struct DataFile: Sendable, Hashable {
    private(set) var text = ""
    private var blockCount = 0

    /// Comments at the top.
    init(_ comments: [String]) {
        for comment in comments { text += "# " + Self.field(comment) + "\n" }
    }

    /// Starts a block with a comment and headings; gnuplot selects it by number (`index`).
    mutating func startBlock(_ comment: String? = nil, columns: [String]) {
        if blockCount > 0 { text += "\n\n" }
        blockCount += 1
        if let comment { text += "# " + Self.field(comment) + "\n" }
        text += "# " + columns.map(Self.field).joined(separator: "\t") + "\n"
    }

    mutating func add(_ fields: [String]) {
        text += fields.map(Self.field).joined(separator: "\t") + "\n"
    }

    mutating func add(_ numbers: [Double]) {
        text += numbers.map(Self.number).joined(separator: "\t") + "\n"
    }

    /// Separates lines so that gnuplot doesn't connect their points.
    mutating func breakLine() { text += "\n" }

    /// The shortest text that parses back to the number; gnuplot skips `NaN`.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "NaN" }
        return value == value.rounded() && value.magnitude < 1e15
            ? String(Int(value)) : value.description
    }

    /// A text without tabs and line breaks.
    ///
    /// Text columns are for people and come last.
    private static func field(_ text: String) -> String { ScriptText.line(text) }
}
