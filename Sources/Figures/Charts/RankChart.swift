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

    private var columns: Int { pairs.count == 1 ? 1 : 2 }
    private var rows: Int { max(1, (pairs.count + columns - 1) / columns) }

    package var drawing: Drawing {
        var data = DataFile([
            title, "a block a pair of parameters, the worst trial first; ranks are 0 to 1",
        ])
        var commands = [
            "set key off", "set tmargin 0.8", "set bmargin 3.4", "set rmargin 7",
            "set style fill solid 1",
            Drawing.multiplot(rows: rows, columns: columns),
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
            let places = pair.places.compactMap { $0 }
            let across = AxisPlan(pair.x, values: places.map(\.x), tickCount: 4, longestName: 32)
            let up = AxisPlan(pair.y, values: places.map(\.y), tickCount: 5, longestName: 20)
            // Long words would overlap.
            let turn = across.labelWidth > 30 ? "set xtics rotate by -30" : "set xtics norotate"
            commands += across.commands("x") + up.commands("y")
            commands += [
                turn,
                ScriptText.plot(
                    "plot",
                    [
                        "data index \(index) using 1:2:3 with points pt 7 ps 0.6 lc palette",
                        "data index \(index) using 1:($3 == 0 ? $2 : NaN) "
                            + "with points lt 2 pt 13 ps 1.1",
                    ]),
            ]
        }
        commands.append("unset multiplot")
        return Drawing(
            height: 14 + 56 * rows, isSinglePlot: false, data: data, commands: commands)
    }
}
