/// A connected worker, as `podium status` shows it.
package struct WorkerStatus: Sendable, Hashable, Codable {
    package var name: String
    package var host: String
    package var slots: Int
    /// The number of trials that it holds, including those waiting to start.
    package var held: Int
    /// Training samples per second, summed over all its slots.
    package var samplesPerSecond: Double
    /// Seconds since its last message.
    package var secondsSinceHeard: Double
    /// Which trials it could not execute, and how long it gets none of them; nil without a problem.
    package var problem: String?

    package init(
        name: String, host: String, slots: Int, held: Int = 0, samplesPerSecond: Double = 0,
        secondsSinceHeard: Double = 0, problem: String? = nil
    ) {
        self.name = name
        self.host = host
        self.slots = slots
        self.held = held
        self.samplesPerSecond = samplesPerSecond
        self.secondsSinceHeard = secondsSinceHeard
        self.problem = problem
    }
}

/// The activity of a study.
package enum StudyActivity: String, Sendable, Hashable, Codable {
    /// A coordinator runs it.
    case running
    /// A coordinator runs it and hands out nothing: it can't store results, an operator paused the
    /// study, or no connected worker can run its trials.
    case paused
    /// No coordinator runs it, and trials are left to run.
    case interrupted
    /// No coordinator runs it: too many trials in a row failed.
    case stopped
    /// No coordinator runs it: an operator cancelled it.
    case cancelled
    /// Every trial has its outcome.
    case done

    /// Whether a coordinator runs it.
    package var isLive: Bool { self == .running || self == .paused }
}
