import Coordination
import Dispatch
import Files
import Reporting
import Studies
import StudyModel
import Synchronization

/// Keeps `table.csv` and `table.md` up to date while trials finish.
///
/// Both are rewritten whole and renamed into place, a few times a second at most, and never for
/// more than a small share of the time, however long the table gets. That is done on a thread of
/// its own, from a copy of the trials that shares their memory: the table of a large study takes
/// seconds, for which nobody else may wait.
final class TableFiles: Sendable {
    private static let shortestInterval = 0.3
    /// A rewrite that takes a second is followed by no other for this many seconds.
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
        for case .trialFinished(job.study, _) in notices { state.withLock { $0.isStale = true } }
    }

    /// Begins to rewrite the files if it is time to.
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
            // A full disk is told about by the store; the tables are written when there is room.
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

    /// Rewrites the files, after those that are being written.
    func writeNow(_ study: StudyProgress) throws {
        let trials = study.trials
        try queue.sync { try write(trials) }
        state.withLock { $0.isStale = false }
    }

    /// Waits until nothing is being written.
    func settle() { queue.sync {} }

    private func write(_ trials: [Trial]) throws {
        let table = StudyTable(job: job, trials: trials)
        try AtomicFile.write(table.csv(), to: directory.tableCSV)
        let top = table.ranked(top: job.top)
        try AtomicFile.write(top.render(.markdown), to: directory.tableMarkdown)
    }
}
