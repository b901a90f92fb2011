import Portable
import StudyModel

/// The text of `podium status`.
package enum StatusText {
    /// The maximum number of running trials and of workers to list, one per line.
    private static let longestList = 50

    /// The state of a study, in lines of at most `width` columns.
    package static func render(_ summary: StudySummary, width: Int = .max) -> String {
        var lines = [title(summary)]
        lines.append(row("trials", states(summary)))
        if let rungs = summary.rungs, let share = RungText.share(rungs) {
            lines.append(
                row("epochs", "\(RungText.epochs(rungs)) of full training, \(share)"))
        }
        if let text = givenUp(summary) { lines.append(row("state", text)) }
        if let stages = summary.stages { lines.append(row("stages", stages.text)) }
        if let end = summary.end { lines.append(row("state", "done: " + end)) }
        if let best = summary.best {
            let metric = MetricText.line(summary.job.metric, best.metrics)
            lines.append(
                row("best", "\(metric)  trial \(best.number)  " + configuration(best)))
        }
        if let front = summary.front, front > 0 {
            lines.append(
                row(
                    "front",
                    "\(front, "trial") that no other \(summary.job.metric.feasibleWord)one "
                        + "dominates; "
                        + "`podium best \(summary.job.study) --front` lists them"))
        }
        if let rate = summary.samplesPerSecond {
            lines.append(row("speed", NumberText.samplesPerSecond(rate)))
        }
        var times: [String] = []
        if let elapsed = summary.elapsedSeconds {
            times.append("\(TimeText.duration(elapsed)) elapsed")
        }
        if let left = summary.secondsLeft, summary.isOpen {
            times.append("\(TimeText.duration(left)) left")
        }
        if !times.isEmpty { lines.append(row("time", times.joined(separator: ", "))) }
        if let workers = summary.workers { lines.append(row("workers", "\(workers)")) }
        lines += failures(summary)
        lines += alarms(summary)
        if let rungs = summary.rungs {
            lines += list(
                RungText.heading(rungs), RungText.rows(rungs), more: 0, each: { $0 })
        }
        lines += list(
            "running", summary.running, more: summary.moreRunning,
            each: { running($0, summary.job) })
        // Workers with a problem come first.
        lines += list(
            "workers",
            summary.connected.filter { $0.problem != nil }
                + summary.connected.filter { $0.problem == nil },
            more: 0, each: worker)
        return lines.flatMap {
            WrappedText.lines(DisplayWidth.printable($0), width: width, indent: labelWidth)
        }.joined(separator: "\n") + "\n"
    }

    /// The text of `podium workers`, in lines of at most `width` columns.
    package static func workers(_ workers: [WorkerStatus], width: Int = .max) -> String {
        aligned(workers.map(worker)).flatMap {
            WrappedText.lines(DisplayWidth.printable($0), width: width, indent: 4)
        }.joined(separator: "\n") + "\n"
    }

    /// The message about second, different results.
    static func conflicts(_ count: Int) -> String {
        count == 1
            ? "1 second, different result came for a finished trial: machines disagree"
            : "\(count) second, different results came for finished trials: machines disagree"
    }

    /// Why no coordinator runs the study although trials are left to run, and what to do; nil if
    /// one runs it or none is left.
    private static func givenUp(_ summary: StudySummary) -> String? {
        switch summary.activity {
        case .interrupted: "interrupted: no coordinator runs it; start it again to resume"
        case .cancelled: "cancelled by an operator; submit or run its job again to resume"
        case .stopped:
            // Its alarm has the reason.
            "stopped: mend the cause, then `podium retry \(summary.job.study)` if trials failed, "
                + "and start it again"
        case .running, .paused, .done, nil: nil
        }
    }

    private static func title(_ summary: StudySummary) -> String {
        let percent = summary.percent.map { ", \($0)" } ?? ""
        let state = givenUp(summary) != nil ? summary.activity.map { ", \($0.rawValue)" } ?? "" : ""
        return "\(summary.job.study): \(summary.doneText) done\(percent)\(state)"
    }

    /// `12 complete, 1 failed, 2 running, 35 to come`.
    private static func states(_ summary: StudySummary) -> String {
        let order: [Trial.State] = [.complete, .pruned, .failed, .running, .paused, .waiting]
        let isLive = givenUp(summary) == nil
        var parts = order.compactMap { state in
            summary.counts[state].flatMap {
                $0 > 0 ? "\($0) \(StudyDocument.word(state, isLive: isLive))" : nil
            }
        }
        let toCome = (summary.total ?? 0) - summary.begun
        if toCome > 0 { parts.append("\(toCome) to come") }
        return parts.joined(separator: ", ")
    }

    private static func alarms(_ summary: StudySummary) -> [String] {
        var alarms = summary.alarms
        if summary.conflicts > 0 { alarms.append(conflicts(summary.conflicts)) }
        return alarms.map { row("alarm", $0) }
    }

    private static func running(_ trial: RunningTrial, _ job: Job) -> [String] {
        let held = trial.fraction.isFinite ? min(max(trial.fraction, 0), 1) : 0
        return [
            "trial \(trial.number)", trial.worker.name, "\(Int((held * 100).rounded(.down))) %",
            "epoch \(trial.latest?.epoch ?? 0)/\(job.epochs)",
            MetricText.line(job.metric, trial.latest?.metrics ?? [:]),
            // Programs don't say how fast they are.
            trial.samplesPerSecond.flatMap {
                $0 > 0 ? NumberText.samplesPerSecond($0) : nil
            } ?? "",
            trial.elapsedSeconds.map(TimeText.duration) ?? "",
        ]
    }

    private static func worker(_ worker: WorkerStatus) -> [String] {
        [
            worker.name, "on \(worker.host)", "\(worker.slots, "slot")",
            worker.held > 0 ? "\(worker.held, "trial")" : "idle",
            worker.samplesPerSecond > 0
                ? NumberText.samplesPerSecond(worker.samplesPerSecond) : "",
            "heard \(TimeText.duration(worker.secondsSinceHeard)) ago",
            worker.problem ?? "",
        ]
    }

    /// A heading and one line per item, up to a maximum.
    private static func list<Item>(
        _ heading: String, _ items: [Item], more: Int, each: (Item) -> [String]
    ) -> [String] {
        guard !items.isEmpty else { return [] }
        var lines = ["", heading]
        lines += aligned(items.prefix(longestList).map(each)).map { "  " + $0 }
        let left = more + max(0, items.count - longestList)
        if left > 0 { lines.append("  and \(left) more (--json lists all)") }
        return lines
    }

    private static func configuration(_ trial: Trial) -> String {
        ConfigurationText.full(trial.configuration)
    }

    private static func row(_ name: String, _ text: String) -> String {
        DisplayWidth.padded("  \(name)", to: labelWidth) + text
    }

    private static let labelWidth = 11

    /// The reported reasons of failed trials, the most frequent first.
    private static func failures(_ summary: StudySummary) -> [String] {
        let shown = summary.failures.prefix(3)
        let lines = shown.map { failure in
            let others = failure.count - 1
            let more = others > 0 ? " (and \(others) more)" : ""
            return row("failed", "trial \(failure.trial)\(more): \(failure.reason)")
        }
        let left = summary.failed - shown.reduce(0) { $0 + $1.count }
        guard !shown.isEmpty, left > 0 else { return lines }
        return lines + [
            row("", "and \(left, "trial") for other reasons; `podium status --json` has all")
        ]
    }

    /// Rows with columns aligned to the left; columns without any text are dropped.
    static func aligned(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map(DisplayWidth.printable) }
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.reduce(0) { max($0, column < $1.count ? DisplayWidth.of($1[column]) : 0) }
        }
        return rows.map { row in
            var line = ""
            for (column, text) in row.enumerated() where widths[column] > 0 {
                if !line.isEmpty { line += "  " }
                line += DisplayWidth.padded(text, to: widths[column])
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
