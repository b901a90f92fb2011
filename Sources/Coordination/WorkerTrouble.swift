/// The recent errors of a worker that cannot execute trials; kept by worker name.
///
/// An attempt that could not be executed is a sign of a problem of the worker: a full disk,
/// unreadable data. The worker therefore gets no trials for a pause. The pause doubles with each
/// error, and a result ends it.
package struct WorkerTrouble: Sendable, Hashable {
    /// The user is notified after this many errors in a row.
    static let errorsToTell = 2
    static let shortestPause = 1.0
    static let longestPause = 60.0

    /// The number of attempts in a row that it could not execute.
    package private(set) var errors = 0
    /// Why the last of them could not be executed.
    package private(set) var reason = ""
    /// The end of the pause, on the coordinator's running clock.
    private(set) var pausedUntil = Instant.zero

    /// Counts another error; the first one causes no pause.
    mutating func add(reason: String, at now: Instant) {
        errors += 1
        self.reason = reason
        guard errors > 1 else { return }
        let pause = min(Self.longestPause, Self.shortestPause * Double(1 << min(errors - 2, 10)))
        pausedUntil = max(pausedUntil, now + pause)
    }

    func isPaused(at now: Instant) -> Bool { now < pausedUntil }
}
