import Coordination
import Reporting
import Runtime
import StudyModel

/// Plain lines on standard error: for pipes, logs and coordinators that serve other machines.
final class LineDisplay: SearchDisplay {
    private let writer = BackgroundWriter()
    private var rankings: [String: Ranking] = [:]

    func listening(at endpoint: String) {
        writer.line("listening at \(endpoint)")
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        if case .trialFinished(let study, let number) = notice {
            guard let progress = coordinator.study(named: study) else { return }
            writer.line(finished(number, of: progress))
        } else if let words = notice.words {
            writer.line(words)
        }
    }

    private func finished(_ number: Int, of study: StudyProgress) -> String {
        let job = study.job
        let trial = study.trials[number]
        // Those that were done before this start are ranked once, the others as they come.
        var ranking = rankings[job.study] ?? Ranking(metric: job.metric, trials: study.trials)
        if ranking.rank(of: number) == nil { _ = ranking.insert(trial) }
        rankings[job.study] = ranking
        return LiveView.plainLine(
            job: job, trial: trial, done: study.finishedCount, best: ranking.bestValue)
    }

    func awaitingWorkers() { writer.line(Interruption.words) }

    func storageChanged(problem: String?) {
        writer.line(
            problem.map { "paused: \($0)" } ?? "there is room again; going on, nothing was lost")
    }

    func ignored(_ reason: String) { writer.line("ignored: \(reason)") }
    func remarked(_ words: String) { writer.line(words) }
    func refresh(_ coordinator: CoordinatorShell) {}
    func end() { writer.flush() }

    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {
        Conclusion(directory: directory, progress: progress).lines.forEach(Terminal.error)
    }
}
