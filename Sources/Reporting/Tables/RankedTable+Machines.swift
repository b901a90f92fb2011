import Portable

extension RankedTable {
    /// Comma-separated values with a header line.
    ///
    /// Quoting is as in RFC 4180, line ends are LF. A table without trials has the header line
    /// only. A missing value is an empty field.
    func csv() -> String {
        var csv = CSVText()
        csv.appendLine(headings)
        for row in rows {
            for cell in row { csv.append(cell) }
            csv.endLine()
        }
        return csv.text
    }

    /// An array of objects, one per line, with the headings as keys in column order.
    ///
    /// Missing values, and numbers that JSON can't represent (NaN, infinities), are null. Inactive
    /// parameters have no key.
    func json() -> String {
        let keys = JSONText.distinct(headings)
        return JSONText.objects(
            rows.lazy.map { row in zip(keys, row).compactMap { $1.json(key: $0) } })
    }
}

extension RankedTable.Cell {
    /// The member of an object; nil for an inactive parameter.
    func json(key: String) -> (key: String, value: String)? {
        self == .inactive ? nil : (key, json)
    }

    /// The value in JSON; null for NaN and infinities.
    private var json: String {
        switch self {
        case .empty, .inactive, .null: "null"
        case .float(let value, _, _): value.isFinite ? value.description : "null"
        case .text(let text): PortableJSON.quoted(text)
        case .int, .bool: rounded
        }
    }
}
