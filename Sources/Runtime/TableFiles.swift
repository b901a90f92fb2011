import Coordination
import Foundation
import Reporting
import StudyModel

/// Keeps `table.csv` and `table.md` up to date while trials finish.
///
/// Both are rewritten whole and renamed into place, a few times a second at most, and never for
/// more than a small share of the time, however long the table gets. That happens on a queue of its
/// own: a long table and a slow disk must not keep workers waiting.
///
/// `@unchecked Sendable`: what both sides touch is behind the lock.
final class TableFiles: @unchecked Sendable {
    private static let shortestInterval = 0.3
    /// A rewrite that takes a second is followed by no other for this many seconds.
    private static let restFactor = 20.0

    private let directory: StudyDirectory
    private let job: Job
    private let queue = DispatchQueue(label: "tables")
    private let lock = NSLock()
    private var isStale = true
    private var isWriting = false
    private var nextWrite = Instant.zero

    init(directory: StudyDirectory, job: Job) {
        self.directory = directory
        self.job = job
    }

    func note(_ notices: [CoordinatorNotice]) {
        for case .trialFinished(job.study, _) in notices { lock.withLock { isStale = true } }
    }

    /// Starts to write, if there is something new and it is time.
    func writeIfDue(_ study: StudyProgress, at now: Instant) {
        let isDue = lock.withLock {
            guard isStale, !isWriting, now >= nextWrite else { return false }
            (isStale, isWriting) = (false, true)
            return true
        }
        guard isDue else { return }
        let trials = study.trials
        queue.async { [self] in
            let start = SystemTime.now
            // A full disk is told about by the store; the tables are written when there is room.
            let isWritten = (try? write(trials)) != nil
            let end = SystemTime.now
            let rest = max(Self.shortestInterval, end.seconds(since: start) * Self.restFactor)
            lock.withLock {
                if !isWritten { isStale = true }
                isWriting = false
                nextWrite = end + rest
            }
        }
    }

    /// Writes at once, after what is being written.
    func writeNow(_ study: StudyProgress) throws {
        let trials = study.trials
        try queue.sync { try write(trials) }
        lock.withLock { isStale = false }
    }

    /// Waits for what is being written.
    func settle() { queue.sync {} }

    private func write(_ trials: [Trial]) throws {
        let all = RankedTable(job: job, trials: trials)
        try AtomicFile.write(all.render(.csv), to: directory.tableCSV)
        let top = RankedTable(job: job, trials: trials, top: job.top)
        try AtomicFile.write(top.render(.markdown), to: directory.tableMarkdown)
    }
}
