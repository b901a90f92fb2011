package import StudyModel

/// Who asks for a trial from outside: a notebook, a shell, another scheduler.
package enum Asker {
    /// The names of the executors that asked; no worker may have such a name.
    static let prefix = "ask by "
    /// How long an asked trial is held at most after a restart of the coordinator, in seconds.
    static let restartLeaseSeconds = 3600.0

    static func identity(_ name: String) -> WorkerIdentity {
        WorkerIdentity(name: prefix + name, host: "")
    }

    static func isNamed(_ worker: String) -> Bool { worker.hasPrefix(prefix) }
}

/// What an executor outside tells about a trial that it asked for.
package struct ToldResult: Sendable, Hashable, Codable {
    /// The epoch that the metrics belong to; nil for the end of the trial, or of its segment.
    package var epoch: Int?
    package var metrics: [String: Double]
    /// Why the trial failed; nil if it did not.
    package var failure: String?

    package init(epoch: Int? = nil, metrics: [String: Double] = [:], failure: String? = nil) {
        self.epoch = epoch
        self.metrics = metrics
        self.failure = failure
    }
}

extension ToldResult {
    /// Whether the record of a trial has this result already.
    package func isRecorded(in record: TrialRecord) -> Bool {
        if failure == nil, let epoch,
            let first = record.intermediateResults.first(where: { $0.epoch == epoch })
        {
            return first.metrics == metrics
        }
        return isOutcome(of: record.trial)
    }

    /// Whether it is the outcome that a trial has.
    func isOutcome(of trial: Trial) -> Bool {
        guard trial.state.isTerminal else { return false }
        // A result that is no number failed the trial, and is not on record.
        let isFailure = failure != nil || metrics.values.contains { !$0.isFinite }
        return failure == nil && trial.metrics == metrics || trial.failure != nil && isFailure
    }
}

/// The answer to a command of an executor outside, after its changes are stored.
package struct ExecutorReply: Sendable, Hashable {
    package enum Content: Sendable, Hashable {
        case assigned(Assignment)
        /// The trial that will have the given configuration.
        case enqueued(trial: Int)
        /// What is told is recorded; whether the trial has its outcome.
        case recorded(isOver: Bool)
        /// No trial is ready now; the study may have one later unless it `isOver`.
        case nothing(reason: String, isOver: Bool)
        case refused(reason: String)
        /// The command is wrong: it names what there is not, or a value out of its range.
        case mistaken(reason: String)
    }

    package var request: Int
    package var content: Content
}
