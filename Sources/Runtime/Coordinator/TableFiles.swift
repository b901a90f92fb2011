import Coordination
import Dispatch
import Files
import Reporting
import Studies
import StudyModel
import Synchronization

/// Keeps `table.csv` and `table.md` up to date while trials finish.
///
/// Both files are rewritten completely and renamed into place: at most a few times per second, and
/// for at most a small share of the time, however long the table gets. That runs on a separate
/// thread, on a copy of the trials that shares their memory: the table of a large study takes
/// seconds, and no other work may wait for it.
final class TableFiles: Sendable {
    private static let shortestInterval = 0.3
    /// After a rewrite, the pause is this multiple of its duration.
    private static let restFactor = 50.0

    private let directory: StudyDirectory
    private let job: Job
    private let queue = DispatchQueue(label: "tables")
    private let state = Mutex(State())

    private struct State {
        var isStale = true
        var isWriting = false
        var nextWrite = Instant.zero
    }

    init(directory: StudyDirectory, job: Job) {
        self.directory = directory
        self.job = job
    }

    func note(_ notices: [CoordinatorNotice]) {
        for case .trialFinished(job.study, _, _) in notices { state.withLock { $0.isStale = true } }
    }

    /// Begins to rewrite the files if that is due.
    func writeIfDue(_ study: StudyProgress, at now: Instant) {
        let isDue = state.withLock { state in
            guard state.isStale, !state.isWriting, now >= state.nextWrite else { return false }
            state.isWriting = true
            state.isStale = false
            return true
        }
        guard isDue else { return }
        let trials = study.trials
        queue.async { [self] in
            let start = SystemTime.now
            // The store reports a full disk; the tables are written when there is room.
            let isWritten = (try? write(trials)) != nil
            let end = SystemTime.now
            let rest = max(Self.shortestInterval, end.seconds(since: start) * Self.restFactor)
            state.withLock {
                $0.isWriting = false
                if !isWritten { $0.isStale = true }
                $0.nextWrite = end + rest
            }
        }
    }

    /// Rewrites the files, after a rewrite that is in progress.
    func writeNow(_ study: StudyProgress) throws {
        let trials = study.trials
        try queue.sync { try write(trials) }
        state.withLock { $0.isStale = false }
    }

    /// Waits for a rewrite that is in progress.
    func settle() { queue.sync {} }

    private func write(_ trials: [Trial]) throws {
        let table = StudyTable(job: job, trials: job.averaged(trials))
        try AtomicFile.write(table.csv(), to: directory.tableCSV)
        let top = table.ranked(top: job.top)
        try AtomicFile.write(top.render(.markdown), to: directory.tableMarkdown)
    }
}
