/// How an attempt ended.
package enum AttemptOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    case running
    case complete
    /// Its segment ended, and its trial is not complete: it paused.
    case reached
    case failed
    /// The lease expired, or the worker or the coordinator ended.
    case lost
    /// The worker handed the trial back.
    case returned
    /// Another attempt's result arrived first, or the trial was reopened later.
    case superseded
}
