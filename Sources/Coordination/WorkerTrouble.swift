/// What a worker that can't execute trials has shown so far, by the worker's name.
///
/// An attempt that could not be executed says something about the worker: its disk is full, its
/// data can't be read. So it gets nothing for a while, which grows from error to error and ends
/// with a result.
package struct WorkerTrouble: Sendable, Hashable {
    /// After this many errors in a row the user hears of it.
    static let errorsToTell = 2
    static let shortestPause = 1.0
    static let longestPause = 60.0

    /// How many attempts in a row it could not execute.
    package private(set) var errors = 0
    /// Why it could not execute the last one.
    package private(set) var reason = ""
    /// Until when it gets nothing, on the coordinator's running clock.
    private(set) var pausedUntil = Instant.zero

    /// Another attempt could not be executed; the first one costs no time.
    mutating func add(reason: String, at now: Instant) {
        errors += 1
        self.reason = reason
        guard errors > 1 else { return }
        let pause = min(Self.longestPause, Self.shortestPause * Double(1 << min(errors - 2, 10)))
        pausedUntil = max(pausedUntil, now + pause)
    }

    func isPaused(at now: Instant) -> Bool { now < pausedUntil }
}
