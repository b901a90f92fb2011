import Portable
package import StudyModel

/// The output of `podium run`: a view that is redrawn, or one line per trial.
package enum LiveView {
    /// The lines of the view: at most `height` lines of at most `width` columns.
    ///
    /// From the top: the study with a progress bar over all trials, rates and times, the stops of
    /// the scheduler, a bar per running trial, the best trial, and as many rows of the table as
    /// fit. A low terminal loses rows of the table first, then running trials. `color` adds escape
    /// sequences, which take no columns.
    package static func lines(
        summary: StudySummary, top: RankedTable, width: Int, height: Int, color: Bool,
        unicode: Bool
    ) -> [String] {
        guard width > 0, height > 0 else { return [] }
        let view = View(summary: summary, width: width, unicode: unicode)
        let mark = unicode ? "…" : "~"
        return view.lines(top: top, height: height)
            .map { $0.rendered(limit: width, color: color, mark: mark) }
    }

    /// The line for a trial that has its outcome, for pipes and log files.
    ///
    /// `trial 12 complete  validation_loss 0.02131  d=9 l2=0  (13/50, best 0.01898)`; a failed
    /// trial shows its reason instead of the metric.
    ///
    /// - Parameter namesStudy: whether there are other studies: `trial 12 of quickstart complete`.
    package static func plainLine(
        job: Job, trial: Trial, done: Int, best: Double?, namesStudy: Bool = false
    ) -> String {
        // One growing string, because there is one line per trial.
        var line = ""
        line.reserveCapacity(160)
        func add(_ text: String) {
            guard !text.isEmpty else { return }
            line += "  "
            line += text
        }
        line += "trial "
        line += trial.number.description
        if namesStudy {
            line += " of "
            line += job.study
        }
        line += " "
        line += trial.state.rawValue
        add(
            trial.state == .failed
                ? DisplayWidth.printable(trial.failure ?? "without a reason")
                : MetricText.line(job.metric, trial.metrics))
        if trial.state == .pruned { add("at epoch \(trial.epoch)") }
        add(DisplayWidth.printable(ConfigurationText.full(trial.configuration)))
        line += "  ("
        line += done.description
        if job.hasTrialLimit {
            line += "/"
            line += max(job.trials, done).description
        }
        if let best {
            line += ", best "
            line += MetricText.rounded(best)
        }
        line += ")"
        return line
    }
}

/// One frame of the view.
private struct View {
    let summary: StudySummary
    let width: Int
    let unicode: Bool

    private var mark: String { unicode ? "…" : "~" }
    private var dot: String { unicode ? " · " : " - " }
    private var percent: String { summary.percent ?? "" }

    func lines(top: RankedTable, height: Int) -> [StyledLine] {
        var head = [title, facts]
        if let rungs = summary.rungs {
            head += RungText.lines(rungs, width: width, dot: dot, mark: mark)
        }
        head += summary.alarms.map { StyledLine("! " + $0, .bad) }
        if summary.conflicts > 0 {
            head.append(StyledLine("! " + StatusText.conflicts(summary.conflicts), .bad))
        }
        head = Array(head.prefix(height))
        let best = bestLine
        var left = height - head.count - (best == nil ? 0 : 1)

        // Reserve room for the table's headings and three rows if the terminal is high enough.
        let table = tableLines(top)
        let headings = table.count - top.rows.count
        let reserved = left >= 12 ? min(table.count, headings + 3) : 0
        let running = runningLines(limit: max(0, left - reserved))
        left -= running.count
        var shown = Array(table.prefix(max(0, left)))
        if shown.count <= headings { shown = [] }
        left -= shown.count

        // Empty lines between the parts, if there is room.
        var result = head
        for part in [running, best.map { [$0] } ?? [], shown] where !part.isEmpty {
            if left > 0 && height >= 10 {
                result.append(StyledLine())
                left -= 1
            }
            result += part
        }
        return Array(result.prefix(height))
    }

    /// `quickstart  13/50 trials  ━━━━━━╸────────────  26 %`.
    private var title: StyledLine {
        let counts =
            (summary.total.map { "\(summary.done)/\($0)" } ?? "\(summary.done)")
            + (width >= 60 ? " trials" : "")
        let fixed = DisplayWidth.of(counts) + DisplayWidth.of(percent) + 4
        let name = DisplayWidth.truncated(
            DisplayWidth.printable(summary.job.study), to: max(8, width - fixed - 12), mark: mark)
        var line = StyledLine(name, .bold)
        line.append("  \(counts)  ")
        let room = width - line.width - DisplayWidth.of(percent) - 2
        if room >= 4, let fraction = summary.fraction {
            appendBar(fraction, width: min(room, 60), to: &line)
            line.append("  ")
        }
        line.append(percent, ifWithin: width)
        return line
    }

    /// Failed trials, rate and times, as many as fit.
    private var facts: StyledLine {
        var facts: [(String, StyledLine.Style)] = []
        if summary.failed > 0 { facts.append(("\(summary.failed) failed", .bad)) }
        if let left = summary.secondsLeft, summary.isOpen {
            facts.append(("\(TimeText.duration(left)) left", .plain))
        }
        if let rungs = summary.rungs, rungs.begun > 0 {
            facts.append((RungText.epochs(rungs), .plain))
        }
        // Programs don't say how fast they are.
        if let rate = summary.samplesPerSecond, rate > 0 {
            facts.append((NumberText.samplesPerSecond(rate), .plain))
        }
        if let elapsed = summary.elapsedSeconds {
            facts.append(("\(TimeText.duration(elapsed)) elapsed", .dim))
        }
        if let workers = summary.workers {
            facts.append(("\(workers, "worker")", .dim))
        }
        if facts.isEmpty { facts.append(("waiting for workers", .dim)) }
        var line = StyledLine()
        for (text, style) in facts {
            let separator = line.width > 0 ? dot : ""
            guard line.width + DisplayWidth.of(separator + text) <= width || line.width == 0 else {
                continue
            }
            line.append(separator, .dim)
            line.append(text, style)
        }
        return line
    }

    private func runningLines(limit: Int) -> [StyledLine] {
        guard limit > 0, !summary.running.isEmpty else { return [] }
        let isCut = summary.running.count > limit
        let shown = summary.running.prefix(isCut ? limit - 1 : limit)
        let digits = summary.running.reduce(2) { max($0, String($1.number).count) }
        let metricWidth = summary.running.reduce(0) { max($0, latestMetric($1).count) }
        var lines = shown.map { line(of: $0, digits: digits, metricWidth: metricWidth) }
        if isCut {
            let rest = summary.running.count - shown.count
            lines.append(StyledLine("  \(mark) and \(rest) more running", .dim))
        }
        return lines
    }

    /// `  12  ━━━━━━━━━╸──────   62 %  3/5  0.02131  d=9 l2=5.1e-05`.
    private func line(of trial: RunningTrial, digits: Int, metricWidth: Int) -> StyledLine {
        let number = DisplayWidth.padded(String(trial.number), to: digits, right: true)
        var line = StyledLine("  \(number)  ", .bold)
        let held = trial.fraction.isFinite ? min(max(trial.fraction, 0), 1) : 0
        appendBar(
            held, width: width >= 120 ? 24 : width >= 100 ? 16 : width >= 60 ? 10 : 8, to: &line)
        let share = "\(Int((held * 100).rounded(.down))) %"
        line.append("  " + DisplayWidth.padded(share, to: 5, right: true), ifWithin: width)
        let epochs = String(summary.job.epochs)
        let epoch = DisplayWidth.padded(
            "\(trial.latest?.epoch ?? 0)/\(epochs)", to: 2 * epochs.count + 1, right: true)
        line.append("  " + epoch, ifWithin: width)
        if metricWidth > 0 {
            let metric = DisplayWidth.padded(latestMetric(trial), to: metricWidth)
            line.append("  " + metric, ifWithin: width)
        }
        // The configuration follows only if there is enough room for it.
        let room = width - line.width - 2
        if room >= 8 {
            let text = ConfigurationText.fitted(trial.configuration, width: room, mark: mark)
            line.append("  " + text, .dim)
        }
        return line
    }

    private func latestMetric(_ trial: RunningTrial) -> String {
        trial.latest?.metrics[summary.job.metric.name].map(MetricText.rounded) ?? ""
    }

    private var bestLine: StyledLine? {
        guard let best = summary.best else { return nil }
        var line = StyledLine("best  ", .bold)
        line.append(MetricText.line(summary.job.metric, best.metrics), .good)
        line.append("  trial \(best.number)", ifWithin: width)
        if let front = summary.front {
            line.append("\(dot)front of \(front)", ifWithin: width)
        }
        let room = width - line.width - 2
        if room >= 8 {
            let text = ConfigurationText.fitted(best.configuration, width: room, mark: mark)
            line.append("  " + text, .dim)
        }
        return line
    }

    private func tableLines(_ top: RankedTable) -> [StyledLine] {
        guard !top.rows.isEmpty else { return [] }
        let lines = top.textLines(width: width, mark: mark)
        let headings = lines.count - top.rows.count
        return lines.enumerated().map { StyledLine($1, $0 < headings ? .dim : .plain) }
    }

    private func appendBar(_ fraction: Double, width: Int, to line: inout StyledLine) {
        let bar = ProgressBar.draw(fraction, width: width, unicode: unicode)
        line.append(bar.filled, .bar)
        line.append(bar.rest, .dim)
    }
}
