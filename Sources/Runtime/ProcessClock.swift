import Coordination
import Foundation
import Studies

/// The time that a process has run: a stop, or a sleep of its machine, does not count.
///
/// Whoever owns the process's loop advances it at least twice a second; a gap between two advances
/// counts for a second at most. Everything is behind the lock.
final class ProcessClock: @unchecked Sendable {
    private static let longestStep = 1.0

    private let lock = NSLock()
    private var elapsed = 0.0
    private var lastAdvance: Instant

    init(at now: Instant = SystemTime.now) { lastAdvance = now }

    /// Notes that the process runs.
    func advance(to now: Instant = SystemTime.now) { lock.withLock { step(to: now) } }

    /// Seconds that the process has run since the clock was made.
    func seconds(at now: Instant) -> Double {
        lock.withLock {
            step(to: now)
            return elapsed
        }
    }

    private func step(to now: Instant) {
        elapsed += min(max(0, now.seconds(since: lastAdvance)), Self.longestStep)
        lastAdvance = now
    }
}
