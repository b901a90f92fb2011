import Figures
import Portable
import StudyModel

/// The positions of good trials in the search space.
extension StudyView {
    private static let mostAxes = 8
    /// The parameters that are drawn in pairs: three charts for three of them.
    private static let mostPaired = 3
    /// The minimum number of trials for a contour chart.
    private static let leastContourTrials = 10
    /// More lines, dots and contours can't be distinguished, and make the page large.
    private static let mostLines = 500
    private static let mostDots = 1_000

    func search(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Parameters"
        guard ranked.count > 1 else {
            return Page.Section(
                heading,
                [Self.absence("Parameters can be compared once two trials have a result.")])
        }
        guard !parameters.isEmpty else {
            return Page.Section(
                heading, [Self.absence("No parameter has more than one value.")])
        }
        if let sameResult, !job.metric.hasSeveralObjectives {
            return Page.Section(
                heading,
                [Self.absence(sameResult + ": figures of results by parameter would show nothing.")]
            )
        }
        var blocks: [Block] = []
        let shown = Array(byImportance.prefix(Self.mostAxes))
        if shown.count < parameters.count {
            blocks.append(
                .text(
                    "The figures show the \(shown.count) most important of "
                        + "\(parameters.count, "parameter")."))
        }
        // In the order of the job, which readers know.
        let inOrder = parameters.filter { shown.contains($0) }
        blocks += try parallel(inOrder, draw)
        if let sameResult {
            blocks.append(Self.absence(sameResult + ": figures of it are left out."))
        } else {
            blocks += try slices(shown, draw)
            blocks += try contour(draw)
        }
        blocks += try pairs(shown, draw)
        return Page.Section(heading, blocks)
    }

    /// A sentence about pruned trials; empty if there is none.
    private var prunedNote: String {
        ranked.contains { $0.state == .pruned }
            ? " Of a pruned trial, the value at its last stop is drawn." : ""
    }

    /// The places of shown trials that are not feasible.
    private func infeasible(_ trials: [Trial]) -> Set<Int> {
        Set(trials.indices.filter { !isFeasible(trials[$0]) })
    }

    /// A sentence about marks of trials that are not feasible; empty if all are.
    private func infeasibleNote(_ trials: [Trial], _ mark: String) -> String {
        infeasible(trials).isEmpty ? "" : " Trials that are not feasible are \(mark)."
    }

    private func parallel(
        _ parameters: [AnalysedParameter], _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        guard parameters.count > 1 else {
            return [
                Self.absence(
                    "Parallel coordinates are left out: there is one parameter only"
                        + (sameResult == nil ? ", and the slice below shows the same." : "."))
            ]
        }
        let shown = ShownTrials(ranked: ranked, values: values, limit: Self.mostLines)
        let chart = ParallelChart(
            title: "Configurations and their results",
            axes: parameters.map(ReportAxis.parameter) + [scale.axis],
            lines: zip(shown.trials, shown.values).map { trial, value in
                parameters.map { ReportAxis.place($0, trial) } + [scale.shown(value)]
            }, ranks: shown.ranks, infeasible: infeasible(shown.trials), topWord: topWord)
        let caption =
            "One line per trial, from its parameters to its result" + chart.bestNote
            + tableOrderNote + (hasNoFeasible ? "" : tieNote(after: chart.top))
            + infeasibleNote(shown.trials, "dashed")
            + (chart.hasGaps ? " A line has a gap where its trial lacks a parameter." : "")
            + shown.note + scale.note + prunedNote
        return [
            .figure(
                PageFigure(try draw("parallel-coordinates", chart), caption: [.text(caption)]))
        ]
    }

    private func slices(
        _ parameters: [AnalysedParameter], _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        let shown = ShownTrials(ranked: ranked, values: values, limit: Self.mostDots)
        let chart = SliceChart(
            title: "Results by parameter",
            metric: scale.axis,
            slices: parameters.map { parameter in
                .init(
                    ReportAxis.parameter(parameter),
                    values: shown.trials.map { ReportAxis.place(parameter, $0) })
            }, results: shown.values.map(scale.shown), best: hasNoFeasible ? nil : 0,
            infeasible: infeasible(shown.trials))
        let order = weights.unavailableReason == nil ? ", the most important parameter first" : ""
        let caption =
            "Each trial's result against each parameter\(order)"
            + bestNote(parameters)
            + infeasibleNote(shown.trials, "squares")
            + (chart.isSpread
                ? " Trials with one and the same choice are spread sideways about it, so that they "
                    + "can be seen." : "") + shown.note + scale.note + prunedNote
        return [.figure(PageFigure(try draw("slices", chart), caption: [.text(caption)]))]
    }

    /// The end of a sentence about figures of parameters: whether the best trial is marked.
    private func bestNote(_ parameters: some Sequence<AnalysedParameter>) -> String {
        guard !hasNoFeasible, let best = ranked.first else { return "." }
        let isEverywhere = parameters.allSatisfy { ReportAxis.place($0, best) != nil }
        let which =
            job.metric.hasSeveralObjectives
            ? "the best by \(ReportAxis.text(job.metric.name))"
            : tiedCount > 1 ? "the first of the \(tiedCount) best" : "the best"
        return "; \(which) is marked" + (isEverywhere ? "." : " where it has the parameters.")
    }

    /// The most important parameters in pairs.
    private func pairs(
        _ parameters: [AnalysedParameter], _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        let shown = ShownTrials(ranked: ranked, values: values, limit: Self.mostDots)
        let chosen = parameters.prefix(Self.mostPaired)
        guard chosen.count > 1, ranked.count >= Self.leastContourTrials else { return [] }
        let pairs = chosen.indices.flatMap { first in
            chosen.indices.suffix(from: first + 1).map { (chosen[first], chosen[$0]) }
        }
        let last = Double(max(1, ranked.count - 1))
        let ranks = sharedRanks
        let chart = RankChart(
            title: "Ranks over pairs of parameters",
            pairs: pairs.map { x, y in
                .init(
                    x: ReportAxis.parameter(x), y: ReportAxis.parameter(y),
                    places: shown.trials.map { trial in
                        guard let across = ReportAxis.place(x, trial),
                            let up = ReportAxis.place(y, trial)
                        else { return nil }
                        return SIMD2(across, up)
                    })
            }, ranks: shown.ranks.map { Double(ranks[$0 - 1] - 1) / last },
            infeasible: infeasible(shown.trials))
        let which =
            weights.unavailableReason == nil
            ? "\(chosen.count) most important" : "first \(chosen.count)"
        let caption =
            "The \(which) parameters in pairs: a dot per \(rowNoun), coloured by "
            + (job.metric.hasSeveralObjectives
                ? "its rank in the table" : "the rank of its result")
            + bestNote(chosen)
            + infeasibleNote(shown.trials, "squares") + shown.note
        return [.figure(PageFigure(try draw("ranks", chart), caption: [.text(caption)]))]
    }

    private func contour(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        let shown = ShownTrials(ranked: ranked, values: values, limit: Self.mostDots)
        let candidates = byImportance.filter { parameter in
            let places = Set(shown.trials.compactMap { ReportAxis.place(parameter, $0) })
            return ReportAxis.isNumeric(parameter) && places.count > 2
        }
        guard candidates.count > 1 else {
            return [
                Self.absence(
                    "A contour is left out: it takes two parameters whose values are numbers, "
                        + "more than a few of each.")
            ]
        }
        guard ranked.count >= Self.leastContourTrials else {
            return [
                Self.absence(
                    "A contour is left out: it needs \(Self.leastContourTrials) trials with a "
                        + "result; found \(ranked.count).")
            ]
        }
        let (x, y) = (candidates[0], candidates[1])
        var points: [SIMD3<Double>] = []
        var placed: [Trial] = []
        for (trial, value) in zip(shown.trials, shown.values) {
            guard let across = ReportAxis.place(x, trial), let up = ReportAxis.place(y, trial)
            else { continue }
            points.append(SIMD3(across, up, scale.shown(value)))
            placed.append(trial)
        }
        let chart = ContourChart(
            title: "\(Self.sentence(job.metric.name)) over two parameters",
            x: ReportAxis.parameter(x), y: ReportAxis.parameter(y), metric: scale.axis,
            trials: points, isMinimised: scale.isMinimised, infeasible: infeasible(placed))
        let which = weights.unavailableReason == nil ? "the two most important" : "the first two"
        let caption =
            "\(Self.sentence(job.metric.name)) over \(which) parameters that are numbers, smoothed "
            + "between the trials (the dots): an impression, not a model."
            + infeasibleNote(placed, "squares") + shown.note + scale.note + prunedNote
        return [.figure(PageFigure(try draw("contour", chart), caption: [.text(caption)]))]
    }
}
