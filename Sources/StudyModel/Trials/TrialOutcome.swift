/// How a trial ended.
package enum TrialOutcome: Sendable, Hashable, Codable {
    /// The metrics to rank by.
    case complete(metrics: [String: Double])
    /// The trial cannot have a result: it diverged, or its configuration can't be run.
    case failed(reason: String)
}
