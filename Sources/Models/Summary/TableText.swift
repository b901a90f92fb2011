import Portable
package import StudyModel

/// What a job makes of the columns of a CSV file, for people.
package enum TableText {
    private static let longestList = 6

    /// One line per column, after a line about the table.
    package static func lines(of table: TableDataset, _ survey: TableSurvey) -> [String] {
        let test = table.testCount(of: survey.rowCount)
        let opening =
            "\(survey.file.path): \(survey.rowCount, "row")"
            + (test > 0 ? ", \(test) of them for the test" : "")
            + ". \(table.columns.count, "column") "
            + "\(table.columns.count == 1 ? "becomes" : "become") "
            + "\(table.inputCount, "input")."
        let rows = survey.columns.map { [shown($0.name)] + self.row(of: $0, table) }
        let widths = (0..<2).map { place in rows.map { $0[place].count }.max() ?? 0 }
        return [opening]
            + rows.map { row in
                let cells = zip(row, widths).map {
                    $0 + String(repeating: " ", count: $1 - $0.count)
                }
                return "  " + (cells + [row[2]]).joined(separator: "  ")
            }
    }

    /// The type of a column, and what is known of it.
    private static func row(of found: TableSurvey.Column, _ table: TableDataset) -> [String] {
        if table.targets.contains(found.name) {
            if let classes = table.classes {
                return ["target", "\(classes.count, "class"): " + list(classes, found)]
            }
            return ["target", "\(number(found.lowest)) to \(number(found.highest))"]
        }
        if table.identifiers.contains(found.name) { return ["identifier", "no input"] }
        guard let column = table.columns.first(where: { $0.name == found.name }) else {
            return ["left out", found.isEmpty ? "no values" : ""]
        }
        guard let categories = column.categories else {
            return [
                "numeric",
                "\(number(found.lowest)) to \(number(found.highest))"
                    + missing(
                        found,
                        "replaced by the \(table.fill.rawValue)"
                            + (column.hasIndicator ? ", with an indicator" : "")),
            ]
        }
        let texts = categories.filter { !$0.isEmpty }
        return [
            "categorical",
            "\(texts.count, "text"): \(list(texts, found))"
                + missing(found, "a category of their own")
                + (column.embedding.map { "; embedded in \($0.dimensionText)" } ?? ""),
        ]
    }

    private static func list(_ texts: [String], _ found: TableSurvey.Column) -> String {
        let parts = texts.prefix(longestList).map { text in
            shown(text) + (found.texts?[text].map { " (\($0))" } ?? "")
        }
        return parts.joined(separator: ", ") + (texts.count > longestList ? ", …" : "")
    }

    private static func missing(_ found: TableSurvey.Column, _ use: String) -> String {
        found.missingCount == 0 ? "" : "; \(found.missingCount) missing, \(use)"
    }

    private static func number(_ value: Double) -> String {
        guard let whole = Int(exactly: value), whole.magnitude < 1_000_000_000 else {
            return "\(value)"
        }
        return "\(whole)"
    }

    private static func shown(_ text: String) -> String {
        let line = String(
            text.unicodeScalars.map {
                $0.properties.generalCategory == .control ? " " : Character($0)
            })
        return line.count > 40 ? String(line.prefix(40)) + "…" : line
    }
}

extension SettingValue {
    /// `4 values`, or `$width values`.
    fileprivate var dimensionText: String {
        switch self {
        case .literal(let value): "\(value) value\(value == .int(1) ? "" : "s")"
        case .parameter(let name): "$\(name) values"
        }
    }
}
