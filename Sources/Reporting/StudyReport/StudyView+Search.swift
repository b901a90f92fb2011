import Figures
import StudyModel

/// Where in the space the good trials are, and what made them good.
extension StudyView {
    private static let mostAxes = 8
    /// Fewer trials make no landscape.
    private static let leastContourTrials = 10
    /// More lines, dots and heights than these can't be told from each other, and make the page
    /// heavy.
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
        var blocks: [Block] = []
        let shown = Array(byImportance.prefix(Self.mostAxes))
        if shown.count < parameters.count {
            blocks.append(
                .text(
                    "The figures show the \(shown.count) most important of "
                        + "\(parameters.count) parameters."))
        }
        // In the order of the job, as readers know it.
        let inOrder = parameters.filter { shown.contains($0) }
        blocks += try parallel(inOrder, draw)
        blocks += try slices(shown, draw)
        blocks += try contour(draw)
        return Page.Section(heading, blocks)
    }

    private func parallel(
        _ parameters: [AnalysedParameter], _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        guard parameters.count > 1 else {
            return [
                Self.absence(
                    "Parallel coordinates are left out: there is one parameter only, and the "
                        + "slice below shows the same.")
            ]
        }
        let shown = ShownTrials(ranked: ranked, values: values, limit: Self.mostLines)
        let metric = ReportAxis.metric(job.metric.name, values: shown.values)
        let chart = ParallelChart(
            title: "Configurations and their results",
            axes: parameters.map(ReportAxis.parameter) + [metric],
            lines: zip(shown.trials, shown.values).map { trial, value in
                parameters.map { ReportAxis.place($0, trial) } + [value]
            }, ranks: shown.ranks)
        let caption =
            "A line a trial, from its parameters to its result; the best "
            + "\(min(chart.top, ranked.count)) stand out.\(shown.note)"
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
            metric: ReportAxis.metric(job.metric.name, values: shown.values),
            slices: parameters.map { parameter in
                .init(
                    ReportAxis.parameter(parameter),
                    values: shown.trials.map { ReportAxis.place(parameter, $0) })
            }, results: shown.values, best: 0)
        let order = weights.silence == nil ? ", the most important parameter first" : ""
        let caption =
            "Each trial's result against each parameter\(order); the best is marked.\(shown.note)"
        return [.figure(PageFigure(try draw("slices", chart), caption: [.text(caption)]))]
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
                    "A contour is left out: \(ranked.count) trials have a result, and fewer than "
                        + "\(Self.leastContourTrials) make no landscape.")
            ]
        }
        let (x, y) = (candidates[0], candidates[1])
        let metric = ReportAxis.metric(job.metric.name, values: shown.values)
        let points = zip(shown.trials, shown.values).compactMap { trial, value -> SIMD3<Double>? in
            guard let across = ReportAxis.place(x, trial), let up = ReportAxis.place(y, trial)
            else { return nil }
            return SIMD3(across, up, value)
        }
        let chart = ContourChart(
            title: "\(Self.sentence(job.metric.name)) over two parameters",
            x: ReportAxis.parameter(x), y: ReportAxis.parameter(y), metric: metric,
            trials: points)
        let which = weights.silence == nil ? "the two most important" : "the first two"
        let caption =
            "\(Self.sentence(job.metric.name)) over \(which) parameters that are numbers, smoothed "
            + "between the trials (the dots): an impression, not a model.\(shown.note)"
        return [.figure(PageFigure(try draw("contour", chart), caption: [.text(caption)]))]
    }

    // MARK: Importance

    func importance(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Parameter importance"
        if let silence = weights.silence {
            return Page.Section(heading, [Self.absence(silence)])
        }
        let entries = weights.entries
        let best = weights.bestCount
        var blocks: [Block] = [
            .text(
                "What the best trials have in common (PED-ANOVA, Watanabe et al., 2023): a "
                    + "parameter is important if its values among the best tenth of the trials "
                    + "are spread unlike those of all. Beside it, which part of the metric's "
                    + "variance a parameter explains by itself (fANOVA, Hutter et al., 2014).")
        ]
        if best < ParameterImportance.fewBest {
            blocks.append(
                .note([
                    .text(
                        "The best tenth of \(weights.trialCount) trials are \(best) "
                            + "trial\(best == 1 ? "" : "s"): take the order of the parameters for "
                            + "a hint.")
                ]))
        }
        let byChance = BarChart(
            title: "What the best have in common", axis: Axis("importance", unit: "%"),
            bars: entries.map { .init(ReportAxis.words($0.name), 100 * $0.share) })
        var figures = [
            PageFigure(
                try draw("importance", byChance),
                caption: [.text("PED-ANOVA's importance, as parts of a whole.")])
        ]
        let explained = entries.compactMap { entry in
            entry.variance.map { BarChart.Bar(ReportAxis.words(entry.name), 100 * $0) }
        }
        if !explained.isEmpty {
            let chart = BarChart(
                title: "Variance explained", axis: Axis("part of the variance", unit: "%"),
                bars: explained)
            figures.append(
                PageFigure(
                    try draw("importance-variance", chart),
                    caption: [
                        .text(
                            "fANOVA's importance; what is missing to 100 % are interactions, "
                                + "and what no parameter explains."
                                + (weights.forestTrialCount < weights.trialCount
                                    ? " By \(NumberText.grouped(weights.forestTrialCount)) of the "
                                        + "trials, evenly picked." : ""))
                    ]))
        }
        blocks.append(figures.count == 1 ? .figure(figures[0]) : .figures(figures))
        blocks.append(.table(importanceTable(entries)))
        return Page.Section(heading, blocks)
    }

    private func importanceTable(_ entries: [ParameterImportance.Entry]) -> PageTable {
        func percent(_ share: Double) -> String {
            // Chance alone may reach beyond what all parameters together have.
            share > 1 ? "over 100 %" : "\((share * 1000).rounded() / 10) %"
        }
        return PageTable(
            caption: "Importance by two methods. By chance: what a parameter without any influence "
                + "stays below in 19 of 20 cases.",
            columns: [
                .init("Parameter"), .init("PED-ANOVA", isNumeric: true),
                .init("By chance", isNumeric: true), .init("More than chance"),
                .init("fANOVA", isNumeric: true),
            ],
            texts: entries.map { entry in
                [
                    entry.name, percent(entry.share), percent(entry.chance),
                    entry.share > entry.chance ? "yes" : "no",
                    entry.variance.map(percent) ?? "–",
                ]
            })
    }
}
