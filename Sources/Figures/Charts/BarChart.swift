/// Horizontal bars, the longest on top: the importance of parameters.
package struct BarChart: Chart {
    package struct Bar: Sendable, Hashable {
        package var name: String
        package var value: Double
        /// What the value may as well be, as a thin line.
        package var spread: ClosedRange<Double>?

        package init(_ name: String, _ value: Double, spread: ClosedRange<Double>? = nil) {
            self.name = name
            self.value = value
            self.spread = spread
        }
    }

    package var title: String
    package var axis: Axis
    package var bars: [Bar]
    package var isSorted: Bool

    package init(title: String, axis: Axis, bars: [Bar], isSorted: Bool = true) {
        self.title = title
        self.axis = axis
        self.bars = bars
        self.isSorted = isSorted
    }

    /// From the top; equal ones stay in their order.
    private var ordered: [Bar] {
        guard isSorted else { return bars }
        return bars.enumerated().sorted {
            $0.element.value != $1.element.value
                ? $0.element.value > $1.element.value : $0.offset < $1.offset
        }.map(\.element)
    }

    package var alternative: String {
        "\(title). Bars of \(axis.heading): "
            + ordered.map { "\($0.name) \(ShortDecimal.rounded($0.value, digits: 3))" }
            .joined(separator: ", ") + "."
    }

    package var drawing: Drawing {
        let bars = ordered.filter(\.value.isFinite)
        var data = DataFile([title, "from the top"])
        data.startBlock(columns: ["place", axis.heading, "low", "high", "name"])
        var labels: [String] = []
        let ends = bars.map { max($0.value, $0.spread?.upperBound ?? $0.value) }
        let starts = bars.map { min($0.value, $0.spread?.lowerBound ?? $0.value) }
        for (place, bar) in bars.enumerated() {
            data.add(
                [
                    Double(place), bar.value, bar.spread?.lowerBound ?? .nan,
                    bar.spread?.upperBound ?? .nan,
                ].map(DataFile.number) + [bar.name])
            labels.append(
                "set label \(ScriptText.shown(ShortDecimal.rounded(bar.value, digits: 3))) at "
                    + "\(ScriptText.number(max(0, ends[place]))), \(place) left offset 0.6, 0")
        }
        // Room for the numbers behind the bars.
        let plan = AxisPlan(axis, values: ends + starts, includesZero: true, margin: 0.14)
        let names = AxisPlan(Axis("", scale: .categories(bars.map(\.name))), values: [])
        let commands =
            plan.commands("x") + names.commands("y")
            + [
                "set yrange [\(ScriptText.number(names.upper)):\(ScriptText.number(names.lower))]",
                "unset key", "set grid noytics", "set border 1", "set ytics scale 0",
            ] + labels
            + [
                ScriptText.plot(
                    "plot",
                    [
                        "data using ($2 / 2):1:($2 / 2):(0.34) with boxxyerror "
                            + "lt 1 fs solid 0.85 noborder notitle",
                        "data using 2:1:3:4 with xerrorbars pt 0 lc rgb ink dt 1 lw 1.2 notitle",
                    ])
            ]
        return Drawing(height: 34 + 9 * max(2, bars.count), data: data, commands: commands)
    }
}
