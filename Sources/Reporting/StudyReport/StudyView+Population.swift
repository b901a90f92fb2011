import Figures
import Portable
import StudyModel

/// The members of a population: who took whose place, and how the best one's parameters changed.
extension StudyView {
    /// More members can't be distinguished.
    private static let mostMembers = 60
    private static let mostScheduleFigures = 6

    func population(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        let members = PopulationRows(trials.map(\.trial))
        var blocks: [Block] = []
        let best = bestMember
        let lineage = best.map { trial in Lineage(of: trial) { trials[$0].trial } }
        if members.count > 1, members.count <= Self.mostMembers {
            blocks.append(try chart(members, lineage, draw))
        } else if members.count > 1 {
            blocks.append(
                Self.absence(
                    "A drawing of the population is left out: \(members.count) members are more "
                        + "than a page has room for."))
        }
        if let lineage, lineage.stretches.count > 1 || members.count > 1 {
            blocks += try schedule(lineage, draw)
        }
        return blocks
    }

    /// The best complete trial; before there is one, the best of those trained furthest.
    private var bestMember: Trial? {
        if let best = ranking.best { return best }
        let open = trials.filter { !$0.trial.state.isTerminal }
        let furthest = open.map(\.trial.epoch).max() ?? 0
        let values = open.filter { $0.trial.epoch == furthest }.compactMap {
            record -> (value: Double, trial: Trial)? in
            let result = record.intermediateResults.last { $0.epoch <= furthest }
            let value = result?.metrics[job.metric.name] ?? .nan
            return value.isFinite ? (value, record.trial) : nil
        }
        return values.min { job.metric.ranks($0.value, before: $1.value) }?.trial
    }

    // MARK: The members

    private func chart(
        _ rows: PopulationRows, _ lineage: Lineage?, _ draw: StudyReport.Drawing
    ) throws(FigureError) -> Block {
        let untils = Dictionary(
            (lineage?.stretches ?? []).map { ($0.trial, $0.until ?? job.epochs) },
            uniquingKeysWith: { first, _ in first })
        let values = trials.map { generations(of: $0) }
        let scale = MetricScale(job.metric, values: values.flatMap { $0.map(\.value) })
        let replaced = Set(rows.replaced)
        let members = zip(trials, values).map { record, values in
            let trial = record.trial
            return PopulationChart.Member(
                trial: trial.number, row: rows.row[trial.number],
                origin: trial.origin.map {
                    .init(row: rows.row[$0.parent], epoch: Double($0.epoch))
                },
                values: values.map { .init(epoch: $0.epoch, value: scale.shown($0.value)) },
                isReplaced: replaced.contains(trial.number),
                isAncestor: untils[trial.number] != nil,
                ancestorUntil: Double(min(untils[trial.number] ?? 0, trial.epoch)))
        }
        let name = ReportAxis.text(job.metric.name)
        let chart = PopulationChart(
            title: "The population over the epochs", metric: scale.axis, members: members)
        var caption =
            "One row per member, coloured by its \(name) at the end of each generation. A trial "
            + "that was replaced ends with a mark; the trial in its place branches off a better "
            + "one. The numbers are those of trials."
        if let lineage, let last = lineage.stretches.last {
            let count = lineage.stretches.count - 1
            let soFar = ranking.best == nil ? " so far" : ""
            caption +=
                " The thick line leads to the best\(soFar), trial \(last.trial), "
                + (count == 0
                    ? "which branched off no other."
                    : "over \(count, "branch").")
        }
        return .figure(
            PageFigure(try draw("population", chart), caption: [.text(caption + scale.note)]))
    }

    /// A trial's values at the ends of its own generations.
    private func generations(of record: TrialRecord) -> [(epoch: Double, value: Double)] {
        let start = record.trial.origin?.epoch ?? 0
        var ends = record.attempts.filter { $0.outcome == .reached }.compactMap(\.until)
        if let last = record.intermediateResults.last?.epoch, last > ends.last ?? start {
            ends.append(last)
        }
        return ends.compactMap { end in
            record.intermediateResults.last { $0.epoch == end && job.hasEpoch(end) }
                .flatMap { $0.metrics[job.metric.name] }
                .flatMap { $0.isFinite ? (Double(end), $0) : nil }
        }
    }

    // MARK: The schedule of the best member

    private func schedule(
        _ lineage: Lineage, _ draw: StudyReport.Drawing
    ) throws(FigureError) -> [Block] {
        let changing = job.space.parameters.map(\.name).filter { name in
            name != Parameter.randomTrial
                && trials.contains { record in
                    guard let origin = record.trial.origin, trials.indices.contains(origin.parent)
                    else { return false }
                    return record.trial.configuration[name]
                        != trials[origin.parent].trial.configuration[name]
                }
        }
        guard !changing.isEmpty else {
            let hasBranches = trials.contains { $0.trial.origin != nil }
            return [
                Self.absence(
                    hasBranches
                        ? "No parameter changed when trials branched off."
                        : "No trial has branched off another one yet.")
            ]
        }
        var blocks: [Block] = [.table(scheduleTable(lineage, changing))]
        var figures: [PageFigure] = []
        for name in changing.prefix(Self.mostScheduleFigures) {
            guard let chart = scheduleChart(name, lineage) else { continue }
            let drawn = try draw("schedule-\(Self.fileName(name))", chart)
            let text = "\(Self.sentence(name)) of the best member, and of all others."
            figures.append(PageFigure(drawn, caption: [.text(text)]))
        }
        if !figures.isEmpty { blocks.append(.figures(figures)) }
        blocks.append(
            .paragraph([
                .code("podium best \(job.study) --job"),
                .text(" writes a job that repeats this training, bit for bit."),
            ]))
        return blocks
    }

    private func scheduleTable(_ lineage: Lineage, _ names: [String]) -> PageTable {
        var first = 1
        let rows = lineage.stretches.map { stretch -> [String] in
            let last = stretch.until ?? max(first, trials[stretch.trial].trial.epoch)
            defer { first = last + 1 }
            let value = trials[stretch.trial].intermediateResults.last { $0.epoch == last }?
                .metrics[job.metric.name]
            let epochs = first == last ? "\(first)" : "\(first) to \(last)"
            return [epochs, "\(stretch.trial)"]
                + names.map {
                    stretch.configuration[$0].map(ConfigurationText.rounded) ?? ""
                } + [value.map(MetricText.rounded) ?? "–"]
        }
        return PageTable(
            caption: "The best member's values in the course of its training.",
            columns: [.init("Epochs"), .init("Trial", isNumeric: true)]
                + names.map { .init($0, isNumeric: true) }
                + [.init("\(Self.sentence(job.metric.name)) at the end", isNumeric: true)],
            texts: rows)
    }

    /// A parameter's values over the epochs, the best member's in front; nil if it has no numbers.
    private func scheduleChart(_ name: String, _ best: Lineage) -> CurveChart? {
        func curve(_ text: String, _ lineage: Lineage) -> CurveChart.Curve? {
            var (x, y): ([Double], [Double]) = ([], [])
            var start = 0
            for stretch in lineage.stretches {
                guard let value = stretch.configuration[name]?.number else { return nil }
                let end = stretch.until ?? max(trials[stretch.trial].trial.epoch, start)
                x += [Double(start), Double(end)]
                y += [value, value]
                start = end
            }
            return CurveChart.Curve(text, x: x, y: y, style: 1)
        }
        guard let front = curve("the best member", best) else { return nil }
        // Lineages that go on in other trials are parts of those trials' lineages.
        let parents = Set(trials.compactMap { $0.trial.origin?.parent })
        let own = Set(best.stretches.map(\.trial))
        let others = trials.map(\.trial).filter {
            !own.contains($0.number) && ($0.state == .complete || !parents.contains($0.number))
        }.compactMap { trial in curve("", Lineage(of: trial) { trials[$0].trial }) }
        let values = front.y + others.flatMap(\.y)
        var axis = ReportAxis.metric(name, values: values)
        if case .float(let domain)? = job.space[name]?.domain,
            domain.distribution == .logUniform, values.allSatisfy({ $0 > 0 })
        {
            axis.scale = .logarithmic
        }
        var chart = CurveChart(
            title: Self.sentence(name), x: Axis("epoch", isWhole: true), y: axis,
            curves: [front],
            background: others.isEmpty ? nil : ("other members", others))
        chart.width = Drawing.halfColumn
        chart.isPlain = true
        return chart
    }
}

/// The rows of a population's drawing: a trial that branches off takes the row of one that ended.
struct PopulationRows {
    /// The row of each trial, by number.
    private(set) var row: [Int] = []
    /// The trials whose rows others took.
    private(set) var replaced: [Int] = []
    private(set) var count = 0

    /// - Parameter trials: all trials, by number.
    init(_ trials: [Trial]) {
        // The trials that ended early and whose rows are free, in the order of numbers.
        var isTaken = Array(repeating: false, count: trials.count)
        for trial in trials {
            guard let origin = trial.origin else {
                row.append(count)
                count += 1
                continue
            }
            let free = trials.prefix(trial.number).first { other in
                !isTaken[other.number] && other.epoch <= origin.epoch
                    && (other.state == .pruned || other.state == .failed)
            }
            if let free {
                isTaken[free.number] = true
                replaced.append(free.number)
                row.append(row[free.number])
            } else {
                row.append(count)
                count += 1
            }
        }
    }
}
