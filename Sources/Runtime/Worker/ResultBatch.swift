import Coordination
import StudyModel

/// Batches the results of short trials, so that many share one message.
///
/// Results wait only while more trials are queued: the result of a long trial is sent at once.
struct ResultBatch {
    private static let longestWaitSeconds = 0.002
    private static let largestCount = 256

    private var results: [AttemptResult] = []
    /// When the batch must be sent at the latest; nil if it is empty.
    private(set) var due: Instant?

    mutating func add(_ more: [AttemptResult], at now: Instant) {
        results += more
        due = due ?? now + Self.longestWaitSeconds
    }

    /// - Parameter expectsMore: whether other results will come soon.
    func isDue(at now: Instant, expectsMore: Bool) -> Bool {
        guard let due else { return false }
        return !expectsMore || now >= due || results.count >= Self.largestCount
    }

    /// Removes and returns all results.
    mutating func take() -> [AttemptResult] {
        defer {
            results = []
            due = nil
        }
        return results
    }
}
