/// The running time of this process, derived from the instants of its events.
///
/// A process that was stopped, or that waited for a disk, cannot receive signs of life. Therefore
/// the time between two events counts as one second at most. Time in which the coordinator did not
/// run does not shorten a worker's lease.
package struct RunningClock: Sendable, Hashable {
    /// The longest time between two events of a running process, in seconds.
    static let longestStep = 1.0

    /// The running time, comparable only with other instants of this clock.
    package private(set) var now: Instant
    private var lastEvent: Instant

    package init(at instant: Instant) {
        now = instant
        lastEvent = instant
    }

    package mutating func advance(to instant: Instant) {
        let step = instant.seconds(since: lastEvent)
        if step > 0 {
            now = step <= Self.longestStep ? now + step : now + Self.longestStep
            lastEvent = instant
        }
    }

    /// The earliest time, on the clock of the events, at which this clock can reach `instant`.
    func eventTime(of instant: Instant) -> Instant {
        lastEvent + max(0, instant.seconds(since: now))
    }
}
