extension RankedTable {
    /// Comma-separated values with a line of headings.
    ///
    /// Fields are quoted as RFC 4180 says; lines end in a newline alone. Without trials there is
    /// the line of headings only. What a trial doesn't have is an empty field.
    func csv() -> String {
        var out = ""
        CSVText.appendLine(headings, to: &out)
        for row in rows { CSVText.appendLine(row.map(\.exact), to: &out) }
        return out
    }

    /// An array of objects, a line each, with the headings as keys in the order of the columns.
    ///
    /// What a trial doesn't have, and numbers that JSON can't say (NaN, infinities), are null.
    func json() -> String {
        guard !rows.isEmpty else { return "[]\n" }
        let keys = JSONText.distinct(headings).map(JSONText.quoted)
        var out = "[\n"
        for (index, row) in rows.enumerated() {
            out += "  {"
            for (column, cell) in row.enumerated() {
                if column > 0 { out += ", " }
                out += keys[column]
                out += ": "
                out += Self.jsonValue(cell)
            }
            out += index == rows.count - 1 ? "}\n" : "},\n"
        }
        return out + "]\n"
    }

    private static func jsonValue(_ cell: Cell) -> String {
        switch cell {
        case .empty: "null"
        case .float(let value, _, _): value.isFinite ? value.description : "null"
        case .text(let text): JSONText.quoted(text)
        case .int, .bool: cell.exact
        }
    }
}
