import Figures
import Portable
import StudyModel

/// The Pareto front of a study with several objectives, and its growth.
extension StudyView {
    /// The most objectives whose pairs are drawn.
    private static let mostDrawn = 4
    /// The decimals of larger coordinates say nothing.
    private static let leastLarge = 1e4
    /// The most numbers of trials in the hypervolume's history.
    private static let mostVolumes = 400

    /// Nil with one objective.
    func objectives(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section? {
        guard job.metric.hasSeveralObjectives else { return nil }
        let heading = "Objectives"
        guard let front = ranking.frontSize, front > 0 else {
            return Page.Section(
                heading, [Self.absence("No trial is complete and feasible yet: no front.")])
        }
        var blocks: [Block] = [
            .text(
                "\(front) of \(ranking.count, "ranked trial") \(front == 1 ? "is" : "are") on the "
                    + "Pareto front: no other \(job.metric.feasibleWord)trial is at least as good "
                    + "by every objective and "
                    + "better by one. The table's first row is the best by "
                    + "\(ReportAxis.text(job.metric.name)), the first objective.")
        ]
        blocks += try fronts(draw)
        blocks += try volumes(draw)
        return Page.Section(heading, blocks)
    }

    // MARK: The front

    /// A chart for two objectives, and one per pair for more.
    private func fronts(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        let objectives = job.metric.objectives
        let drawn = Array(objectives.prefix(Self.mostDrawn))
        let placed = ranking.placed().filter { $0.trial.state == .complete }
        let scales = drawn.map { objective in
            MetricScale(
                job.metric.alone(objective),
                values: placed.compactMap { $0.trial.metrics[objective.name] },
                keeping: placed.compactMap {
                    $0.front == 1 ? $0.trial.metrics[objective.name] : nil
                })
        }
        // A figure of an objective with one value would show nothing of it.
        let constant = drawn.indices.filter { index in
            Set(placed.compactMap { $0.trial.metrics[drawn[index].name] }).count < 2
        }
        var figures: [PageFigure] = []
        for second in drawn.indices where !constant.contains(second) {
            for first in drawn.indices where first < second && !constant.contains(first) {
                // The first objective goes up, as in other figures.
                let (x, y) = (second, first)
                let points = placed.compactMap { trial, front -> FrontChart.Point? in
                    guard let across = trial.metrics[drawn[x].name],
                        let up = trial.metrics[drawn[y].name]
                    else { return nil }
                    return FrontChart.Point(
                        x: scales[x].shown(across), y: scales[y].shown(up),
                        standing: front.map { $0 == 1 ? .front : .dominated } ?? .infeasible,
                        trial: trial.number)
                }
                let isOnly = objectives.count == 2
                let chart = FrontChart(
                    title: isOnly
                        ? "Pareto front"
                        : "\(Self.sentence(drawn[y].name)) and \(ReportAxis.text(drawn[x].name))",
                    x: scales[x].axis, y: scales[y].axis,
                    isMinimised: (scales[x].isMinimised, scales[y].isMinimised), points: points,
                    hasLine: isOnly, width: isOnly ? FrontChart.column : FrontChart.halfColumn)
                let better =
                    (scales[y].isMinimised ? "lower" : "higher") + " and further "
                    + (scales[x].isMinimised ? "left" : "right")
                let caption =
                    "Each complete trial"
                    + (isOnly
                        ? ". The line bounds what the front dominates. " : ", by two objectives. ")
                    + "Better trials are \(better)." + scales[y].note + scales[x].note
                figures.append(
                    PageFigure(
                        try draw(isOnly ? "front" : "front-\(y + 1)-\(x + 1)", chart),
                        caption: [.text(caption)]))
            }
        }
        var note: [Block] = constant.map { index in
            Self.absence(
                "Figures of \(ReportAxis.text(drawn[index].name)) are left out: all complete "
                    + "trials have the same value.")
        }
        guard figures.count > 1 else { return note + figures.map { .figure($0) } }
        if objectives.count > drawn.count {
            note.append(
                .text(
                    "The figures show the first \(drawn.count) of \(objectives.count, "objective")."
                )
            )
        }
        return note + [.figures(figures)]
    }

    // MARK: Hypervolume

    /// The share of the box that the trials up to each number dominate.
    private func volumes(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        let points = trials.compactMap { record -> ObjectivePoint? in
            guard let score = Ranking.finalScore(of: record.trial, job.metric), score.isFeasible
            else { return nil }
            return ObjectivePoint(job.metric.costs(of: score), trial: record.trial.number)
        }
        guard points.count > 1, let box = ReferencePoint(of: points) else {
            return [
                Self.absence(
                    "The hypervolume is left out: there are fewer than two complete and feasible "
                        + "trials.")
            ]
        }
        let stride = max(1, (points.count + Self.mostVolumes - 1) / Self.mostVolumes)
        var front: [ObjectivePoint] = []
        var curve: [(trial: Int, share: Double)] = []
        var hasChanged = false
        for (index, point) in points.enumerated() {
            if !front.contains(where: { $0.dominates(point) }) {
                front.removeAll { point.dominates($0) }
                front.append(point)
                hasChanged = true
            }
            guard index % stride == 0 || index == points.count - 1 else { continue }
            let share = hasChanged ? box.share(of: front) : curve.last?.share ?? 0
            curve.append((point.trial, share))
            hasChanged = false
        }
        guard curve.contains(where: { $0.share != curve[0].share }) else {
            return [
                Self.absence(
                    "The hypervolume is left out: no trial after the first one changed it.")
            ]
        }
        // A trial that is not feasible changes nothing; the axis has all trials.
        if let last = trials.last(where: { $0.trial.state.isTerminal })?.trial.number,
            let end = curve.last, last > end.trial
        {
            curve.append((last, end.share))
        }
        let chart = VolumeChart(
            title: "Hypervolume by trial", points: curve.map { ($0.trial, 100 * $0.share) })
        let reference = zip(job.metric.objectives, box.reference).map { objective, value in
            let own = objective.direction == .minimize ? value : -value
            let isLarge = (Self.leastLarge..<1e15).contains(own.magnitude)
            return "\(ReportAxis.text(objective.name)) "
                + MetricText.rounded(isLarge ? own.rounded() : own)
        }
        let caption =
            "The part of the box between the front's best values and the reference point "
            + "(\(reference.joined(separator: ", "))) that the trials up to each number dominate. "
            + (ranking.frontSize == 1
                ? "The front has one trial, so the box reaches a tenth beyond the worst values of "
                    + "all feasible trials."
                : "The reference point lies a tenth of the front's range beyond its worst values.")
        return [
            .figure(PageFigure(try draw("hypervolume", chart), caption: [.text(caption)]))
        ]
    }

    // MARK: Importance

    /// The importance for each objective after the first, as a table; none with one objective.
    var otherImportances: [Block] {
        guard job.metric.hasSeveralObjectives else { return [] }
        let all = job.metric.objectives.map { objective -> (String, ParameterImportance) in
            var alone = job
            alone.metric = job.metric.alone(objective)
            return (
                objective.name, ParameterImportance(job: alone, trials: trials.map(\.trial))
            )
        }
        let known = all.filter { $0.1.unavailableReason == nil }
        guard !known.isEmpty else { return [] }
        let names = parameters.map(\.name)
        let rows = names.map { name in
            [name]
                + known.map { _, importance in
                    importance.entries.first { $0.name == name }.map {
                        "\(($0.share * 1000).rounded() / 10) %"
                            + ($0.share > $0.chance ? "" : " (chance)")
                    } ?? "–"
                }
        }
        let table = PageTable(
            caption: "PED-ANOVA's importance for each objective alone. \"Chance\" marks what does "
                + "not exceed that of a parameter without influence.",
            columns: [.init("Parameter")]
                + known.map { .init(ReportAxis.text($0.0), isNumeric: true) },
            texts: rows)
        return [.table(table)]
    }
}
