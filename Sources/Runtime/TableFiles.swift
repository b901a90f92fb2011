import Coordination
import Reporting
import StudyModel

/// Keeps `table.csv` and `table.md` up to date while trials finish.
///
/// Both are rewritten whole and renamed into place, a few times a second at most, and never for
/// more than a small share of the time, however long the table gets.
final class TableFiles {
    private static let shortestInterval = 0.3
    /// A rewrite that takes a second is followed by no other for this many seconds.
    private static let restFactor = 50.0

    private let directory: StudyDirectory
    private let job: Job
    /// The trials of the last rewrite, in their order.
    private var ranking: Ranking
    private var isStale = true
    private var nextWrite = Instant.zero

    init(directory: StudyDirectory, job: Job) {
        self.directory = directory
        self.job = job
        ranking = Ranking(metric: job.metric)
    }

    func note(_ notices: [CoordinatorNotice]) {
        for case .trialFinished(job.study, _) in notices { isStale = true }
    }

    func writeIfDue(_ study: StudyProgress, at now: Instant) {
        guard isStale, now >= nextWrite else { return }
        // A full disk is told about by the store; the tables are written when there is room.
        try? writeNow(study)
        let seconds = SystemTime.now.seconds(since: now)
        nextWrite = SystemTime.now + max(Self.shortestInterval, seconds * Self.restFactor)
    }

    func writeNow(_ study: StudyProgress) throws {
        ranking.insert(contentsOf: study.trials)
        let all = RankedTable(job: job, ranking: ranking)
        try AtomicFile.write(all.render(.csv), to: directory.tableCSV)
        let top = RankedTable(job: job, ranking: ranking, top: job.top)
        try AtomicFile.write(top.render(.markdown), to: directory.tableMarkdown)
        isStale = false
    }
}
