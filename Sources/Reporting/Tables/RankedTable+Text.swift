extension RankedTable {
    /// The table for a terminal: two spaces between columns, numbers aligned to the right.
    ///
    /// If it is wider than `width`, headings are broken at spaces, then headings and long texts are
    /// shortened. Then columns are dropped from the right, and a narrow column of `…` stands for
    /// them. Finally the kept columns are dropped, the least important first. No number is cut off.
    /// Where there is no room for the column of `…`, the last rule ends with it.
    func text(width: Int? = nil) -> String {
        textLines(width: width).joined(separator: "\n") + "\n"
    }

    /// The lines of `text`; the last ones are the rows, one line per row.
    func textLines(width: Int?, mark: String = "…") -> [String] {
        guard !rows.isEmpty else {
            let text = "no trial is complete yet"
            return [DisplayWidth.truncated(text, to: width ?? .max, mark: mark)]
        }
        var layout = TextLayout(self, mark: mark)
        layout.fit(width ?? .max)
        return layout.lines(to: width ?? .max)
    }
}

/// Computes the column widths of a text table.
private struct TextLayout {
    private static let gap = 2
    /// The minimum width of a shortened heading word or text.
    private static let shortestText = 6

    private struct Column {
        var heading: String
        var cells: [String]
        var isNumeric: Bool
        /// Its place among the columns that are kept, the most important first; nil if it is not
        /// kept.
        var importance: Int?
        var width: Int
        /// The minimum widths that cut off no word, and no digit.
        var wordWidth: Int
        var leastWidth: Int
    }

    private var columns: [Column]
    private var hasDropped = false

    private let mark: String

    init(_ table: RankedTable, mark: String) {
        self.mark = mark
        columns = table.headings.indices.map { index in
            let heading = DisplayWidth.printable(table.headings[index])
            let cells = table.rows.map { DisplayWidth.printable($0[index].rounded) }
            let isNumeric = table.isNumeric(index)
            let cellWidth = cells.reduce(1) { max($0, DisplayWidth.of($1)) }
            let word = heading.split(separator: " ").reduce(1) {
                max($0, DisplayWidth.of(String($1)))
            }
            let least = isNumeric ? cellWidth : min(cellWidth, TextLayout.shortestText)
            return Column(
                heading: heading, cells: cells, isNumeric: isNumeric,
                importance: table.keptColumns.firstIndex(of: index),
                width: max(cellWidth, DisplayWidth.of(heading)),
                wordWidth: max(cellWidth, word),
                leastWidth: max(least, min(word, TextLayout.shortestText)))
        }
        keepHeadingsApart()
    }

    /// Headings that would look the same when shortened keep their words.
    private mutating func keepHeadingsApart() {
        let shown = columns.map { column in
            Self.wrapped(column.heading, to: Self.shortestText)
                .map { DisplayWidth.truncated($0, to: Self.shortestText, mark: mark) }
        }
        for place in columns.indices {
            let isAlone = !columns.indices.contains {
                shown[$0] == shown[place] && columns[$0].heading != columns[place].heading
            }
            if !isAlone { columns[place].leastWidth = columns[place].wordWidth }
        }
    }

    private var total: Int {
        columns.reduce(0) { $0 + $1.width } + Self.gap * (columns.count - 1)
    }

    mutating func fit(_ width: Int) {
        breakHeadings(to: width)
        shrink(to: width)
        guard total > width else { return }
        hasDropped = true
        var place = columns.count
        while total + Self.gap + DisplayWidth.of(mark) > width, columns.count > 1,
            let last = columns.lastIndex(where: { $0.importance == nil })
        {
            columns.remove(at: last)
            place = last
        }
        while total > width, columns.count > 1, let least = leastImportant {
            columns.remove(at: least)
            place = columns.count
        }
        if total + Self.gap + DisplayWidth.of(mark) <= width {
            columns.insert(omission(rows: columns[0].cells.count), at: min(place, columns.count))
        }
    }

    private var leastImportant: Int? {
        columns.indices.max { (columns[$0].importance ?? 0) < (columns[$1].importance ?? 0) }
    }

    /// A narrow placeholder for dropped columns.
    private func omission(rows: Int) -> Column {
        let width = DisplayWidth.of(mark)
        return Column(
            heading: mark, cells: Array(repeating: "", count: rows), isNumeric: false,
            importance: nil, width: width, wordWidth: width, leastWidth: width)
    }

    /// The lines below the headings; they tell of dropped columns if no column does.
    private func rule(_ column: Int) -> String {
        let width = columns[column].width
        let isMarked =
            hasDropped && column == columns.count - 1 && !columns.contains { $0.heading == mark }
        guard isMarked else { return String(repeating: "-", count: width) }
        return String(repeating: "-", count: max(0, width - DisplayWidth.of(mark))) + mark
    }

    /// Breaks the heading of the widest column repeatedly, as long as that helps.
    private mutating func breakHeadings(to width: Int) {
        while total > width, let widest = widest(where: { $0.width > $0.wordWidth }) {
            let column = columns[widest]
            let lines = Self.wrapped(column.heading, to: column.width - 1)
            columns[widest].width = lines.reduce(column.wordWidth) {
                max($0, DisplayWidth.of($1))
            }
        }
    }

    /// Shrinks the widest column repeatedly, down to its minimum width.
    private mutating func shrink(to width: Int) {
        while total > width, let widest = widest(where: { $0.width > $0.leastWidth }) {
            columns[widest].width -= 1
        }
    }

    private func widest(where isCandidate: (Column) -> Bool) -> Int? {
        columns.indices.filter { isCandidate(columns[$0]) }
            .max { columns[$0].width < columns[$1].width }
    }

    func lines(to width: Int) -> [String] {
        let headings = columns.map { Self.wrapped($0.heading, to: $0.width) }
        let height = headings.map(\.count).max() ?? 1
        var lines: [String] = []
        for line in 0..<height {
            // Short headings go on the last line, next to their numbers.
            lines.append(
                row(to: width) { column in
                    let missing = height - headings[column].count
                    return line < missing ? "" : headings[column][line - missing]
                })
        }
        lines.append(
            row(to: width, rule))
        for index in columns[0].cells.indices {
            lines.append(row(to: width) { columns[$0].cells[index] })
        }
        return lines
    }

    private func row(to width: Int, _ cell: (Int) -> String) -> String {
        var line = ""
        for index in columns.indices {
            let column = columns[index]
            let text = DisplayWidth.truncated(cell(index), to: column.width, mark: mark)
            if index > 0 { line += String(repeating: " ", count: Self.gap) }
            line += DisplayWidth.padded(text, to: column.width, right: column.isNumeric)
        }
        while line.last == " " { line.removeLast() }
        return DisplayWidth.truncated(line, to: width, mark: mark)
    }

    /// A heading broken at spaces into lines of at most `width` columns.
    private static func wrapped(_ heading: String, to width: Int) -> [String] {
        var lines: [String] = []
        for word in heading.split(separator: " ").map(String.init) {
            if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(word) <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(word)
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}
