import Portable
package import StudyModel

/// The text of `podium trial`: a trial's configuration, results and attempts.
package enum TrialHistoryText {
    /// A trial's configuration, outcome, curves and attempts, in lines of at most `width` columns.
    ///
    /// Numbers have every digit. Dates are in UTC. `isLive` is whether a coordinator runs the
    /// study; otherwise no attempt is running. `place` is the trial's row of the table and its
    /// Pareto front, if there are several objectives.
    package static func render(
        job: Job, record: TrialRecord, place: (rank: Int, front: Int?)? = nil,
        isLive: Bool = true, width: Int = .max, unicode: Bool = true
    ) -> String {
        let trial = record.trial
        let state = StudyDocument.word(trial.state, isLive: isLive)
        var lines = ["trial \(trial.number) of \(job.study): \(state)"]
        // The reason is never cut, because only it says how to fix the failure.
        let reason = (trial.failure ?? trial.pruning).map {
            WrappedText.lines(
                "  because \(DisplayWidth.printable($0))", width: width, indent: 10)
        }
        if let origin = trial.origin {
            lines.append("  branched off trial \(origin.parent) at epoch \(origin.epoch)")
        }
        if let place {
            lines.append(
                "  rank \(place.rank)" + (place.front.map { ", on Pareto front \($0)" } ?? ""))
        }
        let missed = job.metric.feasible.filter { $0.violation(by: trial.metrics) > 0 }
        if trial.state == .complete, !missed.isEmpty {
            let texts = missed.map(\.text).joined(separator: ", ")
            lines.append("  not feasible: it misses \(texts)")
        }
        if job.runs > 1 {
            let runs = job.runs(with: trial.number)
            lines.append(
                "  run \(trial.number - runs.lowerBound + 1) of \(job.runs) of its configuration "
                    + "(trials \(runs.lowerBound) to \(runs.upperBound - 1))")
        }
        lines += ["", "configuration"]
        lines += StatusText.aligned(
            trial.configuration.entries.map { entry in
                // Every digit, as in table.csv.
                if case .text(let text) = entry.value {
                    return [entry.name, ConfigurationText.word(text)]
                }
                return [entry.name, entry.value.description]
            }
        ).map { "  " + $0 }
        if !trial.metrics.isEmpty {
            lines += ["", "result"]
            lines += StatusText.aligned(
                MetricText.ordered(trial.metrics.keys, job.metric).map {
                    [$0, trial.metrics[$0]?.description ?? ""]
                }
            ).map { "  " + $0 }
        }
        lines += curves(job, record, width: width, unicode: unicode)
        lines += ["", record.attempts.isEmpty ? "no attempts yet" : "attempts"]
        lines += StatusText.aligned(
            record.attempts.map { attempt($0, isLive: isLive) }
        ).map { "  " + $0 }
        var shown = lines.flatMap {
            WrappedText.lines(DisplayWidth.printable($0), width: width, indent: 4)
        }
        shown.insert(contentsOf: reason ?? [], at: 1)
        return shown.joined(separator: "\n") + "\n"
    }

    /// One sparkline per metric, then its first, last and best value.
    private static func curves(
        _ job: Job, _ record: TrialRecord, width: Int, unicode: Bool
    ) -> [String] {
        guard !record.intermediateResults.isEmpty else { return [] }
        let names = MetricText.ordered(
            record.intermediateResults.flatMap(\.metrics.keys), job.metric)
        let epochs = record.intermediateResults.map(\.epoch)
        var lines = ["", "epochs \(epochs[0]) to \(epochs[epochs.count - 1])"]
        let nameWidth = names.reduce(0) { max($0, DisplayWidth.of($1)) }
        var rows: [(name: String, values: [Double], facts: String)] = []
        for name in names {
            let points = record.intermediateResults.compactMap { intermediate in
                intermediate.metrics[name].map { (epoch: intermediate.epoch, value: $0) }
            }
            guard let first = points.first, let last = points.last else { continue }
            var facts = "first \(MetricText.rounded(first.value)), "
            facts += "last \(MetricText.rounded(last.value))"
            // Only for objectives is it known which direction is better.
            let finite = points.filter(\.value.isFinite)
            if let objective = job.metric.objectives.first(where: { $0.name == name }),
                case let metric = job.metric.alone(objective),
                let best = finite.min(by: { metric.ranks($0.value, before: $1.value) })
            {
                facts += ", best \(MetricText.rounded(best.value)) in epoch \(best.epoch)"
            }
            rows.append((name, points.map(\.value), facts))
        }
        // The same width for all curves, so that their epochs stand below one another.
        let longest = rows.map(\.facts.count).max() ?? 0
        let room = width == .max ? 60 : min(60, max(8, width - nameWidth - longest - 6))
        for row in rows {
            let curve = Sparkline.of(row.values, unicode: unicode, width: room)
            let name = DisplayWidth.padded(row.name, to: nameWidth)
            lines.append("  \(name)  \(curve)  \(row.facts)")
        }
        return lines
    }

    private static func attempt(_ attempt: AttemptRecord, isLive: Bool) -> [String] {
        let duration = attempt.endedAt.map { TimeText.duration($0 - attempt.startedAt) } ?? ""
        // An executor outside has no host.
        let host = attempt.worker.host.isEmpty ? "" : "on \(attempt.worker.host)"
        return [
            "\(attempt.number)", TrialDocument.word(attempt.outcome, isLive: isLive),
            TimeText.date(attempt.startedAt),
            duration, attempt.worker.name, host, attempt.note,
        ]
    }
}
