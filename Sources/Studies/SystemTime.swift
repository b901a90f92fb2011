package import Coordination
import Foundation

/// The clocks of this machine.
///
/// The state machines never read them: their callers pass the time in.
package enum SystemTime {
    /// Now, on the monotonic clock.
    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    /// Seconds since 1970, for the record.
    package static var wallClock: Double { Date().timeIntervalSince1970 }
}
