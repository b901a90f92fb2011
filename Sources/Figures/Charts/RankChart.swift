import Portable

/// The trials over pairs of parameters, one small chart per pair; colours are ranks of results.
///
/// Ranks show where good trials are even if a few results are far from all others.
package struct RankChart: Chart {
    package struct Pair: Sendable, Hashable {
        package var x: Axis
        package var y: Axis
        /// One place per trial; nil if the trial lacks one of the parameters.
        package var places: [SIMD2<Double>?]

        package init(x: Axis, y: Axis, places: [SIMD2<Double>?]) {
            self.x = x
            self.y = y
            self.places = places
        }
    }

    package var title: String
    package var pairs: [Pair]
    /// Per trial: the share of other trials with a better result, 0 for the best and 1 for the
    /// worst.
    package var ranks: [Double]
    /// The indices of trials that miss a condition of the job: squares, where others are dots.
    package var infeasible: Set<Int>

    package init(title: String, pairs: [Pair], ranks: [Double], infeasible: Set<Int> = []) {
        precondition(
            pairs.allSatisfy { $0.places.count == ranks.count },
            "a pair has one place per trial: \(ranks.count)")
        self.title = title
        self.pairs = pairs
        self.ranks = ranks
        self.infeasible = infeasible
    }

    package var alternative: String {
        "\(title). The ranks of \(ranks.count, "trial") over "
            + pairs.map { "\($0.x.heading) and \($0.y.heading)" }.joined(separator: ", ") + "."
    }

    private static let named: [(name: String, rank: Double)] = [
        ("best", 0), ("median", 0.5), ("worst", 1),
    ]

    /// The letters that the figure has room for, less its right edge.
    private static let width = 62.0
    /// The letters of a vertical heading with the space around it, and of a tick.
    private static let besideLabels = 4.5
    private static let longestName = 14
    /// The names that stand above one another, and those that stand turned side by side.
    private static let mostStacked = 7
    private static let mostNames = 9
    /// The letters of a heading below one of two charts side by side.
    private static let longestHeading = 22

    /// The letters of a heading beside a chart.
    private static let longestUpright = 14
    /// The widest labels beside a chart of which two stand side by side.
    private static let widestInHalf = 9
    /// The letters to the left of a chart that turned names may take.
    private static let turnedMargin = 11.0

    /// The axes of all pairs, and how the charts of these stand.
    private struct Layout {
        var across: [AxisPlan] = []
        var up: [AxisPlan] = []
        var columns = 1
        var rows = 1
        /// The letters to the left of each chart, and those below it.
        var margin = 0.0
        var letters = 0
        /// The rows of text that turned names take below a chart.
        var turnedRows = 0.0

        /// Whether words would overlap side by side.
        func isTurned(_ pair: Int) -> Bool { across[pair].isTurned(within: letters) }
    }

    private var layout: Layout {
        var layout = Layout()
        layout.up = pairs.map { pair in
            AxisPlan(
                pair.y, values: pair.places.compactMap { $0?.y }, tickCount: 5,
                longestName: Self.longestName, mostNames: Self.mostStacked)
        }
        let widest = layout.up.flatMap(\.ticks).map { ScriptText.width($0.label.text) }.max() ?? 0
        layout.columns = pairs.count == 1 || widest > Self.widestInHalf ? 1 : 2
        layout.rows = max(1, (pairs.count + layout.columns - 1) / layout.columns)
        layout.margin = Double(widest) + Self.besideLabels
        layout.letters = Int(Self.width / Double(layout.columns) - layout.margin)
        layout.across = pairs.map { pair in
            let plans = [4, 6].map { count in
                AxisPlan(
                    pair.x, values: pair.places.compactMap { $0?.x }, tickCount: count,
                    longestName: Self.longestName, mostNames: Self.mostNames
                ).labelled(within: layout.letters)
            }
            return plans[0].labelCount < 2 && plans[1].labelCount > 1 ? plans[1] : plans[0]
        }
        let turned = pairs.indices.filter(layout.isTurned)
        if let rows = turned.map({ layout.across[$0].turnedRows }).max() {
            layout.turnedRows = rows
            layout.margin = max(layout.margin, Self.turnedMargin)
        }
        return layout
    }

    private func elements(_ pair: Int) -> [String] {
        let data = "data index \(pair) using"
        guard !infeasible.isEmpty else {
            return [
                "\(data) 1:2:3 with points pt 7 ps 0.6 lc palette",
                "\(data) 1:($3 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1",
            ]
        }
        return [
            "\(data) 1:($4 == 0 ? $2 : NaN):3 with points pt 7 ps 0.6 lc palette",
            "\(data) 1:($4 == 1 ? $2 : NaN):3 with points pt 4 ps 0.6 lw 1.3 lc palette",
            "\(data) 1:($3 == 0 && $4 == 0 ? $2 : NaN) with points lt 2 pt 13 ps 1.1",
        ]
    }

    package var drawing: Drawing {
        var data = DataFile([
            title, "a block a pair of parameters, the worst trial first; ranks are 0 to 1",
        ])
        let layout = layout
        let height = 22 + Int((56 + layout.turnedRows * Drawing.rowHeight).rounded()) * layout.rows
        // The title takes as much of a low figure as of a high one.
        let top = ((1 - 10.7 / Double(height)) * 1000).rounded() / 1000
        let (bottom, spacing) = (6.6 + layout.turnedRows, 4.4 + layout.turnedRows)
        var commands = [
            "set key off", "set style fill solid 1",
            // One scale of colours below all charts leaves them their width.
            Drawing.multiplot(rows: layout.rows, columns: layout.columns)
                + " margins character \(layout.margin), screen 0.97, "
                + "character \(ScriptText.number(bottom)), screen \(top)"
                + " spacing character \(layout.margin), character \(ScriptText.number(spacing))",
            "set colorbox horizontal user origin screen 0.3, character 2.2 "
                + "size screen 0.4, character 0.8",
            "set cbrange [0:1]",
            "set cbtics ("
                + Self.named.map {
                    AxisTick(value: $0.rank, label: .text($0.name), isMinor: false).script
                }.joined(separator: ", ") + ") out scale 0.4",
        ]
        // The best trials are drawn last, over all others.
        let order = ranks.indices.sorted { (-ranks[$0], $0) < (-ranks[$1], $1) }
        for (index, pair) in pairs.enumerated() {
            data.startBlock(
                "\(pair.x.heading) and \(pair.y.heading)",
                columns: [pair.x.heading, pair.y.heading, "rank"]
                    + (infeasible.isEmpty ? [] : [InfeasibleStyle.name]))
            for trial in order {
                guard let place = pair.places[trial] else { continue }
                data.add(
                    [place.x, place.y, ranks[trial]]
                        + (infeasible.isEmpty ? [] : [infeasible.contains(trial) ? 1 : 0]))
            }
            let longest = layout.columns == 1 ? ScriptText.longestLabel : Self.longestHeading
            let across = layout.across[index]
            commands +=
                layout.turnedRows > 0
                ? across.commandsBelow(isTurned: layout.isTurned(index), longest: longest)
                : across.commands("x", longest: longest)
            commands += layout.up[index].commands("y", longest: Self.longestUpright)
            commands += [
                ScriptText.plot("plot", elements(index)),
                "unset colorbox",
            ]
        }
        commands.append("unset multiplot")
        return Drawing(
            height: height, isSinglePlot: false, data: data, commands: commands)
    }
}
