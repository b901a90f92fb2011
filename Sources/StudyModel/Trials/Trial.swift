/// A numbered configuration and its outcome.
package struct Trial: Sendable, Hashable, Codable {
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// A worker may get it. Can become running; also complete or failed, by a late result of
        /// an attempt that was recorded as lost.
        case waiting
        /// An attempt has its lease. Can become waiting, if the attempt ends without a result;
        /// complete or failed, by a result.
        case running
        /// It reached the end of a segment, and the scheduler has not decided yet. Can become
        /// waiting or pruned, by the scheduler's decision; also complete or failed, by a late
        /// result.
        case paused
        /// It has its metrics. Final.
        case complete
        /// The scheduler stopped it early. Final.
        case pruned
        /// It can't have a result. Can become waiting only if a user runs it again.
        case failed

        /// Whether the trial has an outcome.
        package var isTerminal: Bool { self == .complete || self == .pruned || self == .failed }

        /// Whether a change may lead from this state to another one.
        package func canBecome(_ next: State) -> Bool {
            switch (self, next) {
            case (.waiting, .running), (.waiting, .paused), (.running, .paused): true
            case (.running, .waiting), (.paused, .waiting), (.failed, .waiting): true
            case (.paused, .pruned): true
            case (_, .complete), (_, .failed): !isTerminal
            default: false
            }
        }
    }

    package var number: Int
    package var configuration: Configuration
    package var state: State
    /// The metrics of a complete trial, or of a paused or pruned one at its last stop, by name.
    package var metrics: [String: Double]
    /// Why a failed trial failed.
    package var failure: String?
    /// Why a pruned trial was stopped.
    package var pruning: String?
    /// The last epoch of its ended segments; of a complete trial, the last epoch.
    package var epoch = 0
    /// The epoch at which it pauses next; nil if it is trained to the last epoch.
    package var until: Int?
    /// Nil if it began untrained.
    package var origin: TrialOrigin?
    /// The digest of the newest checkpoint of a trial without an outcome.
    package var checkpoint: String?
    /// The spread of a configuration's metrics among its runs; nil for a single run.
    package var spread: RunSpread?

    package init(
        number: Int, configuration: Configuration, state: State = .waiting,
        metrics: [String: Double] = [:], failure: String? = nil, start: TrialStart = .untrained
    ) {
        self.number = number
        self.configuration = configuration
        self.state = state
        self.metrics = metrics
        self.failure = failure
        until = start.until
        origin = start.origin
        epoch = start.origin?.epoch ?? 0
        checkpoint = start.checkpoint
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
