extension Findings.Table {
    /// Comma-separated values with a header line.
    ///
    /// - Parameter rows: rows that replace the table's own, which may be rounded.
    package func csv(rows: [[String]]? = nil) -> String {
        var csv = CSVText()
        for fields in [columns.map(\.heading)] + (rows ?? self.rows) { csv.appendLine(fields) }
        return csv.text
    }

    package var markdown: String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let rule = columns.map { $0.isNumeric ? "---:" : "---" }
        let lines =
            [line(columns.map { MarkdownText.cell($0.heading) }), line(rule)]
            + rows.map { line($0.map(MarkdownText.cell)) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table for a terminal: two spaces between columns, numbers aligned to the right.
    package var text: String {
        let rows = rows.map { $0.map(DisplayWidth.printable) }
        let widths = columns.indices.map { column in
            rows.reduce(DisplayWidth.of(columns[column].heading)) {
                max($0, DisplayWidth.of($1[column]))
            }
        }
        func line(_ cells: [String]) -> String {
            var line = cells.indices.map { column in
                DisplayWidth.padded(
                    cells[column], to: widths[column], right: columns[column].isNumeric)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
        return ([line(columns.map(\.heading)), rule] + rows.map(line))
            .joined(separator: "\n") + "\n"
    }
}

extension Findings {
    /// The findings for a terminal: numbers, then tables with their captions.
    package var text: String {
        let lines = numbers.map { "\($0.label): \($0.text)\n" }.joined()
        let tables = tables.map { "\($0.caption)\n\($0.text)" }
        return ([lines].filter { !$0.isEmpty } + tables).joined(separator: "\n")
    }
}
