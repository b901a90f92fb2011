/// The time that this process has run, by the instants that come with its events.
///
/// A process that was stopped, or that waited for a disk, can't hear signs of life. So time between
/// two events counts for a second at most: what a coordinator did not run through is charged to no
/// worker.
struct RunningClock: Sendable, Hashable {
    /// The longest step between two events of a process that runs.
    static let longestStep = 1.0

    /// The running time, as an instant that only this clock's others compare with.
    private(set) var now: Instant
    private var lastEvent: Instant

    init(at instant: Instant) {
        now = instant
        lastEvent = instant
    }

    mutating func advance(to instant: Instant) {
        let step = instant.seconds(since: lastEvent)
        if step > 0 {
            now = step <= Self.longestStep ? now + step : now + Self.longestStep
            lastEvent = instant
        }
    }

    /// When an instant of this clock comes at the earliest, on the clock of the events.
    func eventTime(of instant: Instant) -> Instant {
        lastEvent + max(0, instant.seconds(since: now))
    }
}
