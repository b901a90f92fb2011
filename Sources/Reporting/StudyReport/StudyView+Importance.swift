import Figures
import Portable
import StudyModel

/// The importance of the parameters.
extension StudyView {
    /// The table has all parameters.
    private static let mostBars = 20

    func importance(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Parameter importance"
        if let unavailableReason = weights.unavailableReason {
            return Page.Section(heading, [Self.absence(unavailableReason)])
        }
        let entries = weights.entries
        var blocks: [Block] = [
            .text(
                "What the best trials have in common (PED-ANOVA, Watanabe et al., 2023): a "
                    + "parameter is important if its values among the best tenth of the trials "
                    + "are spread unlike those of all. Beside it, which part of the metric's "
                    + "variance a parameter explains by itself (fANOVA, Hutter et al., 2014)."
                    + (job.metric.hasSeveralObjectives
                        ? " The figures are of the first objective, "
                            + "\(ReportAxis.text(job.metric.name))." : ""))
        ]
        blocks += notes
        // Long names need the width of two figures.
        let longest = entries.map(\.name.count).max() ?? 0
        let isWide = longest > BarChart.longestName(in: Drawing.halfColumn)
        let width = isWide ? Drawing.column : Drawing.halfColumn
        let left =
            entries.count > Self.mostBars
            ? " The \(Self.mostBars) longest of \(entries.count) bars." : ""
        let byChance = BarChart(
            title: "What the best have in common", axis: Axis("importance", unit: "%"),
            bars: entries.prefix(Self.mostBars).map {
                .init(ReportAxis.text($0.name), 100 * $0.share, mark: min(100 * $0.chance, 100))
            }, markName: "chance", width: width)
        var figures = [
            PageFigure(
                try draw("importance", byChance),
                caption: [
                    .text(
                        "PED-ANOVA's importance, as parts of a whole. The mark is what a parameter "
                            + "without any influence stays below in 19 of 20 cases; pale bars "
                            + "don't reach it and mean nothing." + left)
                ])
        ]
        let explained = entries.compactMap { entry in
            entry.activeCount == nil
                ? entry.variance.map { BarChart.Bar(ReportAxis.text(entry.name), 100 * $0) }
                : nil
        }
        if !explained.isEmpty {
            let chart = BarChart(
                title: "Variance explained", axis: Axis("variance", unit: "%"),
                bars: Array(
                    explained.sorted { $0.value > $1.value }.prefix(Self.mostBars)), width: width)
            figures.append(
                PageFigure(
                    try draw("importance-variance", chart),
                    caption: [
                        .text(
                            "fANOVA's importance; what is missing to 100 % are interactions, "
                                + "and what no parameter explains."
                                + (weights.forestTrialCount < weights.trialCount
                                    ? " By \(NumberText.grouped(weights.forestTrialCount)) of the "
                                        + "trials, evenly picked." : "")
                                + (explained.count > Self.mostBars
                                    ? " The \(Self.mostBars) longest of \(explained.count) bars."
                                    : ""))
                    ]))
        }
        blocks +=
            figures.count == 1 || isWide ? figures.map { .figure($0) } : [.figures(figures)]
        blocks.append(.table(importanceTable(entries)))
        blocks += otherImportances
        return Page.Section(heading, blocks)
    }

    /// Warnings about the reliability of the numbers.
    private var notes: [Block] {
        var notes: [Block] = []
        if weights.bestCount < ParameterImportance.fewBest {
            notes.append(
                .note([
                    .text(
                        "The best tenth of \(weights.trialCount, rowNoun) "
                            + "\(weights.bestCount == 1 ? "is" : "are") "
                            + "\(weights.bestCount, rowNoun): take the order of the "
                            + "parameters for a hint.")
                ]))
        }
        if job.sampler.lag != nil {
            notes.append(
                .note([
                    .text(
                        "The sampler learnt from these trials: it drew more and more of them where "
                            + "results were good. What it soon settled looks less important than "
                            + "it is, and chance is reckoned as if the trials had been drawn "
                            + "evenly. A random search of the same space weighs them fairly.")
                ]))
        }
        return notes
    }

    private func importanceTable(_ entries: [ParameterImportance.Entry]) -> PageTable {
        func percent(_ share: Double) -> String {
            // The value by chance may exceed the sum over all parameters.
            share > 1 ? "over 100 %" : "\((share * 1000).rounded() / 10) %"
        }
        return PageTable(
            caption: "Importance by two methods. By chance: what a parameter without any influence "
                + "stays below in 19 of 20 cases."
                + (entries.contains { $0.chance > 1 }
                    ? " Over 100 %: more than all parameters together have in this study." : "")
                + (entries.contains { $0.activeCount != nil }
                    ? " fANOVA weighs a parameter that only some trials have among these trials."
                    : ""),
            columns: [
                .init("Parameter"), .init("PED-ANOVA", isNumeric: true),
                .init("By chance", isNumeric: true), .init("More than chance"),
                .init("fANOVA", isNumeric: true),
            ],
            texts: entries.map { entry in
                [
                    entry.name, percent(entry.share), percent(entry.chance),
                    entry.share > entry.chance ? "yes" : "no",
                    entry.variance.map { variance in
                        percent(variance)
                            + (entry.activeCount.map { " of \($0, "trial")" } ?? "")
                    } ?? "–",
                ]
            })
    }
}
