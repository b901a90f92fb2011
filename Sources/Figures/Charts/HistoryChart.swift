import Portable

/// Each trial's value, ordered by number, and the best value so far.
package struct HistoryChart: Chart {
    package struct Outcome: Sendable, Hashable {
        package var trial: Int
        /// The value; nil if the trial has none.
        package var value: Double?
        /// Whether the trial was pruned; its value doesn't count for the best.
        package var isPruned: Bool
        /// Whether the trial meets the job's conditions; otherwise it doesn't count for the best.
        package var isFeasible: Bool

        package init(
            trial: Int, value: Double?, isPruned: Bool = false, isFeasible: Bool = true
        ) {
            self.trial = trial
            self.value = value
            self.isPruned = isPruned
            self.isFeasible = isFeasible
        }
    }

    package var title: String
    package var metric: Axis
    package var isMinimised: Bool
    /// The outcomes, ordered by trial number.
    package var outcomes: [Outcome]
    /// The approximate maximum of outcomes drawn, evenly picked; the best so far uses all outcomes.
    package var drawnLimit: Int

    package init(
        title: String, metric: Axis, isMinimised: Bool = true, outcomes: [Outcome],
        drawnLimit: Int = 1_500
    ) {
        self.drawnLimit = drawnLimit
        self.title = title
        self.metric = metric
        self.isMinimised = isMinimised
        self.outcomes = outcomes.sorted { $0.trial < $1.trial }
    }

    private var complete: [(trial: Int, value: Double)] {
        values { !$0.isPruned && $0.isFeasible }
    }

    private func values(_ isIncluded: (Outcome) -> Bool) -> [(trial: Int, value: Double)] {
        outcomes.filter(isIncluded).compactMap { outcome in
            outcome.value.flatMap { $0.isFinite ? (outcome.trial, $0) : nil }
        }
    }

    /// Trials without a finite value.
    private var failed: [Int] {
        outcomes.filter { !($0.value?.isFinite ?? false) }.map(\.trial)
    }

    package var alternative: String {
        let best = complete.min { isMinimised ? $0.value < $1.value : $0.value > $1.value }
        let text = best.map {
            " The best, \(ShortDecimal.inSentence($0.value)), is of trial \($0.trial)."
        }
        return "\(title). \(metric.heading) of \(outcomes.count, "trial") in order"
            + (text.map { ", with the best so far.\($0)" } ?? ".")
    }

    package var drawing: Drawing {
        var data = DataFile([title, "\(metric.heading) by trial"])
        let pruned = values { $0.isPruned && $0.isFeasible }
        let infeasible = values { !$0.isFeasible }
        for (name, points) in [("complete", complete), ("pruned", pruned)] {
            data.startBlock(name, columns: ["trial", metric.heading])
            for point in picked(points) { data.add([Double(point.trial), point.value]) }
            if points.isEmpty { data.add([Double.nan, .nan]) }
        }
        data.startBlock("the best so far", columns: ["trial", metric.heading])
        for point in running { data.add([Double(point.trial), point.value]) }
        data.startBlock("without a value", columns: ["trial"])
        for trial in picked(failed) { data.add([Double(trial)]) }
        if failed.isEmpty { data.add([Double.nan]) }
        if !infeasible.isEmpty {
            data.startBlock(InfeasibleStyle.name, columns: ["trial", metric.heading])
            for point in picked(infeasible) { data.add([Double(point.trial), point.value]) }
        }
        let up = AxisPlan(metric, values: (complete + pruned + infeasible).map(\.value))
        return Drawing(
            height: 92, data: data,
            commands: commands(
                up, hasPruned: !pruned.isEmpty, hasInfeasible: !infeasible.isEmpty))
    }

    private func commands(
        _ up: AxisPlan, hasPruned: Bool, hasInfeasible: Bool
    ) -> [String] {
        let across = AxisPlan(
            Axis("trial", isWhole: true), values: outcomes.map { Double($0.trial) }, margin: 0.02,
            tickCount: 8)
        var elements: [String] = []
        // A legend names what the chart shows, and nothing else.
        let hasComplete = !complete.isEmpty
        if hasComplete {
            elements.append(
                "data index 0 using 1:2 with points lt 1 pt 7 ps 0.45 title "
                    + ScriptText.shown("complete"))
        }
        if hasPruned {
            elements.append(
                "data index 1 using 1:2 with points lt 3 pt 8 ps 0.55 lw 1.3 title "
                    + ScriptText.shown("pruned"))
        }
        if hasInfeasible {
            elements.append("data index 4 using 1:2 " + InfeasibleStyle.titledPoints)
        }
        if !failed.isEmpty {
            // At the end of the bad values: a trial without a value is none of the best.
            let edge = up.value(at: isMinimised ? 0.97 : 0.03)
            elements.append(
                "data index 3 using 1:(\(ScriptText.number(edge))) "
                    + "with points lt 9 pt 2 ps 0.6 lw 1.5 "
                    + "title " + ScriptText.shown("no value"))
        }
        if hasComplete {
            elements.append(
                "data index 2 using 1:2 with steps lt 2 dt 1 lw 2 title "
                    + ScriptText.shown("best so far"))
        }
        if elements.isEmpty { elements.append("NaN notitle") }
        return across.commands("x") + up.commands("y") + [ScriptText.plot("plot", elements)]
    }

    /// Picks the same fraction of some outcomes as of all.
    private func picked<Point>(_ points: [Point]) -> [Point] {
        let stride = max(1, (outcomes.count + drawnLimit - 1) / max(1, drawnLimit))
        return Swift.stride(from: 0, to: points.count, by: stride).map { points[$0] }
    }

    /// The trials at which the best value changes, and the last trial.
    private var running: [(trial: Int, value: Double)] {
        var steps: [(trial: Int, value: Double)] = []
        for point in complete {
            guard let best = steps.last?.value else {
                steps.append(point)
                continue
            }
            if isMinimised ? point.value < best : point.value > best { steps.append(point) }
        }
        if let last = outcomes.last?.trial, let best = steps.last, last > best.trial {
            steps.append((last, best.value))
        }
        return steps.isEmpty ? [(0, .nan)] : steps
    }
}
