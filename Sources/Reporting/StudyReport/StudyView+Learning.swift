import Figures
import Portable
import StudyModel

/// Learning curves of the trials, and the history of the search.
extension StudyView {
    /// The number of best trials with a named curve.
    private static let namedCount = 5
    /// More curves show no more, and make the page large.
    private static let mostFaintCurves = 80
    private static let mostPoints = 60
    private static let mostOutcomes = 1_500

    func learning(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Learning curves"
        guard trials.contains(where: hasCurve) else {
            let reason =
                trials.contains { !$0.intermediateResults.isEmpty }
                ? "No trial reported more than once: there are no curves to draw."
                : "No trial reported any epoch: there are no curves to draw."
            return Page.Section(heading, [Self.absence(reason)])
        }
        let named = ranked.prefix(Self.namedCount).enumerated().compactMap {
            place, trial -> CurveChart.Curve? in
            guard let record = record(trial) else { return nil }
            return curve(name(of: trial, rank: place + 1), record, job.metric.name)
        }
        var (faint, stopped, all) = otherCurves()
        let others = faint.count + stopped.count
        // A named trial that was pruned has a mark, too.
        stopped += ranked.prefix(Self.namedCount).filter { $0.state == .pruned }
            .compactMap(record).compactMap { curve("", $0, job.metric.name) }
        let axis = metricAxis(named, faint, stopped)
        var chart = CurveChart(
            title: "\(Self.sentence(job.metric.name)) by epoch", x: epochAxis(stopped),
            y: axis, curves: named.map { shown($0, on: axis) },
            background: faint.isEmpty
                ? nil : ("other trials", faint.map { shown($0, on: axis) }))
        if !stopped.isEmpty {
            chart.stopped = ("pruned trials", stopped.map { shown($0, on: axis) })
        }
        chart.y.range = range(of: chart)
        // Clip curves only if neither a linear nor a logarithmic axis has room for them.
        let heights = (chart.curves + faint + stopped).flatMap(\.y)
        if chart.y.scale == .linear, heights.allSatisfy({ $0 > 0 }),
            chart.y.range != nil || scale.axis.scale == .logarithmic
        {
            chart.y.scale = .logarithmic
            chart.y.range = range(of: chart)
        }
        var caption = leadersCaption(named.count)
        if named.isEmpty { caption = "Trials that have no result yet" }
        if others > 0, !named.isEmpty {
            caption +=
                others < all
                ? ", before \(others) of \(all) others, evenly picked by rank"
                : ", before \(all, "other")"
        }
        if !stopped.isEmpty { caption += "; a hollow triangle is where a trial was pruned" }
        if chart.y.range != nil { caption += "; the worst values are beyond the figure's edge" }
        caption += "." + curvelessNote + unplacedNote(in: chart)
        if !named.isEmpty, !hasNoFeasible {
            caption += frontsNote + tieNote(after: Self.namedCount)
        }
        let figure = PageFigure(try draw("learning-curves", chart), caption: [.text(caption)])
        return Page.Section(heading, [.figure(figure)] + (try bestCurves(draw)))
    }

    /// A sentence about trials that reported, but not enough for a curve; empty without any.
    private var curvelessNote: String {
        let count = trials.count { !$0.intermediateResults.isEmpty && !hasCurve($0) }
        return count == 0
            ? "" : " \(count, "trial") reported too little for a curve."
    }

    /// A sentence about values for which a logarithmic axis has no place; empty without any.
    private func unplacedNote(in chart: CurveChart) -> String {
        guard chart.y.scale == .logarithmic else { return "" }
        let all = chart.curves + (chart.background?.curves ?? []) + (chart.stopped?.curves ?? [])
        let count = all.reduce(0) { $0 + $1.y.count { !($0 > 0) } }
        guard count > 0 else { return "" }
        let what = scale.isComplement && chart.y == scale.axis ? "of 1" : "of 0 or less"
        return " \(count, "value") \(what) \(count == 1 ? "has" : "have") no place on the "
            + "logarithmic axis."
    }

    /// The first words about the curves of the first trials of the ranked table.
    private func leadersCaption(_ count: Int) -> String {
        if hasNoFeasible {
            return "The \(count == 1 ? "trial" : "\(count) trials") closest to feasible"
        }
        if job.metric.hasSeveralObjectives {
            return "The first \(count == 1 ? "trial" : "\(count) trials") of the ranked table"
        }
        return count == 1 ? "The best trial" : "The best \(count) trials by rank"
    }

    /// Training and validation curves of the best trial, one chart per kind of metric.
    private func bestCurves(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        guard let best = ranked.first, let record = record(best) else { return [] }
        // What never changes, such as a number of parameters, is in the table.
        let names = MetricText.ordered(
            record.intermediateResults.flatMap(\.metrics.keys), job.metric
        ).filter { name in
            let values = record.intermediateResults.compactMap { $0.metrics[name] }
            return name == job.metric.name || values.contains { $0 != values[0] }
        }
        var kinds: [String] = []
        for name in names where !kinds.contains(Self.kind(name)) { kinds.append(Self.kind(name)) }
        var figures: [PageFigure] = []
        var taken: Set<String> = []
        // The job metric's own kind gets a chart only if it has more than one curve.
        let isRow = (hasCompanion(names) ? 1 : 0) + min(kinds.count, 4) - 1 > 1
        for (index, kind) in kinds.prefix(4).enumerated() {
            let curves = names.filter { Self.kind($0) == kind }.compactMap { name in
                curve(ReportAxis.text(name), record, name).map { curve in
                    var curve = curve
                    curve.style = CurveChart.Curve.style(of: name)
                    return curve
                }
            }
            guard !curves.isEmpty, index > 0 || curves.count > 1 else { continue }
            let axis = ReportAxis.metric(kind, values: curves.flatMap(\.y))
            var chart = CurveChart(
                title: "\(Self.sentence(kind)) of the best trial", x: Axis("epoch", isWhole: true),
                y: axis, curves: curves)
            if isRow { chart.width = Drawing.halfColumn }
            let text = curves.map(\.name).joined(separator: " and ")
            figures.append(
                PageFigure(
                    try draw(Self.unlike(&taken, "best-\(Self.fileName(kind))"), chart),
                    caption: [.text("\(Self.sentence(text)) of trial \(best.number).")]))
        }
        return figures.isEmpty ? [] : [figures.count == 1 ? .figure(figures[0]) : .figures(figures)]
    }

    /// Whether another metric of the same kind exists, such as training beside validation.
    private func hasCompanion(_ names: [String]) -> Bool {
        names.count { Self.kind($0) == Self.kind(job.metric.name) } > 1
    }

    /// Makes a figure's name unique.
    private static func unlike(_ taken: inout Set<String>, _ name: String) -> String {
        var free = name
        var count = 1
        while !taken.insert(free).inserted {
            count += 1
            free = "\(name)-\(count)"
        }
        return free
    }

    /// `1: trial 7`; if only one parameter varies, with its value: `1: rate 0.01`.
    private func name(of trial: Trial, rank: Int) -> String {
        guard parameters.count == 1, let value = trial.configuration[parameters[0].name] else {
            return "\(rank): trial \(trial.number)"
        }
        return "\(rank): \(ReportAxis.text(parameters[0].name)) "
            + ConfigurationText.rounded(value)
    }

    /// Background curves of the other trials, those that were pruned by themselves, and the number
    /// of other trials with a curve.
    private func otherCurves() -> (
        drawn: [CurveChart.Curve], pruned: [CurveChart.Curve], count: Int
    ) {
        let others = ranked.dropFirst(Self.namedCount)
        let unranked = trials.lazy.map(\.trial).filter { ranking.rank(of: $0.number) == nil }
        let drawable = (others + unranked).compactMap(branch).filter { hasCurve($0) }
        let places = EvenChoice.places(of: drawable.count, limit: Self.mostFaintCurves)
        func curves(pruned: Bool) -> [CurveChart.Curve] {
            places.map { drawable[$0] }.filter { ($0.trial.state == .pruned) == pruned }
                .compactMap { curve("", $0, job.metric.name) }
        }
        return (curves(pruned: false), curves(pruned: true), drawable.count)
    }

    /// A trial's record; if it branched off another trial, with that trial's result there, so that
    /// its curve begins on the other's.
    private func branch(_ trial: Trial) -> TrialRecord? {
        guard var record = ownRecord(trial) else { return nil }
        if let origin = trial.origin, trials.indices.contains(origin.parent) {
            let start = trials[origin.parent].intermediateResults.last {
                $0.epoch == origin.epoch
            }
            record.intermediateResults = [start].compactMap { $0 } + record.intermediateResults
        }
        return record
    }

    private func points(of record: TrialRecord, _ metric: String) -> [(Double, Double)] {
        record.intermediateResults.compactMap { point($0, metric) }
    }

    private func point(_ intermediate: IntermediateResult, _ metric: String) -> (Double, Double)? {
        guard let value = intermediate.metrics[metric], value.isFinite,
            job.hasEpoch(intermediate.epoch)
        else { return nil }
        let largest = AxisPlan.largest
        return (Double(intermediate.epoch), min(max(value, -largest), largest))
    }

    /// Whether there are at least two points, which form a line, or one with the mark of a pruned
    /// trial.
    private func hasCurve(_ record: TrialRecord) -> Bool {
        let points = record.intermediateResults.lazy.filter { point($0, job.metric.name) != nil }
        return points.prefix(2).count >= leastPoints(record)
    }

    private func leastPoints(_ record: TrialRecord) -> Int {
        record.trial.state == .pruned ? 1 : 2
    }

    /// The curve, thinned evenly if it is long; nil with too few points.
    private func curve(
        _ name: String, _ record: TrialRecord, _ metric: String
    ) -> CurveChart.Curve? {
        var points = points(of: record, metric)
        guard points.count >= leastPoints(record) else { return nil }
        if points.count > 3 * Self.mostPoints || name.isEmpty && points.count > Self.mostPoints {
            let count = name.isEmpty ? Self.mostPoints : 3 * Self.mostPoints
            points = EvenChoice.places(of: points.count, limit: count).map { points[$0] }
        }
        return CurveChart.Curve(name, x: points.map(\.0), y: points.map(\.1))
    }

    /// Logarithmic if half of the pruned trials ended in the first fifth.
    private func epochAxis(_ stopped: [CurveChart.Curve]) -> Axis {
        let ends = stopped.compactMap(\.x.last).sorted()
        let isEarly = !ends.isEmpty && 5 * ends[ends.count / 2] <= Double(job.epochs)
        return Axis("epoch", scale: isEarly ? .logarithmic : .linear, isWhole: true)
    }

    private func metricAxis(
        _ named: [CurveChart.Curve], _ faint: [CurveChart.Curve], _ stopped: [CurveChart.Curve]
    ) -> Axis {
        // The named curves decide, so that one diverged curve does not compress all others.
        let values = (named.isEmpty ? faint : named).flatMap(\.y)
        let ends = faint.compactMap(\.y.last)
        // If accuracy is shown as its difference to 1, its curves are too.
        if scale.isComplement, values.allSatisfy({ $0 >= 0 && $0 < 1 }) { return scale.axis }
        let others = ends + stopped.flatMap(\.y)
        var axis = ReportAxis.metric(
            job.metric.name, values: values + Self.middle(others, share: 0.9))
        // Early epochs would compress the late ones, in which the best differ.
        if !stopped.isEmpty, isMinimised, (values + others).allSatisfy({ $0 > 0 }) {
            axis.scale = .logarithmic
        }
        return axis
    }

    /// The curve in the axis's values.
    private func shown(_ curve: CurveChart.Curve, on axis: Axis) -> CurveChart.Curve {
        guard scale.isComplement, axis == scale.axis else { return curve }
        var curve = curve
        curve.y = curve.y.map { $0 < 1 ? 1 - $0 : .nan }
        return curve
    }

    /// The range to show if a few curves are far from all others; nil to show everything.
    ///
    /// It includes all named curves and nine tenths of the rest.
    private func range(of chart: CurveChart) -> ClosedRange<Double>? {
        let faint = ((chart.background?.curves ?? []) + (chart.stopped?.curves ?? [])).flatMap(\.y)
        let named = chart.curves.flatMap(\.y)
        // Where other figures cut off diverged trials, their curves may leave this one.
        let usual = faint.filter { value in
            scale.axis.scale != .logarithmic
                || scale.edge.map { !job.metric.ranks($0, before: value) } ?? true
        }
        let shown = named + Self.middle(usual, share: 0.9)
        let isLogarithmic = chart.y.scale == .logarithmic
        guard let low = shown.min(), let high = shown.max(), low < high,
            let least = (named + faint).min(), let most = (named + faint).max(),
            !isLogarithmic || least > 0
        else { return nil }
        func span(_ a: Double, _ b: Double) -> Double {
            isLogarithmic ? PortableMath.log(b / a) : b - a
        }
        guard span(least, most) > 3 * span(low, high) else { return nil }
        let room = 0.04 * span(low, high)
        guard isLogarithmic else { return (low - room)...(high + room) }
        return (low * PortableMath.exp(-room))...(high * PortableMath.exp(room))
    }

    /// The central part of some values.
    private static func middle(_ values: [Double], share: Double) -> [Double] {
        guard values.count > 10 else { return values }
        let sorted = values.sorted()
        let left = Int(Double(sorted.count) * (1 - share) / 2)
        return Array(sorted.dropFirst(left).dropLast(left))
    }

    /// `loss` for `validation_loss` and for `train_loss`.
    private static func kind(_ metric: String) -> String {
        for prefix in ["validation_", "train_", "training_", "test_"]
        where metric.hasPrefix(prefix) && metric.count > prefix.count {
            return String(metric.dropFirst(prefix.count))
        }
        return metric
    }

    static func fileName(_ name: String) -> String {
        let plain = name.lowercased().map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        return String(plain.prefix(40))
    }

    static func sentence(_ name: String) -> String {
        let text = ReportAxis.text(name)
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    // MARK: History

    func history(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Optimization history"
        let outcomes = trials.filter(\.trial.state.isTerminal).map { record in
            let isPruned = record.trial.state == .pruned
            let value =
                isPruned
                ? record.intermediateResults.last?.metrics[job.metric.name]
                : Ranking.finalValue(of: record.trial, job.metric)
            return HistoryChart.Outcome(
                trial: record.trial.number, value: value.map(scale.shown), isPruned: isPruned,
                isFeasible: isFeasible(record.trial))
        }
        guard outcomes.count > 1, !ranked.isEmpty else {
            return Page.Section(
                heading,
                [Self.absence("There are fewer than two trials with a result: no history yet.")])
        }
        if let sameResult {
            return Page.Section(
                heading, [Self.absence(sameResult + ": the history would be a straight line.")])
        }
        let chart = HistoryChart(
            title: "\(Self.sentence(job.metric.name)) by trial",
            metric: scale.axis, isMinimised: scale.isMinimised, outcomes: outcomes,
            drawnLimit: Self.mostOutcomes)
        let left =
            outcomes.count > Self.mostOutcomes
            ? " Of \(NumberText.grouped(outcomes.count)) trials about "
                + "\(NumberText.grouped(Self.mostOutcomes)) are drawn, evenly picked; the line "
                + "goes by all of them."
            : ""
        let improvements = improvementCount(outcomes)
        let changes =
            switch improvements {
            case 0: "never changed after the first"
            case 1: "changed once after the first"
            default: "changed \(improvements) times after the first"
            }
        let caption =
            "Each trial's result in the order of the trials' numbers"
            + (hasNoFeasible || !outcomes.contains { $0.value != nil && !$0.isPruned }
                ? "." : ", and the best so far, which \(changes).")
            + left
            + (job.metric.feasible.isEmpty
                ? "" : " Trials that are not feasible are squares, and never the best.")
            + scale.note
        return Page.Section(
            heading,
            [.figure(PageFigure(try draw("history", chart), caption: [.text(caption)]))])
    }

    private func improvementCount(_ outcomes: [HistoryChart.Outcome]) -> Int {
        let metric = Metric(
            name: job.metric.name, direction: scale.isMinimised ? .minimize : .maximize)
        let best = metric.bestSoFar(
            outcomes.filter { !$0.isPruned && $0.isFeasible }.compactMap(\.value).map { Score($0) })
        return zip(best, best.dropFirst()).count { $0 != $1 }
    }
}
