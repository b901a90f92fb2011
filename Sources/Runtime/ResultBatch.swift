import Coordination
import StudyModel

/// Results that wait a moment for others, so that many short trials share a message.
///
/// They wait only while more trials are queued: the result of a long trial goes at once.
struct ResultBatch {
    private static let longestWaitSeconds = 0.002
    private static let largestCount = 256

    private var results: [AttemptResult] = []
    /// When they go at the latest; nil where there are none.
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

    /// All of them, which then go.
    mutating func take() -> [AttemptResult] {
        defer {
            results = []
            due = nil
        }
        return results
    }
}
