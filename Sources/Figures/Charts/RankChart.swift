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

    package init(title: String, pairs: [Pair], ranks: [Double]) {
        precondition(
            pairs.allSatisfy { $0.places.count == ranks.count },
            "a pair has one place per trial: \(ranks.count)")
        self.title = title
        self.pairs = pairs
        self.ranks = ranks
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

    private var columns: Int { pairs.count == 1 ? 1 : 2 }
    private var rows: Int { max(1, (pairs.count + columns - 1) / columns) }

    /// The vertical axes, and the letters to the left of each.
    private var upright: (plans: [AxisPlan], margin: Double) {
        let plans = pairs.map { pair in
            AxisPlan(
                pair.y, values: pair.places.compactMap { $0?.y }, tickCount: 5,
                longestName: Self.longestName)
        }
        let widest = plans.flatMap(\.ticks).map { ScriptText.width($0.label.text) }.max() ?? 0
        return (plans, Double(widest) + Self.besideLabels)
    }

    package var drawing: Drawing {
        var data = DataFile([
            title, "a block a pair of parameters, the worst trial first; ranks are 0 to 1",
        ])
        let (upright, margin) = upright
        let letters = Self.width / Double(columns) - margin
        var commands = [
            "set key off", "set style fill solid 1",
            // One scale of colours below all charts leaves them their width.
            Drawing.multiplot(rows: rows, columns: columns)
                + " margins character \(margin), screen 0.97, character 6.6, screen 0.92"
                + " spacing character \(margin), character 4.4",
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
                columns: [pair.x.heading, pair.y.heading, "rank"])
            for trial in order {
                guard let place = pair.places[trial] else { continue }
                data.add([place.x, place.y, ranks[trial]])
            }
            let across = AxisPlan(
                pair.x, values: pair.places.compactMap { $0?.x }, tickCount: 4,
                longestName: Self.longestName
            ).labelled(within: Int(letters))
            // Long words would overlap.
            let turn =
                Double(across.labelWidth) > letters
                ? "set xtics rotate by -30" : "set xtics norotate"
            commands += across.commands("x") + upright[index].commands("y")
            commands += [
                turn,
                ScriptText.plot(
                    "plot",
                    [
                        "data index \(index) using 1:2:3 with points pt 7 ps 0.6 lc palette",
                        "data index \(index) using 1:($3 == 0 ? $2 : NaN) "
                            + "with points lt 2 pt 13 ps 1.1",
                    ]),
                "unset colorbox",
            ]
        }
        commands.append("unset multiplot")
        return Drawing(
            height: 22 + 56 * rows, isSinglePlot: false, data: data, commands: commands)
    }
}
