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
