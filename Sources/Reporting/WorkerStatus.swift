/// A connected worker, as `podium status` shows it.
package struct WorkerStatus: Sendable, Hashable, Codable {
    package var name: String
    package var host: String
    package var slots: Int
    /// How many trials it has, those that wait in it included.
    package var held: Int
    /// Training samples per second of all its slots.
    package var samplesPerSecond: Double
    /// Since its last sign of life.
    package var secondsSinceHeard: Double
    /// Why it gets no trials, and until when; nil where all is well.
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

/// What a study is doing.
package enum StudyActivity: String, Sendable, Hashable, Codable {
    /// A coordinator runs it.
    case running
    /// A coordinator runs it, and waits until it can store results again.
    case paused
    /// No coordinator runs it, and trials are left to do.
    case interrupted
    /// No coordinator runs it: it was given up, as too many trials in a row failed.
    case stopped
    /// Every trial has its outcome.
    case done

    /// Whether a coordinator runs it.
    package var isLive: Bool { self == .running || self == .paused }
}
