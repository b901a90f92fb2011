import Coordination
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel

/// Plain lines on standard error: for pipes, logs and coordinators that serve other machines.
///
/// The cost per finished trial does not depend on the number of earlier trials.
final class LineDisplay: SearchDisplay {
    private let writer: BackgroundWriter
    /// The job and the best trial of each study.
    private var studies: [String: (subject: Subject, best: Ranking)] = [:]

    /// A study's job, shared by all its lines.
    private final class Subject: Sendable {
        let job: Job

        init(job: Job) { self.job = job }
    }

    init(descriptor: Int32 = StandardStream.nonBlockingError) {
        writer = BackgroundWriter(descriptor: descriptor)
    }

    func listening(at endpoint: String) {
        writer.line("listening at \(endpoint)")
    }

    func opened(_ study: StudyProgress) {
        // Trials from before this start are ranked once, later trials as they finish.
        studies[study.job.study] = (Subject(job: study.job), Ranking(endedOf: study, limit: 1))
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        if case .trialFinished(let study, let number, let done) = notice {
            let namesStudy = coordinator.servesSeveralStudies
            coordinator.withStudy(named: study) {
                show(number, of: $0, done: done, namesStudy: namesStudy)
            }
        } else if let text = notice.text {
            writer.line(text)
        }
    }

    private func show(
        _ number: Int, of study: StudyProgress, done: Int, namesStudy: Bool
    ) {
        guard let subject = studies[study.job.study]?.subject else { return }
        let value = studies[study.job.study]?.best
            .inserting(study.job.averaged(endedBy: number, of: study.trials))
        // Formatted on the writer's thread, to keep work off the coordinator's thread.
        let trial = study.trials[number]
        writer.line {
            LiveView.plainLine(
                job: subject.job, trial: trial, done: done, best: value, namesStudy: namesStudy)
        }
    }

    func awaitingWorkers() { writer.line(InterruptionWords.waiting) }

    func storageChanged(problem: String?) {
        writer.line(
            problem.map { "paused: \($0)" } ?? "there is room again; continuing, nothing was lost")
    }

    func warned(_ warning: String) { writer.line("warning: \(warning)") }
    func ignored(_ reason: String) { writer.line("ignored: \(reason)") }
    func remarked(_ text: String) { writer.line(text) }
    func refresh(_ coordinator: CoordinatorShell) {}

    func closed(study: String) {
        studies[study] = nil
    }

    func end() { writer.flush() }

    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {
        // Behind the lines of the study's trials.
        ClosingLines(directory: directory, progress: progress).lines.forEach { writer.line($0) }
        writer.flush()
    }
}

extension Ranking {
    /// Ranks the trials of a study that have ended; the runs of a configuration as one trial.
    init(endedOf study: StudyProgress, limit: Int) {
        self.init(
            metric: study.job.metric,
            trials: study.job.averaged(study.trials.lazy.filter(\.state.isTerminal)),
            limit: limit)
    }

    /// Ranks one more trial, if there is one, and returns the new best value.
    fileprivate mutating func inserting(_ trial: Trial?) -> Double? {
        if let trial { insert(trial) }
        return bestValue
    }
}
