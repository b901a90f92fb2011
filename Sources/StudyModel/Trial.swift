/// A numbered configuration and its outcome.
package struct Trial: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        case waiting, running, paused, complete, pruned, failed

        /// Whether the trial has its outcome.
        ///
        /// Terminal states never change, but for a failed trial that its user has run again.
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

/// Intermediate values of a trial after an epoch (counted from 1).
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
    /// The trial can have no result: it diverged, or its configuration can't be run.
    case failed(reason: String)
}

/// Names one execution of a trial.
///
/// It is the fencing token on every message about it.
package struct AttemptID: Sendable, Hashable, Codable {
    package var study: String
    package var trial: Int
    /// Counted from 1 in each trial.
    package var number: Int
    /// How many times a coordinator had been started on the study when it issued the attempt.
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

/// Who ran an attempt.
package struct WorkerIdentity: Sendable, Hashable, Codable {
    /// Unique among workers: host name, process number and a random part unless chosen by the user.
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
    /// The lease ended, or the worker or the coordinator did.
    case lost
    /// The worker handed the trial back.
    case returned
    /// Another attempt's result was first, or the trial was reopened after it.
    case superseded
}
