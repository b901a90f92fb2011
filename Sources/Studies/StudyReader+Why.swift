import Portable
package import Reporting
import StudyModel

/// Why a study's trials run or don't.
extension StudyReader {
    /// Asks the coordinator; without one, the record says what is left to do.
    ///
    /// - Parameter trial: a trial to tell about too.
    package func explanation(trial: Int?) throws -> StudyExplanation {
        var explanation = try live(trial) ?? recorded(trial)
        if let stages = directory.stages { explanation.reasons.append(stages.whyReason) }
        if let trial, let record = try self.trial(trial) {
            explanation.trial?.attempts =
                TrialDocument(record, metric: try job().metric, isLive: isLive).attempts
        }
        return explanation
    }

    private func live(_ trial: Int?) throws -> StudyExplanation? {
        try read(.why(trial: trial)) { bytes in
            try PortableJSON.decode(StudyExplanation.self, from: bytes)
        } recorded: { _ in
            nil
        }
    }

    private func recorded(_ number: Int?) throws -> StudyExplanation {
        let standing = try standing()
        return StudyExplanation(
            job: standing.job, activity: standing.activity, reasons: [reason(standing)],
            trial: try number.map { number in
                let trial = try self.trial(number)?.trial
                return StudyExplanation.Trial(
                    number: number,
                    state: trial.map { StudyDocument.word($0.state, isLive: false) } ?? "not begun",
                    reasons: reasons(of: trial, standing))
            })
    }

    private func reason(_ standing: StudyStanding) -> StudyReason {
        switch standing.activity {
        case .done: StudyReason(.finished, standing.end ?? "every trial has its outcome")
        case .stopped:
            StudyReason(.stopped, stop(of: standing))
        case .cancelled:
            StudyReason(
                .stopped,
                "an operator cancelled it; its job submitted or run again resumes it")
        case .running, .paused, .interrupted:
            StudyReason(
                .noCoordinator, "no coordinator runs it: start it again with the same command")
        }
    }

    private func stop(of standing: StudyStanding) -> String {
        guard let halt = standing.halt else {
            return "\(standing.givenUp ?? ""); mend the cause, then submit or run its job again"
        }
        return
            "\(halt); mend the cause, then `podium retry \(standing.job.study)` and start it again"
    }

    private func reasons(of trial: Trial?, _ standing: StudyStanding) -> [StudyReason] {
        guard let trial else {
            return [
                StudyReason(
                    .notBegun,
                    "it has not begun; trials begin in the order of their numbers, and "
                        + "\(standing.trials, "trial") began")
            ]
        }
        switch trial.state {
        case .complete: return [StudyReason(.ended, "it is complete")]
        case .failed: return [StudyReason(.ended, "it failed: \(trial.failure ?? "")")]
        case .pruned: return [StudyReason(.ended, "it was stopped: \(trial.pruning ?? "")")]
        case .paused:
            return [
                StudyReason(
                    .paused,
                    "paused after epoch \(trial.epoch); a coordinator continues or stops it")
            ]
        case .waiting, .running:
            return [StudyReason(.noCoordinator, "it waits until a coordinator runs the study")]
        }
    }
}
