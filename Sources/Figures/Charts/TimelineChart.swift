import Portable

/// A timeline: one row per worker slot, one bar per attempt.
package struct TimelineChart: Chart {
    package struct Span: Sendable, Hashable {
        /// An index in `rowNames`.
        package var row: Int
        /// Seconds since the study's start.
        package var start: Double
        package var end: Double
        /// An index in `kinds`.
        package var kind: Int

        package init(row: Int, start: Double, end: Double, kind: Int) {
            self.row = row
            self.start = start
            self.end = end
            self.kind = kind
        }
    }

    package var title: String
    package var rowNames: [String]
    /// The kinds of bars: complete, pruned, failed, interrupted.
    package var kinds: [String]
    package var spans: [Span]
    /// The number of the colour and fill of each kind.
    package var styles: [Int]

    /// - Parameter styles: the kinds' indices if nil.
    package init(
        title: String, rowNames: [String], kinds: [String], spans: [Span], styles: [Int]? = nil
    ) {
        self.styles = styles ?? Array(kinds.indices)
        precondition(self.styles.count == kinds.count, "\(kinds.count) kinds need a style each")
        precondition(
            spans.allSatisfy {
                rowNames.indices.contains($0.row) && kinds.indices.contains($0.kind)
            }, "a span of a row or kind that has no name")
        self.title = title
        self.rowNames = rowNames
        self.kinds = kinds
        self.spans = spans
    }

    package var alternative: String {
        let counts = kinds.enumerated().map { kind, name in
            "\(spans.filter { $0.kind == kind }.count) \(name)"
        }
        let (seconds, unit) = unit
        let end = ShortDecimal.onBar((spans.map(\.end).max() ?? 0) / seconds)
        return "\(title). A timeline of \(rowNames.count, "row") over \(end) \(unit): "
            + counts.joined(separator: ", ") + "."
    }

    /// The letters of the rows' names that leave room for the bars.
    private static let longestName = 32

    /// Seconds, minutes or hours, depending on the total time.
    private var unit: (seconds: Double, name: String) {
        let end = spans.map(\.end).max() ?? 0
        return end < 300 ? (1, "s") : end < 3 * 3600 ? (60, "min") : (3600, "h")
    }

    package var drawing: Drawing {
        var data = DataFile([title, "a block a kind of bar; times in seconds"])
        for (kind, name) in kinds.enumerated() {
            data.startBlock(name, columns: ["row", "start", "end", "slot"])
            for span in spans where span.kind == kind {
                data.add(
                    [Double(span.row), span.start, span.end].map(DataFile.number)
                        + [rowNames[span.row]])
            }
            if !spans.contains(where: { $0.kind == kind }) {
                data.add([Double.nan, .nan, .nan])
            }
        }
        let time = AxisPlan(
            Axis("time since the start", unit: unit.name),
            values: spans.map { $0.end / unit.seconds }, includesZero: true, margin: 0.01,
            tickCount: 8)
        let rows = AxisPlan(
            Axis("", scale: .categories(rowNames)), values: [], longestName: Self.longestName)
        let edge = "lc rgb ink"
        let bars = kinds.indices.map { kind in
            "data index \(kind) using (($2 + $3) / (2 * unit)):1:"
                + "(($3 - $2) / (2 * unit)):(0.36) with boxxyerror "
                + "lt \(FigureStyle.lineType(styles[kind])) lw 0.5 dt 1 "
                + "\(fill(kind)) notitle"
        }
        let entries = kinds.enumerated().map { kind, name in
            "keyentry with boxes lt \(FigureStyle.lineType(styles[kind])) lw 0.5 dt 1 "
                + "\(fill(kind)) title \(ScriptText.label(name))"
        }
        let commands =
            time.commands("x") + rows.commands("y")
            + [
                "unit = \(ScriptText.number(unit.seconds))",
                "set yrange [\(ScriptText.number(rows.upper)):\(ScriptText.number(rows.lower))]",
                "set border 1 \(edge)", "set ytics scale 0", "set grid noytics",
                ScriptText.plot("plot", bars + entries),
            ]
        return Drawing(
            height: 44 + max(14, (rowNames.count > 12 ? 5 : 8) * rowNames.count), data: data,
            commands: commands)
    }

    /// Kinds differ in fill as well as colour: full, light, hatched, crossed.
    private func fill(_ kind: Int) -> String {
        switch styles[kind] % 6 {
        case 0: "fs solid 0.75 border lc rgb ink"
        case 1: "fs solid 1 border lc rgb ink"
        case 2: "fs solid 0.3 border lc rgb ink"
        case 3: "fs pattern 4 border lc rgb ink"
        case 4: "fs pattern 5 border lc rgb ink"
        default: "fs pattern 2 border lc rgb ink"
        }
    }
}
