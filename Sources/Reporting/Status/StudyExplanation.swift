package import StudyModel

/// Why a study's trials run or don't: the answer of `podium why`, and its JSON.
package struct StudyExplanation: Sendable, Hashable, Codable {
    /// A connected worker.
    package struct Worker: Sendable, Hashable, Codable {
        package var name: String
        package var host: String
        package var reasons: [StudyReason]

        package init(_ identity: WorkerIdentity, _ reasons: [StudyReason]) {
            name = identity.name
            host = identity.host
            self.reasons = reasons
        }
    }

    /// The trial that was asked about.
    package struct Trial: Sendable, Hashable, Codable {
        package var number: Int
        package var state: String
        package var reasons: [StudyReason]
        package var attempts: [TrialDocument.Attempt]

        package init(
            number: Int, state: String, reasons: [StudyReason],
            attempts: [TrialDocument.Attempt] = []
        ) {
            self.number = number
            self.state = state
            self.reasons = reasons
            self.attempts = attempts
        }
    }

    package var study: String
    package var activity: StudyActivity
    /// What the trials take beside a slot; nil for nothing.
    package var needs: String?
    package var reasons: [StudyReason]
    /// The connected workers in the order of their names, a part of them at most.
    package var workers: [Worker]
    /// The number of connected workers that `workers` omits.
    package var moreWorkers: Int
    package var trial: Trial?

    package init(
        job: Job, activity: StudyActivity, reasons: [StudyReason], workers: [Worker] = [],
        moreWorkers: Int = 0, trial: Trial? = nil
    ) {
        study = job.study
        self.activity = activity
        needs = job.resources?.text
        self.reasons = reasons
        self.workers = workers
        self.moreWorkers = moreWorkers
        self.trial = trial
    }

    /// The text, in lines of at most `width` columns.
    package func text(width: Int = .max) -> String {
        var lines = ["\(study): \(activity.rawValue)"]
        lines += reasons.map { "  " + $0.text }
        if let needs { lines.append("  each trial needs \(needs)") }
        if let trial {
            lines += ["", "trial \(trial.number): \(trial.state)"]
            lines += trial.reasons.map { "  " + $0.text }
            lines += trial.attempts.map { attempt in
                "  attempt \(attempt.number) at \(attempt.worker): \(attempt.outcome)"
                    + (attempt.note.isEmpty ? "" : ", \(attempt.note)")
            }
        }
        if !workers.isEmpty { lines += ["", "workers"] }
        lines += workers.map { worker in
            "  \(worker.name) on \(worker.host): "
                + worker.reasons.map(\.text).joined(separator: "; ")
        }
        if moreWorkers > 0 { lines.append("  and \(moreWorkers) more") }
        return lines.flatMap {
            WrappedText.lines(DisplayWidth.printable($0), width: width, indent: 4)
        }.joined(separator: "\n") + "\n"
    }
}
