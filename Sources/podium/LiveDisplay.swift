import Coordination
import Foundation
import Reporting
import Runtime
import StudyModel

/// A view of a search that is drawn over itself on a terminal's standard error.
final class LiveDisplay: SearchDisplay {
    private let writer = BackgroundWriter()
    private let color = Terminal.usesColor
    private let unicode = Terminal.usesUnicode
    private var ranking: Ranking?
    private var finishedAtStart: Int?
    private var storageProblem: String?
    private var lastAlarm: String?
    private var drawnLines = 0

    func listening(at endpoint: String) {
        // The cursor would flicker through the view.
        writer.line("\u{1B}[?25l\u{1B}[1A")
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        if case .trialFinished(_, let number) = notice,
            let study = coordinator.machine.studies.first
        {
            _ = ranking?.insert(study.trials[number])
        } else if notice.isAlarm {
            lastAlarm = notice.words
        }
    }

    func awaitingWorkers() { lastAlarm = Interruption.words }
    func storageChanged(problem: String?) { storageProblem = problem }
    func ignored(_ reason: String) { lastAlarm = "ignored: \(reason)" }
    func remarked(_ words: String) { lastAlarm = words }

    func refresh(_ coordinator: CoordinatorShell) {
        guard let study = coordinator.machine.studies.first else { return }
        let ranked = ranking ?? Ranking(metric: study.job.metric, trials: study.trials)
        ranking = ranked
        let (columns, rows) = Terminal.size(of: STDERR_FILENO) ?? (80, 24)
        let lines = LiveView.lines(
            summary: summary(of: study, in: coordinator, best: ranked.best),
            top: RankedTable(job: study.job, ranking: ranked, top: study.job.top),
            width: columns, height: rows - 1, color: color, unicode: unicode)
        draw(lines)
    }

    /// Goes up to the first line of the last drawing and writes over it, so that nothing flickers.
    private func draw(_ lines: [String]) {
        var text = drawnLines > 0 ? "\u{1B}[\(drawnLines)F" : "\r"
        text += lines.map { $0 + "\u{1B}[K\n" }.joined()
        text += "\u{1B}[J"
        drawnLines = lines.count
        writer.frame(text)
    }

    private func summary(
        of study: StudyProgress, in coordinator: CoordinatorShell, best: Trial?
    ) -> StudySummary {
        let elapsed = SystemTime.now.seconds(since: coordinator.startedAt)
        var counts: [Trial.State: Int] = [:]
        for trial in study.trials { counts[trial.state, default: 0] += 1 }
        let running = coordinator.runningTrials(of: study)
        return StudySummary(
            job: study.job, counts: counts, best: best, running: running,
            samplesPerSecond: coordinator.samplesPerSecond, elapsedSeconds: elapsed,
            secondsLeft: secondsLeft(of: study, running: running, elapsed: elapsed),
            workers: coordinator.machine.sessions.count, conflicts: study.conflictCount,
            alarms: [storageProblem.map { "paused: \($0)" }, lastAlarm].compactMap { $0 })
    }

    /// From the work done since this start, parts of running trials included.
    private func secondsLeft(
        of study: StudyProgress, running: [RunningTrial], elapsed: Double
    ) -> Double? {
        let start = finishedAtStart ?? study.finishedCount
        finishedAtStart = start
        let partly = running.reduce(0) { $0 + $1.fraction }
        let done = Double(study.finishedCount - start) + partly
        guard done > 0.2, elapsed > 1 else { return nil }
        let left = Double(study.job.trials - study.finishedCount) - partly
        return max(0, left) * elapsed / done
    }

    func end() {
        // Take the view away and show the cursor again: the table comes in its place.
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)F" : "\r"
        writer.frame(up + "\u{1B}[J\u{1B}[?25h")
        writer.flush()
    }

    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {
        Conclusion(directory: directory, progress: progress).lines.forEach(Terminal.error)
    }
}
