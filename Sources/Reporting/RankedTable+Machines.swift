extension RankedTable {
    /// Comma-separated values with a line of headings.
    ///
    /// Fields are quoted as RFC 4180 says; lines end in a newline alone. Without trials there is
    /// the line of headings only. What a trial doesn't have is an empty field.
    func csv() -> String {
        var csv = CSVText()
        csv.appendLine(headings)
        for row in rows {
            for cell in row { csv.append(cell) }
            csv.endLine()
        }
        return csv.text
    }

    /// An array of objects, a line each, with the headings as keys in the order of the columns.
    ///
    /// What a trial doesn't have, and numbers that JSON can't say (NaN, infinities), are null.
    func json() -> String {
        let keys = JSONText.distinct(headings)
        return JSONText.objects(
            rows.lazy.map { row in zip(keys, row).map { ($0, $1.json) } })
    }
}

extension RankedTable.Cell {
    /// The value in JSON; null for NaN and infinities.
    var json: String {
        switch self {
        case .empty: "null"
        case .float(let value, _, _): value.isFinite ? value.description : "null"
        case .text(let text): JSONText.quoted(text)
        case .int, .bool: rounded
        }
    }
}
