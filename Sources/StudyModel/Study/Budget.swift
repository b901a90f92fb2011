/// A limit of a study other than its number of trials.
package struct Budget: Sendable, Hashable, Codable {
    /// The largest number of epochs that all trials are trained for in total.
    package var epochs: Int?
    /// How long the study runs, in seconds; afterwards no more segments are handed out.
    package var seconds: Double?
    /// The search stops when a complete trial has reached this value of the metric.
    package var target: Double?
    /// How many trials run at a time at most while a target is searched for; nil for the default.
    package var lag: Int?

    package init(
        epochs: Int? = nil, seconds: Double? = nil, target: Double? = nil, lag: Int? = nil
    ) {
        self.epochs = epochs
        self.seconds = seconds
        self.target = target
        self.lag = lag
    }

    package static let none = Budget()
    /// The default of `lag`.
    package static let standardLag = 8
}

extension Job {
    /// The number of trials of a job that has no limit of its own, but a budget.
    package static let endlessTrials = largestCount

    /// Whether the number of trials is limited, not only the budget.
    package var hasTrialLimit: Bool { trials < Self.endlessTrials }

    /// The number of trials that a study will have; nil if only the budget limits it.
    ///
    /// - Parameters:
    ///   - begun: the number of trials so far.
    ///   - hasEnded: whether the budget is used up.
    package func total(begun: Int, hasEnded: Bool = false) -> Int? {
        if hasEnded { return begun }
        return hasTrialLimit ? max(trials, begun) : nil
    }
}
