import Coordination
import ProcessControl
import Reporting
import Runtime
import StudyModel

/// Plain lines on standard error: for pipes, logs and coordinators that serve other machines.
///
/// A finished trial costs the same however many came before it.
final class LineDisplay: SearchDisplay {
    private let writer: BackgroundWriter
    /// The best trial of each study.
    private var best: [String: Ranking] = [:]

    init(descriptor: Int32 = StandardStream.error) {
        writer = BackgroundWriter(descriptor: descriptor)
    }

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
        let (job, trial) = (study.job, study.trials[number])
        // Those that were done before this start are looked at once, the others as they come.
        let value =
            best[job.study, default: Ranking(metric: job.metric, trials: study.trials, limit: 1)]
            .inserting(trial)
        return LiveView.plainLine(job: job, trial: trial, done: study.finishedCount, best: value)
    }

    func awaitingWorkers() { writer.line(InterruptionWords.waiting) }

    func storageChanged(problem: String?) {
        writer.line(
            problem.map { "paused: \($0)" } ?? "there is room again; going on, nothing was lost")
    }

    func warned(_ warning: String) { writer.line("warning: \(warning)") }
    func ignored(_ reason: String) { writer.line("ignored: \(reason)") }
    func remarked(_ words: String) { writer.line(words) }
    func refresh(_ coordinator: CoordinatorShell) {}
    func end() { writer.flush() }

    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {
        Conclusion(directory: directory, progress: progress).lines.forEach(Terminal.error)
    }
}

extension Ranking {
    /// Ranks one more trial; the best value then.
    fileprivate mutating func inserting(_ trial: Trial) -> Double? {
        insert(trial)
        return bestValue
    }
}
