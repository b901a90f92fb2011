/// One attempt as recorded.
package struct AttemptRecord: Sendable, Hashable, Codable {
    package var number: Int
    /// The incarnation of the coordinator that issued it.
    package var incarnation: Int
    package var worker: WorkerIdentity
    /// Seconds since 1970, by the coordinator's wall clock.
    package var startedAt: Double
    package var endedAt: Double?
    package var outcome: AttemptOutcome
    package var note: String
    /// The epoch at which its segment ends; nil for the last one.
    package var until: Int?

    package init(
        number: Int, incarnation: Int, worker: WorkerIdentity, startedAt: Double,
        endedAt: Double? = nil,
        outcome: AttemptOutcome = .running, note: String = "", until: Int? = nil
    ) {
        self.number = number
        self.incarnation = incarnation
        self.worker = worker
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.note = note
        self.until = until
    }
}
