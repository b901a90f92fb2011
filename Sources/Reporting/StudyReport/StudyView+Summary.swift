import Figures
import Portable
import StudyModel

/// The summary, which comes first.
extension StudyView {
    /// All trials: of a configuration with several runs, each run.
    private var runs: [TrialRecord] { report.record.trials }

    private var counts: [Trial.State: Int] {
        Dictionary(runs.map { ($0.trial.state, 1) }, uniquingKeysWith: +)
    }

    private var done: Int { runs.count { $0.trial.state.isTerminal } }
    private var total: Int? {
        job.total(begun: runs.count, hasEnded: report.record.end != nil)
    }

    var summary: Page.Section {
        var highlights: [Definition] = []
        if let best = ranking.bestValue {
            highlights.append(
                .init(
                    "Best \(ReportAxis.text(job.metric.name))",
                    hasNoFeasible
                        ? "none feasible"
                        : tableText(best, of: job.metric.name)))
        }
        if let front = ranking.frontSize { highlights.append(.init("Pareto front", "\(front)")) }
        if job.runs > 1 { highlights.append(.init("Configurations", "\(trials.count)")) }
        highlights.append(
            .init("Trials", total.map { done == $0 ? "\(done)" : "\(done) of \($0)" } ?? "\(done)"))
        if let failed = counts[.failed], failed > 0 {
            highlights.append(.init("Failed", "\(failed)"))
        }
        if let pruned = counts[.pruned], pruned > 0 {
            highlights.append(.init("Pruned", "\(pruned)"))
        }
        let begun = runs.count { !$0.trial.state.isTerminal }
        if report.record.end != nil, begun > 0 {
            highlights.append(.init("Trained in part", "\(begun)"))
        }
        if !job.metric.feasible.isEmpty {
            let complete = trials.count { $0.trial.state == .complete }
            highlights.append(.init("Feasible", "\(feasibleCount) of \(complete)"))
        }
        if times.busySeconds > 0 {
            highlights.append(.init("Time", TimeText.duration(times.busySeconds)))
        }
        if let rate = samplesPerSecond {
            highlights.append(.init("Samples per second", NumberText.rate(rate)))
        }
        return Page.Section(
            "Summary", [.highlights(highlights)] + state + [.paragraph(sentence)])
    }

    /// The number of complete trials that fulfil the conditions on their metrics.
    private var feasibleCount: Int {
        trials.count { Ranking.finalScore(of: $0.trial, job.metric)?.isFeasible ?? false }
    }

    /// Training samples per second, summed over all slots.
    var samplesPerSecond: Double? {
        guard let samples = report.trainingSamples, times.busySeconds > 0 else { return nil }
        let epochs = times.finishedEpochs
        return epochs > 0 ? epochs * Double(samples) / times.busySeconds : nil
    }

    /// A sentence about the search space, the sampler and the metric.
    private var sentence: [Inline] {
        var text =
            switch job.sampler.type {
            case "random": "A random search"
            case "grid": "A grid search"
            case "nsga2": "A genetic algorithm (NSGA-II)"
            case "tpe": "Bayesian optimisation (tree-structured Parzen estimators)"
            case "gp": "Bayesian optimisation (a Gaussian process)"
            case "auto": "A search by samplers that Podium chose"
            default: "A search by \(job.sampler.type)"
            }
        let count = parameters.count
        text += " over \(count, "parameter") of the objective "
        var inlines: [Inline] = [.text(text), .code(job.objective.kind)]
        if let dataset = job.objective.dataset { inlines += [" on ", .code("\(dataset)")] }
        inlines += [
            .text(", ranked by the \(isMinimised ? "lowest" : "highest") "),
            .code(job.metric.name),
        ]
        for objective in job.metric.others {
            inlines += [
                .text(" and the \(objective.direction == .minimize ? "lowest" : "highest") "),
                .code(objective.name),
            ]
        }
        inlines += [
            .text(
                job.metric.feasible.isEmpty
                    ? "; "
                    : " among trials with "
                        + job.metric.feasible.map(\.text).joined(separator: " and ") + "; "),
            .text(job.epochs == 1 ? "one epoch per trial" : "\(job.epochs) epochs per trial"),
            .text(job.scheduler == .none ? "" : " with the \(job.scheduler.type) scheduler"),
            .text(", seed \(job.seed)."),
        ]
        if job.runs > 1 {
            inlines.append(
                .text(
                    " Each configuration is run by \(job.runs, "trial") with different seeds; "
                        + "tables and figures have one row or mark per configuration, with the "
                        + "means of its trials."))
        }
        if !job.warmStart.isEmpty {
            let studies = job.warmStart.map(\.text).joined(separator: " and ")
            inlines.append(.text(" The sampler learnt from \(studies)."))
        }
        let priors = job.space.parameters.compactMap { parameter in
            parameter.prior.map { "\(parameter.name) \($0)" }
        }
        if !priors.isEmpty {
            inlines.append(.text(" Expected to be best: \(priors.joined(separator: ", "))."))
        }
        return inlines
    }

    /// Warnings about the state of the study.
    private var state: [Block] {
        var notes: [Block] = []
        let trials = total.map { "\(done) of \($0, "trial")" } ?? "\(done, "trial")"
        let shown = "\(trials) \(done == 1 ? "is" : "are") done"
        if let end = report.record.end {
            notes.append(.note([.text("The search ended: \(end).")]))
        } else if report.isLive {
            notes.append(
                .note([
                    .text(
                        "The study is still running: \(shown). Write "
                            + "the report again with "), .code("podium report \(job.study)"), ".",
                ]))
        } else if total.map({ done < $0 }) ?? true {
            notes.append(
                .note([
                    .text("The study is not finished: \(shown), and "),
                    "nobody runs it now.",
                ]))
        }
        if hasNoFeasible {
            notes.append(
                .note([
                    .text(
                        "No trial is feasible: they are ranked by how much they miss the "
                            + "conditions on their metrics.")
                ]))
        }
        if report.record.conflicts > 0 {
            notes.append(.note([.text(StatusText.conflicts(report.record.conflicts) + ".")]))
        }
        return notes
    }

    // MARK: The table

    /// The table rows that the job requests.
    var table: Page.Section {
        guard !ranked.isEmpty else {
            return Page.Section(
                "Ranked table",
                [Self.absence("No trial has a result that can be ranked yet.")])
        }
        return Page.Section(
            "Ranked table",
            [
                .table(
                    RankedTable(job: job, ranking: ranking, top: job.top)
                        .pageTable(
                            caption: tableCaption + meansNote + rowsNote,
                            emphasised: hasNoFeasible ? [] : [0])),
                .paragraph([
                    "Every trial, with every digit, is in ", .code("table.csv"), ".",
                ]),
            ])
    }

    private var tableCaption: String {
        let shown = min(job.top, ranked.count)
        let all = "\(ranked.count, rowNoun) with a result"
        if hasNoFeasible {
            return shown < ranked.count
                ? "The \(shown) closest to feasible of \(all)."
                : "The \(all), the closest to feasible first."
        }
        guard shown == ranked.count else {
            return "The \(topWord)\(shown == 1 ? "" : " \(shown)") of \(all)." + frontsNote
        }
        return shown == 1
            ? "The \(rowNoun) with a result."
            : job.metric.hasSeveralObjectives
                ? "All \(all)." + frontsNote
                : "All \(all), the best first."
    }

    /// What a row of the table is.
    var rowNoun: String { job.runs > 1 ? "configuration" : "trial" }

    /// A sentence about means; empty if each configuration is one trial.
    private var meansNote: String {
        job.runs > 1
            ? " Metrics are means of \(job.runs, "trial") per configuration; a row has the number "
                + "of the first one." : ""
    }

    /// Sentences about rows that rank behind others although their metric is better; empty without.
    private var rowsNote: String {
        let rows = Array(ranked.prefix(job.top))
        let isFeasible = rows.map { job.metric.violation(by: $0.metrics) == 0 }
        let stopped = rows.indices.filter { rows[$0].state != .complete }
        let missing =
            hasNoFeasible
            ? [] : rows.indices.filter { rows[$0].state == .complete && !isFeasible[$0] }
        func list(_ indices: [Int]) -> String {
            guard let first = indices.first, let last = indices.last, first < last else {
                return "Row \((indices.first ?? 0) + 1) is"
            }
            return last - first == indices.count - 1
                ? "Rows \(first + 1) to \(last + 1) are"
                : "Rows " + indices.map { "\($0 + 1)" }.joined(separator: ", ") + " are"
        }
        var text = ""
        if !missing.isEmpty { text += " \(list(missing)) not feasible." }
        if !stopped.isEmpty {
            text += " \(list(stopped)) not trained to the end; complete trials rank before them."
        }
        if zip(rows, rows.dropFirst()).contains(where: isTied) {
            text += " Rows with the same result are in the order of the trials' numbers."
        }
        return text
    }

    /// The metric's values in the ranked table.
    private func tableValues(of metric: String) -> [Double] {
        ranked.prefix(job.top).compactMap { $0.metrics[metric] }.filter(\.isFinite)
    }

    /// A value of a metric as the ranked table has it.
    private func tableText(_ value: Double, of metric: String) -> String {
        let form = RankedTable.form(of: tableValues(of: metric))
        return NumberText.rounded(value, digits: form.digits, keepsZeros: form.keepsZeros)
    }

    // MARK: The best configuration

    /// The trials among which a best value at the end of its range says something.
    private static let fewestForEdges = 10

    /// The parameters with more than one value, by name: of a pool, all that was drawn for it, also
    /// values that no trial has.
    private var searched: [String: AnalysedParameter] {
        let all = AnalysedParameter.searched(
            in: report.drawnSpace ?? job.space, trials: trials.map(\.trial))
        return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    var bestConfiguration: Page.Section? {
        guard let best = ranked.first else { return nil }
        let known = searched
        let edges = best.configuration.entries.map { entry in
            known[entry.name].map { DomainText.edge($0, entry.value) } ?? ""
        }
        // The best of a few trials lies anywhere; where no trial is better, an edge says nothing.
        let isAtEdge =
            ranked.count >= Self.fewestForEdges && !hasOneResult && !hasNoFeasible
            && edges.contains { !$0.isEmpty }
        let rows = zip(best.configuration.entries, edges).map { entry, edge -> [[Inline]] in
            let domain =
                entry.name == Parameter.repetition
                ? "another seed"
                : (known[entry.name].map(DomainText.of) ?? "fixed")
                    + (job.space[entry.name]?.condition.map { ", when \($0)" } ?? "")
            let digits = known[entry.name].map(DomainText.digits(of:)) ?? DomainText.usualDigits
            let value = ConfigurationText.rounded(entry.value, digits: digits)
            return [[.code(entry.name)], [.text(value)], [.text(domain)]]
                + (isAtEdge ? [[.text(edge)]] : [])
        }
        var blocks: [Block] = [
            .table(
                PageTable(
                    caption: bestCaption(best),
                    columns: [
                        .init("Parameter"), .init("Value", isNumeric: true), .init("Searched"),
                    ] + (isAtEdge ? [.init("At the edge")] : []), rows: rows))
        ]
        if isAtEdge {
            blocks.append(
                .text(
                    "A best value at the edge of what was searched says that a better one may lie "
                        + "beyond it."))
        }
        blocks.append(.definitions(results(of: best)))
        return Page.Section(
            hasNoFeasible ? "The configuration closest to feasible" : "Best configuration", blocks)
    }

    private func bestCaption(_ best: Trial) -> String {
        let trial = "Trial \(best.number)"
        if hasNoFeasible {
            return "\(trial), which misses the conditions least. No trial is feasible."
        }
        if job.runs > 1 {
            let last = best.number + job.runs - 1
            return "Trials \(best.number) to \(last), "
                + (ranked.count == 1
                    ? "the only configuration with a result."
                    : "the best of \(ranked.count, "configuration").")
        }
        if ranked.count == 1 { return "\(trial), the only one with a result." }
        if job.metric.hasSeveralObjectives {
            return "\(trial), the best of \(ranked.count) by the first objective."
        }
        if hasOneResult {
            return "\(trial), the first of \(ranked.count) with the same result."
        }
        return tiedCount > 1
            ? "\(trial), the first of \(tiedCount, "trial") with the best result, of "
                + "\(ranked.count)."
            : "\(trial), the best of \(ranked.count)."
    }

    /// The trial's metrics and its best epoch.
    private func results(of trial: Trial) -> [Definition] {
        var list = MetricText.ordered(trial.metrics.keys, job.metric).compactMap { name in
            trial.metrics[name].map {
                Definition(
                    ReportAxis.text(name),
                    NumberText.rounded(
                        $0, digits: max(6, RankedTable.digits(for: tableValues(of: name))))
                        + spread(of: name, trial))
            }
        }
        let reports = record(trial)?.intermediateResults ?? []
        let values = reports.compactMap { report in
            report.metrics[job.metric.name].flatMap {
                $0.isFinite && job.hasEpoch(report.epoch) ? (report.epoch, $0) : nil
            }
        }
        if values.count > 1,
            let peak = values.min(by: { job.metric.ranks($0.1, before: $1.1) })
        {
            list.append(
                Definition(
                    "best epoch",
                    "\(peak.0) of \(job.epochs), \(NumberText.rounded(peak.1, digits: 6))"))
        }
        return list
    }

    /// The spread of a mean; empty for the value of one trial.
    private func spread(of name: String, _ trial: Trial) -> String {
        guard let spread = trial.spread else { return "" }
        let deviation = spread.deviations[name].map {
            ", deviation \(NumberText.rounded($0, digits: 2))"
        }
        return " (mean of \(spread.count, "trial")\(deviation ?? ""))"
    }
}
