import Coordination
import Foundation
import Studies

/// The time that a process has run, without stops of the process and sleeps of its machine.
///
/// The owner of the main loop advances it at least twice per second; a gap between two advances
/// counts for at most one second. Everything is behind the lock.
final class ProcessClock: @unchecked Sendable {
    private static let longestStep = 1.0

    private let lock = NSLock()
    private var elapsed = 0.0
    private var lastAdvance: Instant

    init(at now: Instant = SystemTime.now) { lastAdvance = now }

    /// Records that the process is running.
    func advance(to now: Instant = SystemTime.now) { lock.withLock { step(to: now) } }

    /// Seconds that the process has run since the clock was created.
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
