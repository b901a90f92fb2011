import Portable

/// The metric against each parameter, one small chart per parameter.
package struct SliceChart: Chart {
    package struct Slice: Sendable, Hashable {
        package var axis: Axis
        /// One value per trial; nil if the trial has none.
        package var values: [Double?]

        package init(_ axis: Axis, values: [Double?]) {
            self.axis = axis
            self.values = values
        }
    }

    package var title: String
    package var metric: Axis
    package var slices: [Slice]
    /// One metric value per trial.
    package var results: [Double]
    /// The highlighted trial.
    package var best: Int?
    /// The trials that miss a condition of the job, which are marked.
    package var infeasible: Set<Int>

    package init(
        title: String, metric: Axis, slices: [Slice], results: [Double], best: Int? = nil,
        infeasible: Set<Int> = []
    ) {
        precondition(
            slices.allSatisfy { $0.values.count == results.count },
            "a slice has one value per trial: \(results.count)")
        self.title = title
        self.metric = metric
        self.slices = slices
        self.results = results
        self.best = best
        self.infeasible = infeasible
    }

    package var alternative: String {
        var text =
            "\(title). \(metric.heading) of \(results.count, "trial") against "
            + slices.map(\.axis.heading).joined(separator: ", ") + "."
        if let best, results.indices.contains(best) {
            text += " The best has \(ShortDecimal.inSentence(results[best]))."
        }
        return text
    }

    /// The number of columns; a single chart takes the full width.
    private var columns: Int { slices.count == 1 ? 1 : 2 }

    /// The letters below one of the charts, those of its heading, and those of one at its side.
    private var letters: Int { 36 / columns }
    private var longestHeading: Int { columns == 1 ? ScriptText.longestLabel : 20 }
    private static let longestUpright = 18
    /// The turned names that stand side by side in half of the width.
    private static let mostNames = 8
    /// The letters of a turned name, and those to the left of the chart that it may take.
    private static let longestTurned = 16
    private static let turnedMargin = 10.0

    package var drawing: Drawing {
        let up = AxisPlan(metric, values: results, tickCount: 5)
        var data = DataFile([title, "a block a parameter; the last column is 1 for the best trial"])
        let rows = max(1, (slices.count + columns - 1) / columns)
        let across = slices.map(plan)
        let turnedRows = turnedRows(across)
        var commands = [
            "set key off", "set tmargin 0.8",
            "set bmargin \(ScriptText.number(3.4 + turnedRows))",
        ]
        if turnedRows > 0 {
            let widest = up.ticks.map { ScriptText.width($0.label.text) }.max() ?? 0
            // Gnuplot reserves room for turned names as if they were upright.
            commands += [
                "set lmargin \(ScriptText.number(max(Self.turnedMargin, Double(widest) + 5)))",
                "set rmargin 2",
            ]
        }
        commands.append(Drawing.multiplot(rows: rows, columns: columns))
        for (index, slice) in slices.enumerated() {
            data.startBlock(
                slice.axis.heading,
                columns: [slice.axis.heading, metric.heading, "drawn at", "best"])
            for (trial, value) in slice.values.enumerated() {
                guard let value else { continue }
                data.add([
                    value, results[trial], value + shift(slice.axis, trial),
                    trial == best ? 1 : infeasible.contains(trial) ? 2 : 0,
                ])
            }
            let across = across[index]
            commands +=
                turnedRows > 0
                ? across.commandsBelow(isTurned: isTurned(across), longest: longestHeading)
                : across.commands("x", longest: longestHeading)
            commands += up.commands(
                "y", label: index % columns == 0 ? nil : "", longest: Self.longestUpright)
            commands.append(ScriptText.plot("plot", elements(index)))
        }
        commands.append("unset multiplot")
        return Drawing(
            height: 14 + Int((52 + turnedRows * Drawing.rowHeight).rounded()) * rows,
            isSinglePlot: false, data: data, commands: commands)
    }

    private func elements(_ slice: Int) -> [String] {
        let data = "data index \(slice) using"
        let others = infeasible.isEmpty ? "$4 == 1 ? NaN : $2" : "$4 == 0 ? $2 : NaN"
        // The best is drawn last, over the others.
        return [
            "\(data) 3:(\(others)) with points lt 1 pt 6 ps 0.5 lw 1.2"
        ]
            + (infeasible.isEmpty
                ? [] : ["\(data) 3:($4 == 2 ? $2 : NaN) \(InfeasibleStyle.points)"])
            + ["\(data) 1:($4 == 1 ? $2 : NaN) with points lt 2 pt 13 ps 1.1"]
    }

    /// Four ticks, or six if these give more labels and four give fewer than three.
    private func plan(_ slice: Slice) -> AxisPlan {
        func plan(_ tickCount: Int, _ longestName: Int = ScriptText.longestLabel) -> AxisPlan {
            AxisPlan(
                slice.axis, values: slice.values.compactMap { $0 }, tickCount: tickCount,
                longestName: longestName,
                mostNames: columns == 1 ? 2 * Self.mostNames : Self.mostNames
            ).labelled(within: letters)
        }
        let four = plan(4)
        if isTurned(four) { return plan(4, Self.longestTurned) }
        if four.labelCount > 2 { return four }
        let six = plan(6)
        return six.labelCount > four.labelCount ? six : four
    }

    /// Whether words would overlap side by side.
    private func isTurned(_ plan: AxisPlan) -> Bool {
        plan.isTurned(within: wordLetters)
    }

    /// The letters of words that stand side by side below a chart; where those of one chart are
    /// turned, all charts are narrower.
    private var wordLetters: Int {
        guard columns > 1 else { return 60 }
        let hasTurned = slices.contains {
            AxisPlan($0.axis, values: [], mostNames: Self.mostNames)
                .isTurned(within: Self.wordLetters)
        }
        return hasTurned ? Self.wordLettersBesideTurned : Self.wordLetters
    }

    private static let wordLetters = 26
    private static let wordLettersBesideTurned = 21

    /// The rows of text that the longest turned names take below a chart.
    private func turnedRows(_ plans: [AxisPlan]) -> Double {
        plans.filter(isTurned).map(\.turnedRows).max() ?? 0
    }

    /// Whether trials with the same value are spread sideways; a caption should state it.
    package var isSpread: Bool {
        slices.contains { if case .categories = $0.axis.scale { true } else { false } }
    }

    /// Shifts trials of one category sideways, so that all are visible; the best is drawn at its
    /// value.
    private func shift(_ axis: Axis, _ trial: Int) -> Double {
        guard case .categories = axis.scale else { return 0 }
        // Multiples of the golden ratio spread evenly for any count.
        let part = Double(trial) * 0.618033988749895
        return ((part - part.rounded(.down) - 0.5) * 0.4 * 1000).rounded() / 1000
    }
}
