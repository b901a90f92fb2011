import Figures
import Portable
import StudyModel

/// The time that the search took.
extension StudyView {
    /// More bars can't be distinguished, and make the page large.
    private static let mostSpans = 1200
    private static let mostRows = 24
    /// The details are open in print, so more rows would fill pages.
    private static let mostTimes = 60
    private static let slowestCount = 30

    func time(_ draw: StudyReport.Drawing) throws(FigureError) -> Page.Section {
        let heading = "Time and throughput"
        guard !times.spans.isEmpty else {
            return Page.Section(heading, [Self.absence("Nothing has run yet.")])
        }
        var blocks: [Block] = [.definitions(totals)]
        blocks += try timeline(draw)
        if !times.finished.isEmpty {
            blocks.append(
                .details(
                    summary: times.finished.count > Self.mostTimes
                        ? "The slowest trials" : "Every trial's time", [.table(trialTable)]))
        }
        return Page.Section(heading, blocks)
    }

    private var totals: [Definition] {
        var list = [
            Definition("Began", TimeText.date(times.start)),
            Definition("Running time", TimeText.duration(times.busySeconds)),
            Definition(
                "Attempts' time, added up",
                TimeText.duration(times.attemptSeconds)
                    + (job.threads > 1 ? " on \(job.threads) threads each" : "")
                    + (times.queueing.isEmpty ? "" : ", with the time in workers' queues")),
        ]
        if job.threads > 1, times.queueing.isEmpty {
            list.append(
                Definition(
                    "Core time",
                    TimeText.duration(times.attemptSeconds * Double(job.threads))))
        }
        list.append(
            times.queueing.isEmpty
                ? Definition("Attempts at a time, at most", "\(times.mostAtOnce)")
                : Definition(
                    "Attempts handed out at a time, at most",
                    "\(times.mostAtOnce); short ones wait in the worker's queue for a slot"))
        let seconds = times.finished.map(\.seconds).sorted()
        if let shortest = seconds.first, let longest = seconds.last {
            let middle = TimeText.duration(seconds[seconds.count / 2])
            let ends = [shortest, longest].map(TimeText.duration)
            list.append(
                Definition(
                    "A trial",
                    seconds.count == 1
                        ? middle
                        : ends[0] == ends[1]
                            ? "always \(middle)"
                            : "\(middle) in the middle, \(ends[0]) to \(ends[1])"))
        }
        if let rate = times.epochsPerSecond {
            let seconds = 1 / rate
            list.append(
                Definition(
                    "An epoch of a trial",
                    seconds < 1
                        ? "\(NumberText.rounded(seconds, digits: 2)) s"
                        : TimeText.duration(seconds)))
            if let samples = report.trainingSamples {
                list.append(
                    Definition(
                        "Training samples per second",
                        "\(NumberText.rate(rate * Double(samples))) per attempt"
                            + (samplesPerSecond.map { ", \(NumberText.rate($0)) together" } ?? "")))
            }
        }
        return list
    }

    private var trialTable: PageTable {
        var shown = times.finished
        var caption = "Time of all attempts of each trial with an outcome."
        if shown.count > Self.mostTimes {
            shown.sort { ($1.seconds, $0.trial) < ($0.seconds, $1.trial) }
            shown.removeLast(shown.count - Self.slowestCount)
            caption =
                "Time of all attempts of the \(shown.count) slowest of "
                + "\(times.finished.count, "trial")."
        }
        return PageTable(
            caption: caption,
            columns: [
                .init("Trial", isNumeric: true), .init("Attempts", isNumeric: true),
                .init("Time", isNumeric: true), .init("Epochs", isNumeric: true),
                .init("Epochs per minute", isNumeric: true),
            ],
            texts: shown.map { trial in
                [
                    "\(trial.trial)", "\(trial.attempts)", TimeText.duration(trial.seconds),
                    "\(trial.epochs)",
                    trial.epochsPerSecond.map { NumberText.rate(60 * $0) } ?? "",
                ]
            })
    }

    // MARK: Timeline

    /// The kinds in legend order; the index selects the style, which is the same on all pages.
    private static let kinds: [AttemptOutcome] = [
        .complete, .failed, .returned, .superseded, .lost, .running, .reached,
    ]

    private func timeline(_ draw: StudyReport.Drawing) throws(FigureError) -> [Block] {
        let (rows, places) = slots()
        guard times.spans.contains(where: { $0.end > $0.attempt.startedAt }) else {
            return [Self.absence("A timeline is left out: no attempt took any time.")]
        }
        guard rows.count <= Self.mostRows else {
            return [
                Self.absence(
                    "A timeline is left out: \(rows.count) rows are more than a page has room "
                        + "for."
                )
            ]
        }
        let kinds = Self.kinds.filter { kind in
            times.spans.contains { $0.attempt.outcome == kind }
        }
        let all = zip(times.spans, places).map { span, row in
            TimelineChart.Span(
                row: row, start: span.attempt.startedAt - times.start, end: span.end - times.start,
                kind: kinds.firstIndex(of: span.attempt.outcome) ?? 0)
        }
        var shown = all
        if all.count > Self.mostSpans {
            let least = all.map { $0.end - $0.start }.sorted(by: >)[Self.mostSpans - 1]
            shown = all.filter { $0.end - $0.start >= least || kinds[$0.kind] != .complete }
            shown = Array(shown.prefix(2 * Self.mostSpans))
        }
        let chart = TimelineChart(
            title: "Who worked when", rowNames: rows, kinds: kinds.map(Self.text), spans: shown,
            styles: kinds.compactMap { Self.kinds.firstIndex(of: $0) })
        let caption =
            (shown.count < all.count
                ? "The longest \(shown.count) of \(all.count, "attempt"), "
                : "Every attempt as a bar, ") + rowsNote
        return [.figure(PageFigure(try draw("timeline", chart), caption: [.text(caption)]))]
    }

    static func text(_ outcome: AttemptOutcome) -> String {
        switch outcome {
        case .complete: "complete"
        case .reached: "paused at a stop"
        case .failed: "failed"
        case .lost: "lost"
        case .returned: "handed back"
        case .superseded: "superseded"
        case .running: "without an end"
        }
    }

    /// What a row of the timeline is.
    private var rowsNote: String {
        let workers = Set(times.spans.map(\.attempt.worker.name))
        guard !times.queueing.isEmpty else { return "one row per slot of a worker." }
        return
            (times.queueing.count == workers.count
            ? "one row per worker."
            : "one row per worker with short attempts, and per slot of the others.")
            + " A bar begins when the attempt was handed out: short attempts wait in the worker's "
            + "queue for a slot, so that their bars overlap."
    }

    /// The names of slots, and each attempt's slot: the first free slot of its worker.
    ///
    /// Of a worker with a queue, the record does not tell the slots: it has one row.
    private func slots() -> (names: [String], places: [Int]) {
        var workers: [String] = []
        var ends: [String: [Double]] = [:]
        var taken: [(worker: String, slot: Int)] = []
        for span in times.spans {
            let worker = span.attempt.worker.name
            if ends[worker] == nil { workers.append(worker) }
            var known = ends[worker] ?? []
            // A tolerance: an attempt may start before the end of another is recorded.
            let slack = min(0.05, 0.05 * (span.end - span.attempt.startedAt))
            let hasQueue = times.queueing.contains(worker)
            let free =
                hasQueue
                ? known.indices.first
                : known.firstIndex { $0 <= span.attempt.startedAt + slack }
            let slot = free ?? known.count
            if free == nil { known.append(span.end) } else { known[slot] = span.end }
            ends[worker] = known
            taken.append((worker, slot))
        }
        var names: [String] = []
        var first: [String: Int] = [:]
        for worker in workers {
            first[worker] = names.count
            let count = ends[worker]?.count ?? 1
            names += (0..<count).map { count == 1 ? worker : "\(worker), \($0 + 1)" }
        }
        return (names, taken.map { (first[$0.worker] ?? 0) + $0.slot })
    }
}
