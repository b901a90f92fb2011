import Coordination
import Foundation

/// The time that a process has run: a stop, or a sleep of its machine, does not count.
///
/// Whoever owns the process's loop advances it at least twice a second; a gap between two advances
/// counts for a second at most. Everything is behind the lock.
final class ProcessClock: @unchecked Sendable {
    private static let longestStep = 1.0

    private let lock = NSLock()
    private var elapsed = 0.0
    private var lastAdvance = SystemTime.now

    /// Notes that the process runs.
    func advance() { lock.withLock { step(to: SystemTime.now) } }

    /// Seconds that the process has run since the clock was made.
    var seconds: Double {
        lock.withLock {
            step(to: SystemTime.now)
            return elapsed
        }
    }

    private func step(to now: Instant) {
        elapsed += min(max(0, now.seconds(since: lastAdvance)), Self.longestStep)
        lastAdvance = now
    }
}
