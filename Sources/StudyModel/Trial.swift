/// A numbered configuration and its outcome.
package struct Trial: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case waiting, running, paused, complete, pruned, failed

        /// Whether the trial has an outcome.
        ///
        /// Terminal states never change, except that a user may run a failed trial again.
        package var isTerminal: Bool { self == .complete || self == .pruned || self == .failed }
    }

    package var number: Int
    package var configuration: Configuration
    package var state: State
    /// The metrics of the last report of a complete trial, by name.
    package var metrics: [String: Double]
    /// Why a failed trial failed.
    package var failure: String?

    package init(
        number: Int, configuration: Configuration, state: State = .waiting,
        metrics: [String: Double] = [:], failure: String? = nil
    ) {
        self.number = number
        self.configuration = configuration
        self.state = state
        self.metrics = metrics
        self.failure = failure
    }
}

/// The intermediate results of a trial after an epoch (counted from 1).
package struct Report: Sendable, Hashable, Codable {
    package var epoch: Int
    package var metrics: [String: Double]

    package init(epoch: Int, metrics: [String: Double]) {
        self.epoch = epoch
        self.metrics = metrics
    }
}

/// How a trial ended.
package enum TrialOutcome: Sendable, Hashable, Codable {
    /// The metrics to rank by.
    case complete(metrics: [String: Double])
    /// The trial cannot have a result: it diverged, or its configuration can't be run.
    case failed(reason: String)
}

/// Identifies one execution of a trial.
///
/// It is the fencing token in every message about the execution.
package struct AttemptID: Sendable, Hashable, Codable {
    package var study: String
    package var trial: Int
    /// Counted from 1 per trial.
    package var number: Int
    /// The number of coordinator starts on the study when the attempt was issued.
    package var epoch: Int
    package var jobFingerprint: UInt64

    package init(study: String, trial: Int, number: Int, epoch: Int, jobFingerprint: UInt64) {
        self.study = study
        self.trial = trial
        self.number = number
        self.epoch = epoch
        self.jobFingerprint = jobFingerprint
    }
}

extension AttemptID: CustomStringConvertible {
    package var description: String { "\(study)/\(trial)#\(number)" }
}

/// The worker that ran an attempt.
package struct WorkerIdentity: Sendable, Hashable, Codable {
    /// Unique among workers: host name, process id and a random part, unless chosen by the user.
    package var name: String
    package var host: String

    package init(name: String, host: String) {
        self.name = name
        self.host = host
    }
}

package enum AttemptOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    case running
    case complete
    case failed
    /// The lease expired, or the worker or the coordinator ended.
    case lost
    /// The worker handed the trial back.
    case returned
    /// Another attempt's result arrived first, or the trial was reopened later.
    case superseded
}
