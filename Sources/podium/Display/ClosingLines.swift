import Coordination
import Portable
import Studies

/// The lines after a study's table: the paths of the files, failures and conflicts.
struct ClosingLines {
    let directory: StudyDirectory
    let progress: StudyProgress

    var lines: [String] {
        let job = progress.job
        let total = job.total(begun: progress.trials.count, hasEnded: progress.end != nil)
        var lines = [
            (total.map { "\(progress.finishedCount) of \($0, "trial")" }
                ?? "\(progress.finishedCount, "trial")") + " done"
        ]
        if progress.end != nil, progress.pausedCount > 0 {
            lines[0] += ", \(progress.pausedCount) only in part"
        }
        if progress.failedCount > 0 {
            lines[0] += ", \(progress.failedCount) of them failed (podium status \(job.study))"
        }
        if let end = progress.end { lines.append("The search ended: \(end).") }
        if progress.conflictCount > 0 {
            lines.append(
                "WARNING: \(progress.conflictCount, "trial") gave different results when they "
                    + "were run twice, which must not happen; see podium status \(job.study)")
        }
        lines.append(
            "The whole table is in \(directory.tableCSV), the top in \(directory.tableMarkdown).")
        return lines
    }
}
