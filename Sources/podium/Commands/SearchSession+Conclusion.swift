import ArgumentParser
import Coordination
import Portable
import Reporting
import Runtime
import Studies
import StudyModel

extension SearchSession {
    /// Runs to the end and prints the ranked tables.
    ///
    /// - Parameters:
    ///   - awaitsWorkers: whether an interruption waits for workers to hand back their trials.
    ///   - resumeCommand: the command that resumes after an interruption.
    ///   - prints: whether the tables are printed at the end.
    func run(awaitsWorkers: Bool, resumeCommand: String, prints: Bool = true) throws {
        try run(awaitsWorkers: awaitsWorkers) { end in
            if end == .interrupted, let problem = storageProblem {
                Terminal.error(
                    "Interrupted while nothing could be stored: \(problem).\n"
                        + "The newest results are not on record, so no table is printed; their "
                        + "trials run again. To resume: \(resumeCommand)")
                throw ExitCode(CommandFailure.interrupted)
            }
            if prints { try printTables(end) }
            guard end != .halted else { throw haltedStudies() }
            guard end == .interrupted else { return try refuseFruitless() }
            Terminal.error("Interrupted; everything recorded is kept. To resume: \(resumeCommand)")
            throw ExitCode(CommandFailure.interrupted)
        }
    }

    /// Prints why studies were halted, and what to do.
    private func haltedStudies() -> ExitCode {
        for (_, study) in studies {
            guard let reason = study.halt else { continue }
            Terminal.error(
                "podium: \(study.job.study) stopped: \(reason)\n"
                    + "Everything recorded is kept. \(study.haltAdvice)")
        }
        return ExitCode(CommandFailure.workFailed)
    }

    /// A study whose trials all failed has failed, although every trial is recorded.
    private func refuseFruitless() throws {
        let fruitless = studies.map(\.progress).filter { $0.finishedCount == $0.failedCount }
        guard !fruitless.isEmpty else { return }
        for study in fruitless {
            Terminal.error(
                "podium: every trial of \(study.job.study) failed; the reason of the first: "
                    + ForeignText.shown(
                        study.trials.first?.failure ?? "unknown", limit: 500))
        }
        throw ExitCode(CommandFailure.workFailed)
    }

    private func printTables(_ end: CoordinatorShell.End) throws {
        for (study, progress) in studies {
            do {
                try Self.writeProvenance(study, progress)
            } catch {
                // The next run writes it again; an interruption on a full disk is not a failure.
                guard end == .interrupted else { throw error }
            }
            try Self.printTable(progress)
            display.conclude(study.directory, progress: progress)
        }
    }

    /// Prints the table of a study that is closed while others are searched.
    static func conclude(
        _ study: OpenStudy, _ progress: StudyProgress
    ) throws {
        // The next run writes it again.
        try? writeProvenance(study, progress)
        try printTable(progress)
        ClosingLines(directory: study.directory, progress: progress).lines.forEach(Terminal.error)
    }

    private static func writeProvenance(
        _ study: OpenStudy, _ progress: StudyProgress
    ) throws {
        try Provenance.of(
            progress.job, finished: progress.finishedCount, times: try study.store.attemptTimes(),
            version: ProgramVersion.number
        ).write(to: study.directory)
    }

    private static func printTable(_ progress: StudyProgress) throws {
        let table = RankedTable(
            job: progress.job, trials: progress.job.averaged(progress.trials),
            top: progress.job.top)
        try StandardOutput.write(table.render(.text, width: Terminal.outputWidth))
    }
}
