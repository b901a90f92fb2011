import Portable

/// Parallel coordinates: one line per trial, one vertical axis per parameter, and one of the
/// metric.
package struct ParallelChart: Chart {
    package var title: String
    /// The axes from the left; the metric is the last.
    package var axes: [Axis]
    /// One value per axis; nil if the trial has none.
    package var lines: [[Double?]]
    /// Each line's rank, 1 for the best.
    package var ranks: [Int]
    /// The number of highlighted best trials.
    package var top: Int
    /// The indices of lines of trials that miss a condition of the job, which are dashed.
    package var infeasible: Set<Int>
    /// What the highlighted trials are called: `best` or `first`.
    package var topWord: String

    package init(
        title: String, axes: [Axis], lines: [[Double?]], ranks: [Int], top: Int = 5,
        infeasible: Set<Int> = [], topWord: String = "best"
    ) {
        precondition(
            lines.count == ranks.count && lines.allSatisfy { $0.count == axes.count },
            "\(lines.count, "line"), \(ranks.count) ranks, \(axes.count) axes")
        self.title = title
        self.axes = axes
        self.lines = lines
        self.ranks = ranks
        self.top = top
        self.infeasible = infeasible
        self.topWord = topWord
    }

    package var alternative: String {
        "\(title). Parallel coordinates of \(lines.count, "trial") over "
            + axes.map(\.heading).joined(separator: ", ") + bestNote
    }

    /// The end of a sentence about the lines: how many stand out.
    package var bestNote: String {
        switch bestCount {
        case 0: "."
        case 1: "; the \(topWord) stands out."
        default: "; the \(topWord) \(bestCount) stand out."
        }
    }

    /// Whether a line is interrupted where its trial has no value; a caption should state it.
    package var hasGaps: Bool { lines.contains { $0.contains(nil) } }

    /// No trial that misses a condition is among the best.
    private func isBest(_ line: Int) -> Bool {
        ranks[line] <= top && !infeasible.contains(line)
    }
    private var bestCount: Int { lines.indices.count(where: isBest) }

    /// The names of choices that stand above one another.
    private static let mostNames = 14

    package var drawing: Drawing {
        let plans = axes.indices.map { index in
            AxisPlan(
                axes[index], values: lines.compactMap { $0[index] }, tickCount: 5,
                longestName: longestName, mostNames: Self.mostNames)
        }
        // A plan's heading may have a number that the ticks are differences to.
        var planned = self
        planned.axes = plans.map(\.axis)
        return planned.drawing(plans)
    }

    private func drawing(_ plans: [AxisPlan]) -> Drawing {
        let (left, right) = room
        let frame = [
            "set xrange [\(ScriptText.number(-left)):"
                + "\(ScriptText.number(Double(axes.count - 1) + right))]",
            "set yrange [-0.03:1.03]", "unset grid", "unset ytics", "set border 0",
            "set bmargin \(ScriptText.number(3.9 + Double(rowCount + moreKeyRows)))",
            "set lmargin 1",
            "set rmargin 1",
            "set style textbox opaque margins 0.3, 0.2 fillcolor rgb ground noborder",
            "heading_font = sprintf(',%g', \(letterScale) * size)",
            "set xtics scale 0 font heading_font",
            "set xtics (" + headings.joined(separator: ", ") + ")",
        ]
        let worst = max(ranks.max() ?? 1, top + 1)
        // From half transparent to almost invisible.
        let fading =
            "faded(rank) = (int(70 + 150. * (rank - \(top)) / \(max(1, worst - top))) << 24) | "
            + "0x\(FigureStyle.colour(0).code.dropFirst())"
        let commands = frame + plans.indices.flatMap { axis($0, plans[$0]) } + [fading, plot]
        return Drawing(height: 108 + 6 * moreKeyRows, data: data(plans), commands: commands)
    }

    private func data(_ plans: [AxisPlan]) -> DataFile {
        var data = DataFile([title, "one line per trial: axis, height (0 to 1), value, rank"])
        // Better trials come later, so that they are drawn on top.
        let order = lines.indices.sorted {
            ranks[$0] != ranks[$1] ? ranks[$0] > ranks[$1] : $0 < $1
        }
        let groups =
            [
                ("the others", order.filter { !isBest($0) && !infeasible.contains($0) }),
                ("the best", order.filter(isBest)),
            ]
            + (infeasible.isEmpty
                ? [] : [(InfeasibleStyle.name, order.filter(infeasible.contains))])
        for (name, group) in groups {
            data.startBlock(name, columns: ["axis", "height", "value", "rank"])
            // The rank must be a number, because a colour is computed from it.
            if group.isEmpty { data.add([Double.nan, .nan, .nan, 1]) }
            for line in group {
                for (axis, value) in lines[line].enumerated() {
                    guard let value, let height = plans[axis].position(value) else {
                        // A gap in the line.
                        data.add([Double(axis), .nan, .nan, Double(ranks[line])])
                        continue
                    }
                    data.add([Double(axis), Self.rounded(height), value, Double(ranks[line])])
                }
                data.breakLine()
            }
        }
        return data
    }

    /// The number of rows over which the headings are staggered, so that they don't overlap.
    private var rowCount: Int { letterCount > 130 ? 3 : letterCount > 60 ? 2 : 1 }
    /// The rows of the legend below its first one: three entries stand below one another.
    private var moreKeyRows: Int { infeasible.isEmpty ? 0 : 2 }
    private var letterScale: Double { letterCount > 110 ? 0.75 : 0.92 }

    /// The total letters of the headings, if all were as long as the longest.
    private var letterCount: Int { (axes.map { heading($0).count }.max() ?? 0) * axes.count }

    /// An axis's heading, shortened for display.
    private func heading(_ axis: Axis) -> String {
        ScriptText.shortened(axis.heading, to: axes.count > 7 ? 22 : 30)
    }

    /// The letters between two axes, in which the names of choices stand.
    private var longestName: Int { max(5, min(24, 66 / max(1, axes.count))) }

    private var headings: [String] {
        axes.enumerated().map { index, axis in
            let line = String(repeating: #"\n"#, count: index % rowCount)
            return (line.isEmpty ? "" : "\"\(line)\" . ") + ScriptText.tick(heading(axis))
                + " \(index)"
        }
    }

    /// The margins beside the outer axes, in units of the distance between axes, with room for the
    /// headings below and for the numbers beside the first axis.
    private var room: (left: Double, right: Double) {
        let letterWidth = 0.016 * letterScale
        func half(_ axis: Axis?) -> Double {
            max(0.05, Double(axis.map(heading)?.count ?? 0) * letterWidth / 2)
        }
        var ticks = 4
        if case .categories(let names) = axes.first?.scale {
            ticks = min(longestName, names.map(ScriptText.width).max() ?? 4)
        }
        let left = max(half(axes.first), 0.03 + Double(ticks) * letterWidth)
        let right = half(axes.last)
        let spacing = (1 - left - right) / Double(max(1, axes.count - 1))
        return (Self.rounded(left / spacing), Self.rounded(right / spacing))
    }

    private func axis(_ index: Int, _ plan: AxisPlan) -> [String] {
        var commands = [
            "set arrow from \(index), 0 to \(index), 1 nohead lc rgb ink dt 1 lw 1.2 front"
        ]
        for tick in plan.ticks where !tick.isMinor {
            guard let height = plan.position(tick.value) else { continue }
            let place = "\(index), \(ScriptText.number(Self.rounded(height)))"
            commands += [
                "set label \(tick.label.script) at \(place) right offset -0.6, 0 front boxed "
                    + "font small_font",
                "set arrow from \(place) rto -0.03, 0 nohead lc rgb ink dt 1 lw 1.2 front",
            ]
        }
        return commands
    }

    private var plot: String {
        var elements = [
            "data index 0 using 1:2:(faded($4)) with lines lc rgb variable dt 1 lw 1 notitle"
        ]
        let dashed = "with lines dt 2 lw 1 lc rgb muted"
        if !infeasible.isEmpty {
            elements.append("data index 2 using 1:2 \(dashed) notitle")
        }
        elements.append("data index 1 using 1:2 with linespoints lt 2 dt 1 lw 2.2 ps 0.5 notitle")
        if bestCount > 0 || infeasible.isEmpty {
            elements.append(
                "keyentry with linespoints lt 2 dt 1 lw 2.2 ps 0.5 title "
                    + ScriptText.shown("the \(topWord) \(bestCount)"))
        }
        if !infeasible.isEmpty {
            elements.append("keyentry \(dashed) title " + ScriptText.shown(InfeasibleStyle.name))
        }
        if bestCount + infeasible.count < lines.count {
            elements.append(
                "keyentry with lines lt 1 dt 1 lw 1 title "
                    + ScriptText.shown("the others, paler by rank"))
        }
        return ScriptText.plot("plot", elements)
    }

    private static func rounded(_ height: Double) -> Double { (height * 1e5).rounded() / 1e5 }
}
