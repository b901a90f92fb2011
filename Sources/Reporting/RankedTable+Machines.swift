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
        let keys = Self.distinct(headings).map(Self.quoted)
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
        case .text(let text): quoted(text)
        case .int, .bool: cell.exact
        }
    }

    /// Keys must differ: a heading that comes again gets a number.
    private static func distinct(_ headings: [String]) -> [String] {
        var seen: [String: Int] = [:]
        return headings.map { heading in
            seen[heading, default: 0] += 1
            let count = seen[heading] ?? 1
            return count == 1 ? heading : "\(heading) (\(count))"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
