/// A heat map with numbers in its cells, such as a confusion matrix.
///
/// A cell's opacity grows with its number, so that it fits any background.
package struct MatrixChart: Chart {
    package enum Shading: Sendable, Hashable {
        /// Relative to the largest number of all.
        case overall
        /// Relative to the largest number of each row.
        case byRow
    }

    package var title: String
    package var rowLabel: String
    package var columnLabel: String
    package var rowNames: [String]
    package var columnNames: [String]
    /// The rows, from the top; NaN leaves a cell empty.
    package var values: [[Double]]
    /// Significant digits; integers are always written in full.
    package var digits: Int
    package var shading: Shading

    package init(
        title: String, rowLabel: String, columnLabel: String, rowNames: [String],
        columnNames: [String], values: [[Double]], digits: Int = 3, shading: Shading = .overall
    ) {
        precondition(
            values.count == rowNames.count && values.allSatisfy { $0.count == columnNames.count },
            "a matrix of \(values.count) rows for \(rowNames.count) x \(columnNames.count) names")
        self.title = title
        self.rowLabel = rowLabel
        self.columnLabel = columnLabel
        self.rowNames = rowNames
        self.columnNames = columnNames
        self.values = values
        self.digits = digits
        self.shading = shading
    }

    package var alternative: String {
        typealias Cell = (row: Int, column: Int, value: Double)
        let cells = values.indices.flatMap { row -> [Cell] in
            values[row].indices.map { (row, $0, values[row][$0]) }
        }
        let largest = cells.filter { $0.row != $0.column && $0.value.isFinite }
            .max { $0.value < $1.value }
        let remark = largest.map {
            " Largest off the diagonal: \(text($0.value)) in row \(rowNames[$0.row]), column "
                + "\(columnNames[$0.column])."
        }
        return "\(title). A matrix of \(rowLabel) (rows) by \(columnLabel) (columns), "
            + "\(rowNames.count) by \(columnNames.count)." + (remark ?? "")
    }

    package var drawing: Drawing {
        var data = DataFile([title, "rows: \(rowLabel); columns: \(columnLabel)"])
        data.startBlock(columns: ["column", "row", "value", "shade"])
        var labels: [String] = []
        for (row, line) in values.enumerated() {
            for (column, value) in line.enumerated() where value.isFinite {
                let shade = shade(value, in: line)
                data.add([Double(column), Double(row), value, shade])
                // In small cells the zeros would hide the other numbers.
                guard value != 0 || !isCrowded else { continue }
                // Above this shade, light letters are easier to read on any background.
                let ink = shade > 0.85 ? " tc rgb '\(FigureStyle.fixedWhite)'" : ""
                labels.append(
                    "set label \(ScriptText.shown(text(value))) at \(column), \(row) center "
                        + "front\(ink) font sprintf(',%g', \(fontScale) * size)")
            }
        }
        let rows = AxisPlan(
            Axis(rowLabel, scale: .categories(rowNames)), values: [],
            longestName: Self.longestName)
        let columns = columnPlan(besides: rows)
        let isTurned = columns.isTurned(within: letters(besides: rows))
        let colour = FigureStyle.cell.code.dropFirst()
        let commands =
            columns.commands("x") + rows.commands("y")
            + (isTurned ? ["set xtics rotate by 45 right"] : [])
            + [
                "set yrange [\(ScriptText.number(rows.upper)):\(ScriptText.number(rows.lower))]",
                "unset grid", "unset key", "set border 0", "set tics scale 0",
                "tint(shade) = (int(255 * (1 - shade)) << 24) | 0x\(colour)",
            ] + labels
            + [
                ScriptText.plot(
                    "plot",
                    [
                        "data using 1:2:(0.48):(0.48):(tint($4)) with boxxyerror "
                            + "fs solid noborder lc rgb variable notitle"
                    ])
            ]
        let height = min(220, 30 + rowNames.count * (rowNames.count > 6 ? 11 : 14))
        let below = isTurned ? Int(columns.turnedRows * Drawing.rowHeight) : 0
        return Drawing(height: height + below, data: data, commands: commands)
    }

    // MARK: Names and sizes

    private static let longestName = 22

    /// The letters that have room below the cells.
    private func letters(besides rows: AxisPlan) -> Int {
        let widest = rows.ticks.map { ScriptText.width($0.label.text) }.max() ?? 0
        return Drawing.letters(in: Drawing.column) - widest - 6
    }

    /// The columns with their names: turned if they are long, and every nth if they are many.
    private func columnPlan(besides rows: AxisPlan) -> AxisPlan {
        let letters = letters(besides: rows)
        let longest = columnNames.map { min(ScriptText.width($0), Self.longestName) }.max() ?? 1
        // Turned names need the width of a line of text each.
        let isUpright = longest <= 3
        return AxisPlan(
            Axis(columnLabel, scale: .categories(columnNames)), values: [],
            longestName: Self.longestName,
            mostNames: isUpright ? letters / (longest + 2) : letters / 2)
    }

    /// The letters of all cells of a row side by side.
    private var lettersPerRow: Int {
        columnNames.count * (values.joined().map { text($0).count }.max() ?? 1)
    }

    private var isCrowded: Bool { lettersPerRow > 60 }

    private var fontScale: Double {
        guard lettersPerRow > 45 else { return columnNames.count > 12 ? 0.75 : 0.95 }
        return max(0.4, min(0.8, 44 / Double(lettersPerRow)))
    }

    /// The shade of a value; the square root keeps small numbers distinguishable from 0.
    private func shade(_ value: Double, in line: [Double]) -> Double {
        let peers = (shading == .byRow ? line : Array(values.joined())).filter(\.isFinite)
        guard let most = peers.max(), most > 0, value > 0 else { return 0 }
        return ((value / most).squareRoot() * 1000).rounded() / 1000
    }

    private func text(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        return value == value.rounded() && value.magnitude < 1e9
            ? String(Int(value)) : ShortDecimal.rounded(value, digits: digits)
    }
}
