extension RankedTable {
    /// A Markdown table whose source is aligned too.
    func markdown() -> String {
        let cells = ([headings] + rows.map { $0.map(\.rounded) }).map { $0.map(MarkdownText.cell) }
        let numeric = headings.indices.map(isNumeric)
        let widths = headings.indices.map { column in
            cells.reduce(4) { max($0, DisplayWidth.of($1[column])) }
        }
        var lines = cells.map { row in
            let padded = row.indices.map {
                DisplayWidth.padded(row[$0], to: widths[$0], right: numeric[$0])
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = headings.indices.map { column in
            let dashes = String(repeating: "-", count: widths[column] - 1)
            return numeric[column] ? dashes + ":" : ":" + dashes
        }
        lines.insert("| " + rule.joined(separator: " | ") + " |", at: 1)
        return lines.joined(separator: "\n") + "\n"
    }

    /// A LaTeX tabular for the package booktabs.
    func latex() -> String {
        let specification = headings.indices.map { isNumeric($0) ? "r" : "l" }.joined()
        var lines = ["\\begin{tabular}{\(specification)}", "\\toprule"]
        lines.append(Self.latexLine(headings.map(LaTeXText.escaped)))
        lines.append("\\midrule")
        for row in rows { lines.append(Self.latexLine(row.map(Self.latexCell))) }
        lines += ["\\bottomrule", "\\end{tabular}"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func latexLine(_ cells: [String]) -> String {
        cells.joined(separator: " & ") + " \\\\"
    }

    /// Writes exponents out: 5.1e-05 as 5.1 times 10 to the -5.
    private static func latexCell(_ cell: Cell) -> String {
        guard cell.isNumber else { return LaTeXText.escaped(cell.rounded) }
        let parts = cell.rounded.split(separator: "e")
        if parts.count == 2, let exponent = Int(parts[1]) {
            return "$\(parts[0]) \\times 10^{\(exponent)}$"
        }
        return cell.rounded.hasPrefix("-") ? "$\(cell.rounded)$" : cell.rounded
    }
}
