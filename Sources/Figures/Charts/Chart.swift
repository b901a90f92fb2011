/// A figure that gnuplot draws: numbers, and the commands that draw them.
///
/// Each kind of chart is a value; ``FigureFolder`` writes its files.
package protocol Chart: Sendable {
    var title: String { get }
    /// What is to be seen, for those who can't see it.
    var alternative: String { get }
    /// The data and the commands, without what all figures have in common.
    var drawing: Drawing { get }
}

/// What a chart comes to: a table of numbers and gnuplot's commands.
package struct Drawing: Sendable, Hashable {
    /// Millimetres; the width is that of a page's column.
    var width = Drawing.column
    var height = 95
    /// Millimetres of a page's column, and of half of one: where two figures stand side by side,
    /// their letters are as large as those of others.
    package static let column = 150
    package static let halfColumn = 94

    /// Whether there is one plot under the title; several have commands of their own for it.
    var isSinglePlot = true
    /// The data file's text.
    var data: DataFile
    /// Commands, one a line; the data file's name is in the variable `data`.
    var commands: [String]
}

/// A table as gnuplot and people read it: columns parted by tabs, comments, blocks.
package struct DataFile: Sendable, Hashable {
    private(set) var text = ""
    private var blockCount = 0

    /// Comments at the top.
    init(_ comments: [String]) {
        for comment in comments { text += "# " + Self.field(comment) + "\n" }
    }

    /// Starts a block, which gnuplot finds by its number (`index`), with a comment and headings.
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

    /// Lines before this and after it are not joined.
    mutating func breakLine() { text += "\n" }

    /// The shortest text that reads back as the number; gnuplot leaves out what is `NaN`.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "NaN" }
        return value == value.rounded() && value.magnitude < 1e15
            ? String(Int(value)) : value.description
    }

    /// Text that stays in its column.
    ///
    /// People read it; columns of it come last.
    private static func field(_ text: String) -> String { ScriptText.line(text) }
}
