/// The recent errors of a worker that cannot execute trials; kept by worker name.
///
/// An attempt that could not be executed is a sign of a problem of the worker with that study:
/// unreadable data, a program that is missing. The worker therefore gets no trials of the study for
/// a pause. The pause doubles with each error, and a result of the study ends it. Other studies get
/// their tries.
///
/// Errors of several studies without a result between them are a sign that the worker can execute
/// nothing, as with a full disk. Then they count together, so that it does not try every study
/// again and again.
package struct WorkerTrouble: Sendable, Hashable {
    /// The user is notified after this many errors of a study in a row.
    static let errorsToTell = 2
    static let shortestPause = 1.0
    static let longestPause = 60.0

    /// The errors of one study.
    package struct Errors: Sendable, Hashable {
        /// The number of the study's attempts in a row that the worker could not execute.
        package fileprivate(set) var count = 0
        /// Why the last of them could not be executed.
        package fileprivate(set) var reason = ""
        /// The end of the pause, on the coordinator's running clock.
        package fileprivate(set) var pausedUntil = Instant.zero
    }

    /// By study.
    package private(set) var errors: [String: Errors] = [:]
    /// The number of errors since the last result of any study, by study.
    private var recent: [String: Int] = [:]

    package var isEmpty: Bool { errors.isEmpty }

    /// The study with the longest pause.
    package var worst: (study: String, errors: Errors)? {
        errors.max { a, b in
            (a.value.pausedUntil, a.value.count, b.key) < (
                b.value.pausedUntil, b.value.count, a.key
            )
        }.map { ($0.key, $0.value) }
    }

    func count(of study: String) -> Int { errors[study]?.count ?? 0 }

    func isPaused(for study: String, at now: Instant) -> Bool {
        errors[study].map { now < $0.pausedUntil } ?? false
    }

    /// Counts another error; the first one causes no pause.
    mutating func add(study: String, reason: String, at now: Instant) {
        var changed = errors[study] ?? Errors()
        changed.count += 1
        changed.reason = reason
        recent[study, default: 0] += 1
        // One bad study says nothing about the others.
        let beside = recent.values.reduce(0, +) - (recent.values.max() ?? 0)
        let level = max(changed.count, beside)
        if level > 1 {
            let pause = min(Self.longestPause, Self.shortestPause * Double(1 << min(level - 2, 10)))
            changed.pausedUntil = max(changed.pausedUntil, now + pause)
        }
        errors[study] = changed
    }

    /// Notes a result of a study: the worker can execute it.
    mutating func succeed(study: String) {
        errors[study] = nil
        recent = [:]
    }

    /// Forgets a study that is not searched any more, so that it has its tries if it comes again.
    mutating func forget(study: String) {
        errors[study] = nil
        recent[study] = nil
    }
}
