import Coordination
import Foundation
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel

/// A view of a search that is redrawn in place on a terminal's standard error.
///
/// The cost per finished trial or drawing does not depend on the number of earlier trials.
final class LiveDisplay: SearchDisplay {
    /// The largest number of table rows, which exceeds any terminal's height.
    private static let largestTop = 500

    private let descriptor: Int32
    private let writer: BackgroundWriter
    private let color = Terminal.usesColor
    private let unicode = Terminal.usesUnicode
    /// The best trials that are shown; nil before the first drawing.
    private var ranking: Ranking?
    /// Where the search was at the first drawing.
    private var start: SearchMark?
    private var storageProblem: String?
    private var lastAlarm: String?
    private var drawnLines = 0
    /// Shows the cursor again if a signal ends the process.
    private var hiddenCursor: Leftovers.Ticket?

    init(descriptor: Int32 = StandardStream.nonBlockingError) {
        self.descriptor = descriptor
        writer = BackgroundWriter(descriptor: descriptor)
    }

    func listening(at endpoint: String) {
        // The cursor would flicker through the view.
        if descriptor == StandardStream.nonBlockingError {
            hiddenCursor = Leftovers.add(text: "\u{1B}[?25h")
        }
        writer.line("\u{1B}[?25l\u{1B}[1A")
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        if case .trialFinished(_, let number, _) = notice,
            let study = coordinator.machine.studies.first,
            let trial = study.job.averaged(endedBy: number, of: study.trials)
        {
            _ = ranking?.insert(trial)
        } else if notice.isAlarm {
            lastAlarm = notice.text
        }
    }

    func awaitingWorkers() { lastAlarm = InterruptionWords.waiting }
    func storageChanged(problem: String?) { storageProblem = problem }
    func warned(_ warning: String) { lastAlarm = "warning: \(warning)" }
    func ignored(_ reason: String) { lastAlarm = "ignored: \(reason)" }
    func remarked(_ text: String) { lastAlarm = text }

    func refresh(_ coordinator: CoordinatorShell) {
        guard let study = coordinator.machine.studies.first else { return }
        let ranked =
            ranking
            ?? Ranking(endedOf: study, limit: min(study.job.top, Self.largestTop))
        ranking = ranked
        let (columns, rows) = Terminal.size(of: descriptor) ?? (80, 24)
        let lines = LiveView.lines(
            summary: summary(of: study, in: coordinator, ranked),
            top: RankedTable(job: study.job, ranking: ranked, top: study.job.top),
            width: columns, height: rows - 1, color: color, unicode: unicode)
        draw(lines)
    }

    /// Moves up to the first line of the last drawing and overwrites it, to avoid flicker.
    private func draw(_ lines: [String]) {
        var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)F" : "\r"
        text += lines.map { $0 + "\u{1B}[K\n" }.joined()
        text += "\u{1B}[J"
        drawnLines = lines.count
        writer.frame(text)
    }

    private func summary(
        of study: StudyProgress, in coordinator: CoordinatorShell, _ ranking: Ranking
    ) -> StudySummary {
        let elapsed = SystemTime.now.seconds(since: coordinator.startedAt)
        let running = coordinator.runningTrials(of: study)
        var summary = StudySummary(
            job: study.job, counts: counts(of: study, in: coordinator), best: ranking.best,
            running: running,
            samplesPerSecond: coordinator.samplesPerSecond, elapsedSeconds: elapsed,
            secondsLeft: secondsLeft(of: study, running: running, elapsed: elapsed),
            workers: coordinator.machine.sessions.count, conflicts: study.conflictCount,
            alarms: [storageProblem.map { "paused: \($0)" }, lastAlarm].compactMap { $0 })
        summary.rungs = study.rungs
        summary.front = ranking.frontSize
        return summary
    }

    /// The number of trials per state, without iterating over all trials.
    private func counts(
        of study: StudyProgress, in coordinator: CoordinatorShell
    ) -> [Trial.State: Int] {
        let open = study.trials.count - study.finishedCount
        let running = min(open, coordinator.machine.outstandingCount)
        return study.counts(running: running)
    }

    /// The estimate from the work done since this start, including parts of running trials.
    private func secondsLeft(
        of study: StudyProgress, running: [RunningTrial], elapsed: Double
    ) -> Double? {
        let start = start ?? study.mark()
        self.start = start
        return study.secondsLeft(
            since: start, partly: running.reduce(0) { $0 + $1.fraction }, elapsed: elapsed,
            at: SystemTime.now)
    }

    func end() {
        // Erase the view and show the cursor again: the table replaces the view.
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)F" : "\r"
        writer.frame(up + "\u{1B}[J\u{1B}[?25h")
        writer.flush()
        if let hiddenCursor { Leftovers.remove(hiddenCursor) }
        hiddenCursor = nil
    }

    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {
        ClosingLines(directory: directory, progress: progress).lines.forEach(Terminal.error)
    }
}
