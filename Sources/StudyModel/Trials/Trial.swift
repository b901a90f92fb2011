/// A numbered configuration and its outcome.
package struct Trial: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// A worker may get it. Can become running; also complete or failed, by a late result of
        /// an attempt that was recorded as lost.
        case waiting
        /// An attempt has its lease. Can become waiting, if the attempt ends without a result;
        /// complete or failed, by a result.
        case running
        /// It may continue later. Can become running; also complete or failed, by a late result.
        case paused
        /// It has its metrics. Final.
        case complete
        /// It was stopped early. Final.
        case pruned
        /// It can't have a result. Can become waiting only if a user runs it again.
        case failed

        /// Whether the trial has an outcome.
        package var isTerminal: Bool { self == .complete || self == .pruned || self == .failed }

        /// Whether a change may lead from this state to another one.
        package func canBecome(_ next: State) -> Bool {
            switch (self, next) {
            case (.waiting, .running), (.paused, .running): true
            case (.running, .waiting), (.failed, .waiting): true
            case (_, .complete), (_, .failed): !isTerminal
            default: false
            }
        }
    }

    package var number: Int
    package var configuration: Configuration
    package var state: State
    /// The metrics of a complete trial: those of its last intermediate result, by name.
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

    /// How the trial ended; nil without an outcome.
    package var outcome: TrialOutcome? {
        switch state {
        case .complete, .pruned: .complete(metrics: metrics)
        case .failed: .failed(reason: failure ?? "")
        case .waiting, .running, .paused: nil
        }
    }
}
