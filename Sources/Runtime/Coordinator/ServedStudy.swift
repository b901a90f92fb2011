import Coordination
import Studies
import StudyModel

/// A study that a coordinator serves: its files, and what is shown of it beside the machine's
/// state.
final class ServedStudy {
    let name: String
    let open: OpenStudy
    let checkpoints: CheckpointFiles
    let tables: TableFiles
    /// What programs printed.
    let logs: AttemptLogFiles
    /// The best trials, for questions.
    var best: BestTrials
    /// The last intermediate results of running trials; only for display.
    private(set) var latestResults: [Int: IntermediateResult] = [:]
    /// Where the search was at this coordinator's start.
    let start: SearchMark
    let startedAt = SystemTime.now

    init(_ open: OpenStudy, _ progress: StudyProgress) {
        name = open.record.job.study
        self.open = open
        checkpoints = CheckpointFiles(directory: open.directory.checkpoints)
        tables = TableFiles(directory: open.directory, job: open.record.job)
        logs = AttemptLogFiles(directory: open.directory.logs)
        start = progress.mark()
        best = BestTrials(metric: progress.job.metric)
        best.add(progress.trials, of: progress.job)
        sweepCheckpoints(progress)
    }

    /// Removes checkpoints that nothing needs, such as those that came after their attempt ended.
    func sweepCheckpoints(_ progress: StudyProgress) {
        checkpoints.sweep(keeping: progress.referencedCheckpoints)
    }

    func note(_ change: StudyChange) {
        switch change {
        case .intermediateResult(let trial, let intermediate):
            latestResults[trial] = intermediate
        case .trialFinished(let attempt, _, _), .segmentReached(let attempt, _, _, _):
            latestResults[attempt.trial] = nil
        default: break
        }
    }
}
