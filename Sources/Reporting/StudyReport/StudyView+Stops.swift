import Figures
import StudyModel

/// What a scheduler did: epochs saved, trials kept at each stop, and the closest decisions.
extension StudyView {
    private static let mostBars = 12
    private static let mostClosest = 12
    private static let closestPerStop = 3
    private static let mostSteps = 300

    /// Nil without a scheduler.
    func stops(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section? {
        guard job.scheduler != .none else { return nil }
        // The names of kinds that branch trials off.
        let headings = ["pbt": "Population", "schedule": "Parameter schedule"]
        let heading = headings[job.scheduler.type] ?? "Early stopping"
        let hasBranches = headings[job.scheduler.type] != nil
        let trained = TrainedEpochs(report.record, now: report.now)
        guard trained.spent > 0 else {
            return Page.Section(heading, [Self.absence("No epoch has been trained yet.")])
        }
        var blocks: [Block] = [.paragraph(Self.account(trained, job))]
        if hasBranches { blocks += try population(draw) } else { blocks += try bars(trained, draw) }
        blocks += try bestBySpent(trained, draw)
        if !hasBranches, let table = closest { blocks.append(.table(table)) }
        return Page.Section(heading, blocks)
    }

    /// `468 of 4,050 epochs, 12 %`.
    private static func account(_ trained: TrainedEpochs, _ job: Job) -> [Inline] {
        let (spent, full) = (trained.spent, trained.counts.epochsOfFullTraining)
        let begun = trained.counts.begun
        let share = full > 0 ? ", \(Int((100 * Double(spent) / Double(full)).rounded())) %" : ""
        let trials = begun == 1 ? "the trial" : "all \(NumberText.grouped(begun)) trials"
        return [
            .text("The "), .code(job.scheduler.type), .text(" scheduler trained "),
            .strong(
                "\(NumberText.grouped(spent)) of \(NumberText.grouped(full)) epochs\(share)"),
            .text(
                ": full training of \(trials) takes \(NumberText.grouped(full)) epochs."),
        ]
    }

    // MARK: Epochs by stop

    private func bars(
        _ trained: TrainedEpochs, _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        let stretches = trained.stretches
        guard stretches.count > 1 else { return [] }
        // Neighbouring stops share a bar if there are many.
        let size = (stretches.count + Self.mostBars - 1) / Self.mostBars
        let groups = stride(from: 0, to: stretches.count, by: size).map {
            Array(stretches[$0..<min($0 + size, stretches.count)])
        }
        let chart = BarChart(
            title: "Epochs trained before each stop", axis: Axis("epochs of all trials"),
            bars: groups.map { BarChart.Bar(name(of: $0), Double($0.reduce(0) { $0 + $1.spent })) },
            isSorted: false)
        var caption =
            "The epochs between the stops, added up over all trials; at a stop, the kept trials "
            + "continue."
        if size > 1 { caption += " A bar has up to \(size) stops." }
        return [.figure(PageFigure(try draw("stops", chart), caption: [.text(caption)]))]
    }

    /// `epochs 3 to 6: 9 of 27 kept`.
    private func name(of group: [TrainedEpochs.Stretch]) -> String {
        guard let first = group.first, let last = group.last else { return "" }
        let (low, high) = (first.epochs.lowerBound, last.epochs.upperBound)
        let epochs = low == high ? "epoch \(high)" : "epochs \(low) to \(high)"
        if high == job.epochs { return "\(epochs): \(last.rung.reached) complete" }
        let rung = first.rung
        let paused = group.reduce(0) { $0 + $1.rung.paused }
        return "\(epochs): \(last.rung.kept) of \(rung.reached) kept"
            + (paused > 0 ? ", \(paused) paused" : "")
    }

    // MARK: The best value by epochs

    private func bestBySpent(
        _ trained: TrainedEpochs, _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        let steps = trained.improvements(job.metric)
        guard let last = steps.last, steps.count > 1 else { return [] }
        let places = EvenChoice.places(of: steps.count, limit: Self.mostSteps)
        let shown = places.map { steps[$0] } + [(spent: trained.spent, value: last.value)]
        let name = job.metric.name
        var chart = CurveChart(
            title: "Best \(ReportAxis.text(name)) by epochs trained",
            x: Axis("epochs of all trials", isWhole: true),
            y: ReportAxis.metric(name, values: steps.map(\.value)),
            curves: [
                .init(
                    "best so far", x: shown.map { Double($0.spent) }, y: shown.map(\.value),
                    style: 1)
            ])
        chart.isStepped = true
        let caption =
            "The best value after any epoch of any trial, in the order in which the epochs were "
            + "recorded: \(MetricText.rounded(last.value)) after "
            + "\(NumberText.grouped(last.spent)) of \(NumberText.grouped(trained.spent)) epochs."
        return [.figure(PageFigure(try draw("best-by-epochs", chart), caption: [.text(caption)]))]
    }

    // MARK: Decisions

    /// The pruned trials with the best values at each stop; nil if none was pruned.
    private var closest: PageTable? {
        let pruned = trials.map(\.trial).filter { $0.state == .pruned }
        let stops = Set(pruned.map(\.epoch)).sorted()
        var shown: [Trial] = []
        // The last stops come first in importance: what was pruned there took most epochs.
        for stop in stops.reversed() where shown.count < Self.mostClosest {
            let there = pruned.filter { $0.epoch == stop }
            let best = Ranking(metric: job.metric, trials: there, limit: Self.closestPerStop).top()
            shown += best.prefix(Self.mostClosest - shown.count)
        }
        guard !shown.isEmpty else { return nil }
        let name = job.metric.name
        return PageTable(
            caption: pruned.count == 1
                ? "The pruned trial."
                : "Of the \(NumberText.grouped(pruned.count)) pruned trials, those with the "
                    + "best values at each stop.",
            columns: [
                .init("Trial", isNumeric: true), .init("Epochs", isNumeric: true),
                .init(Self.sentence(name), isNumeric: true), .init("Why it was pruned"),
            ],
            texts: shown.map { trial in
                [
                    "\(trial.number)", "\(trial.epoch)",
                    trial.metrics[name].map(MetricText.rounded) ?? "–",
                    Self.reason(trial),
                ]
            })
    }

    /// A pruning's reason without the epoch, which has its own column.
    private static func reason(_ trial: Trial) -> String {
        let text = trial.pruning ?? ""
        for mark in ["epoch \(trial.epoch), ", "epoch \(trial.epoch): "] where text.hasPrefix(mark)
        {
            return String(text.dropFirst(mark.count))
        }
        return text
    }
}
