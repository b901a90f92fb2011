/// A horizontal bar chart, the longest bar on top, such as for parameter importance.
package struct BarChart: Chart {
    package struct Bar: Sendable, Hashable {
        package var name: String
        package var value: Double
        /// The uncertainty of the value, drawn as a thin line.
        package var spread: ClosedRange<Double>?
        /// A reference value, drawn as a mark across the bar; a bar that doesn't exceed it is pale.
        package var mark: Double?

        package init(
            _ name: String, _ value: Double, spread: ClosedRange<Double>? = nil,
            mark: Double? = nil
        ) {
            self.name = name
            self.value = value
            self.spread = spread
            self.mark = mark
        }

        fileprivate var isPale: Bool { mark.map { value <= $0 } ?? false }
    }

    package var title: String
    package var axis: Axis
    package var bars: [Bar]
    package var isSorted: Bool
    /// The legend text for the marks.
    package var markName: String?
    /// The width in millimetres; narrow charts can stand side by side.
    package var width: Int

    package init(
        title: String, axis: Axis, bars: [Bar], isSorted: Bool = true, markName: String? = nil,
        width: Int = Drawing.column
    ) {
        self.markName = markName
        self.width = width
        self.title = title
        self.axis = axis
        self.bars = bars
        self.isSorted = isSorted
    }

    /// The bars from the top; ties keep their order.
    private var ordered: [Bar] {
        guard isSorted else { return bars }
        return bars.enumerated().sorted {
            $0.element.value != $1.element.value
                ? $0.element.value > $1.element.value : $0.offset < $1.offset
        }.map(\.element)
    }

    package var alternative: String {
        "\(title). Bars of \(axis.heading): "
            + ordered.map { bar in
                "\(bar.name) \(ShortDecimal.onBar(bar.value))"
                    + (bar.mark.map { " (mark \(ShortDecimal.onBar($0)))" } ?? "")
            }.joined(separator: ", ") + "."
    }

    private var hasMarks: Bool { bars.contains { $0.mark != nil } }

    /// The letters of the names that leave room for bars and numbers.
    package static func longestName(in width: Int) -> Int { width < Drawing.column ? 16 : 42 }

    /// Gnuplot's units of a margin that has room for some letters of usual width.
    ///
    /// Its units are wider than most letters; by itself, it leaves too little for the bars.
    private static func margin(_ letters: Int) -> String {
        ScriptText.number(((0.85 * Double(letters) + 2) * 10).rounded() / 10)
    }

    private func number(_ bar: Bar) -> String {
        guard axis.unit == "%", bar.value.isFinite else {
            return ShortDecimal.onBar(bar.value)
        }
        // Of parts of a whole, more digits of a small one than of a large one say nothing.
        return "\((bar.value * 10).rounded() / 10)"
    }

    package var drawing: Drawing {
        let bars = ordered.filter(\.value.isFinite)
        var data = DataFile([title, "from the top"])
        data.startBlock(
            columns: ["place", axis.heading, "low", "high"] + (hasMarks ? ["mark", "pale"] : [])
                + ["name"])
        var labels: [String] = []
        let ends = bars.map {
            max($0.value, $0.spread?.upperBound ?? $0.value, $0.mark ?? $0.value)
        }
        let starts = bars.map { min($0.value, $0.spread?.lowerBound ?? $0.value) }
        for (place, bar) in bars.enumerated() {
            let numbers: [Double] = [
                Double(place), bar.value, bar.spread?.lowerBound ?? .nan,
                bar.spread?.upperBound ?? .nan,
            ]
            data.add(
                numbers.map(DataFile.number)
                    + (hasMarks
                        ? [DataFile.number(bar.mark ?? .nan), bar.isPale ? "1" : "0"] : [])
                    + [bar.name])
            // A number beside a mark would look like the mark's value.
            let x = hasMarks ? "graph 1.02" : ScriptText.number(max(0, ends[place]))
            labels.append(
                "set label \(ScriptText.shown(number(bar))) at "
                    + "\(x), \(hasMarks ? "first " : "")\(place) left offset 0.6, 0")
        }
        let names = AxisPlan(
            Axis("", scale: .categories(bars.map(\.name))), values: [],
            longestName: Self.longestName(in: width))
        let longestName = names.ticks.map { ScriptText.width($0.label.text) }.max() ?? 0
        let longestNumber = bars.map { number($0).count }.max() ?? 0
        let plan = AxisPlan(
            axis, values: ends + starts, includesZero: true,
            tickCount: width < Drawing.column || longestName > 24 ? 4 : 6)
        let commands =
            plan.commands("x") + names.commands("y")
            + [
                "set yrange [\(ScriptText.number(names.upper)):\(ScriptText.number(names.lower))]",
                hasMarks ? "set key bottom" : "unset key", "set grid noytics", "set border 1",
                "set ytics scale 0", "set lmargin " + Self.margin(longestName),
                // Digits are wider than usual letters, and the labels have an offset.
                "set rmargin " + Self.margin(longestNumber + 2),
            ] + labels + [ScriptText.plot("plot", elements)]
        return Drawing(
            width: width, height: 34 + (hasMarks ? 7 : 0) + 9 * max(2, bars.count), data: data,
            commands: commands)
    }

    private var elements: [String] {
        // Without a spread, gnuplot would draw a dot at the end of each bar.
        let spread =
            bars.contains { $0.spread != nil }
            ? ["data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle"] : []
        let bar = "($2 / 2):(0.34) with boxxyerror lt 1"
        guard hasMarks else {
            return ["data using ($2 / 2):1:\(bar) fs solid 0.85 noborder notitle"] + spread
        }
        return [
            "data using ($6 == 0 ? $2 / 2 : NaN):1:\(bar) fs solid 0.85 noborder notitle",
            "data using ($6 == 1 ? $2 / 2 : NaN):1:\(bar) fs solid 0.25 noborder notitle",
        ] + spread + [
            "data using 5:($1 - 0.44):(0):(0.88) with vectors nohead lc rgb ink dt 1 lw 2 notitle",
            "keyentry with lines lc rgb ink dt 1 lw 2 title "
                + ScriptText.label(markName ?? "to compare with"),
        ]
    }
}
