import Portable

/// The members of a population over the epochs of their training: one row per member, with the
/// trials that take the place of others, and the ancestry of the best one.
package struct PopulationChart: Chart {
    /// A trial's part of a row.
    package struct Member: Sendable, Hashable {
        package var trial: Int
        package var row: Int
        /// Where it branched off: the row and the epoch; nil if it began untrained.
        package var origin: Origin?
        /// The ends of its generations and the values there, in order of epochs.
        package var values: [Value]
        /// Whether it was replaced, so that its row continues with another trial.
        package var isReplaced: Bool
        /// Whether the best trial descends from it, or is it.
        package var isAncestor: Bool
        /// Its last epoch with a descendant or value on the way to the best trial.
        package var ancestorUntil: Double

        package init(
            trial: Int, row: Int, origin: Origin?, values: [Value], isReplaced: Bool,
            isAncestor: Bool, ancestorUntil: Double
        ) {
            self.trial = trial
            self.row = row
            self.origin = origin
            self.values = values
            self.isReplaced = isReplaced
            self.isAncestor = isAncestor
            self.ancestorUntil = ancestorUntil
        }
    }

    package struct Origin: Sendable, Hashable {
        package var row: Int
        package var epoch: Double

        package init(row: Int, epoch: Double) {
            self.row = row
            self.epoch = epoch
        }
    }

    package struct Value: Sendable, Hashable {
        package var epoch: Double
        package var value: Double

        package init(epoch: Double, value: Double) {
            self.epoch = epoch
            self.value = value
        }
    }

    /// More rows leave no room for trial numbers.
    private static let mostNumbered = 24
    /// The part of a generation that a branch takes on its way to its row.
    private static let bend = 0.22

    package var title: String
    package var metric: Axis
    package var members: [Member]

    package init(title: String, metric: Axis, members: [Member]) {
        self.title = title
        self.metric = metric
        self.members = members
    }

    private var rowCount: Int { (members.map(\.row).max() ?? 0) + 1 }
    private var best: Member? { members.last { $0.isAncestor } }

    package var alternative: String {
        let line = members.filter(\.isAncestor).map { "\($0.trial)" }.joined(separator: ", ")
        return "\(title). \(rowCount, "member") over the epochs; "
            + "\(members.count { $0.origin != nil }, "trial") branched off others. "
            + (line.isEmpty ? "" : "The best trial's ancestry: \(line).")
    }

    package var drawing: Drawing {
        var data = DataFile([title, "a row per member; a block a kind of line"])
        data.startBlock("ancestry of the best", columns: ["epoch", "row", "trial"])
        for member in members where member.isAncestor { add(ancestry(member), to: &data) }
        if best == nil { data.add([Double.nan, .nan, .nan]) }
        data.startBlock(
            "generations", columns: ["epoch", "row", "epochs", metric.heading, "trial"])
        for member in members {
            var start = begin(member)
            for value in member.values where value.epoch > start {
                data.add([
                    start, Double(member.row), value.epoch - start, value.value,
                    Double(member.trial),
                ])
                start = value.epoch
            }
        }
        data.startBlock("branches", columns: ["epoch", "row", "epochs", "rows", "trial"])
        for member in members {
            guard let origin = member.origin else { continue }
            data.add([
                origin.epoch, Double(origin.row), begin(member) - origin.epoch,
                Double(member.row - origin.row), Double(member.trial),
            ])
        }
        if !members.contains(where: { $0.origin != nil }) {
            data.add([Double.nan, .nan, .nan, .nan, .nan])
        }
        data.startBlock("replaced", columns: ["epoch", "row", "trial"])
        let replaced = members.filter(\.isReplaced)
        for member in replaced {
            data.add([
                member.values.last?.epoch ?? .nan, Double(member.row), Double(member.trial),
            ])
        }
        if replaced.isEmpty { data.add([Double.nan, .nan, .nan]) }
        data.startBlock("the best", columns: ["epoch", "row", "trial"])
        data.add([
            best?.values.last?.epoch ?? .nan, Double(best?.row ?? 0), Double(best?.trial ?? 0),
        ])
        return Drawing(height: 44 + rowCount * rowHeight, data: data, commands: commands)
    }

    private var rowHeight: Int { rowCount > Self.mostNumbered ? 3 : 8 }

    /// The epochs of a generation, for the bends of branches.
    private var generation: Double {
        let ends = Set(members.flatMap { $0.values.map(\.epoch) }).sorted()
        return zip(ends.dropFirst(), ends).map { $0 - $1 }.min() ?? ends.first ?? 1
    }

    /// Where a member's own line begins: after the bend if it branched off.
    private func begin(_ member: Member) -> Double {
        guard let origin = member.origin else { return 0 }
        return origin.row == member.row ? origin.epoch : origin.epoch + Self.bend * generation
    }

    /// The line of an ancestor, with the bend from its own parent.
    private func ancestry(_ member: Member) -> [(Double, Double)] {
        var points: [(Double, Double)] = []
        if let origin = member.origin { points.append((origin.epoch, Double(origin.row))) }
        points.append((begin(member), Double(member.row)))
        points.append((member.ancestorUntil, Double(member.row)))
        return points
    }

    private func add(_ points: [(Double, Double)], to data: inout DataFile) {
        for (x, y) in points { data.add([x, y]) }
        data.breakLine()
    }

    private var commands: [String] {
        let values = members.flatMap(\.values)
        let across = AxisPlan(
            Axis("epoch", isWhole: true), values: values.map(\.epoch), includesZero: true,
            margin: 0.03, tickCount: 8)
        let levels = AxisPlan(metric, values: values.map(\.value), margin: 0, tickCount: 5)
        let range = "\(ScriptText.number(levels.lower)):\(ScriptText.number(levels.upper))"
        let ticks = levels.ticks.map(\.script).joined(separator: ", ")
        let isNumbered = rowCount <= Self.mostNumbered
        let numbers = members.filter { _ in isNumbered }.map { member in
            "set label '\(member.trial)' at \(ScriptText.number(begin(member))), "
                + "\(member.row) left offset 0.15, 0.55 font small_font front"
        }
        let top = rowCount > 1 ? -0.8 : -0.9
        return across.commands("x")
            + [
                "set yrange [\(ScriptText.number(Double(rowCount) - 0.4)):"
                    + "\(ScriptText.number(top))]",
                "unset ytics", "set border 1", "set grid noytics",
                "set ylabel " + ScriptText.shown("members"),
                "set cbrange [\(range)]",
                levels.isLogarithmic ? "set logscale cb" : "unset logscale cb",
                "set cbtics (\(ticks)) out scale 0.4",
                "set label \(ScriptText.label(metric.heading)) at screen 0.985, graph 0.5 center "
                    + "rotate by 90",
                "set colorbox user origin screen 0.85, graph 0 size screen 0.025, graph 1",
                "set rmargin at screen 0.83", "set style fill solid 1",
                "set key vertical maxrows 2",
            ] + numbers + [ScriptText.plot("plot", elements)]
    }

    private var elements: [String] {
        let width = rowCount > Self.mostNumbered ? 2.5 : 5
        return [
            "data index 0 using 1:2 with lines lc rgb ink dt 1 "
                + "lw \(ScriptText.number(width + 5)) title "
                + ScriptText.shown("ancestry of the best"),
            "data index 2 using 1:2:3:4 with vectors nohead lc rgb muted dt 1 lw 1.3 title "
                + ScriptText.shown("branches off"),
            "data index 1 using 1:2:3:(0):4 with vectors nohead lc palette dt 1 "
                + "lw \(ScriptText.number(width)) notitle",
            "data index 3 using 1:2 with points lt 3 pt 8 ps 0.6 lw 1.5 title "
                + ScriptText.shown("replaced"),
            "data index 4 using 1:2 with points lt 2 pt 13 ps 1.2 title "
                + ScriptText.shown("the best"),
        ]
    }
}
