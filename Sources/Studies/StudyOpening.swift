import Files
import Foundation
package import JobFiles
import Reporting
import Search
import Storage
import StudyModel

/// Opens a study for a coordinator: creates a new one or resumes an existing one.
package enum StudyOpening {
    /// Opens the study of a job under `results`; retries while the disk is full.
    ///
    /// - Parameter whileFull: called with the reason each time that the disk is full, to report it
    ///   to the user and to wait a moment. The study is then neither lost nor half written.
    package static func open(
        _ loaded: LoadedJob, results: String, whileFull: (String) throws -> Void
    ) throws -> OpenStudy {
        while true {
            do {
                return try open(loaded, results: results)
            } catch let error as StoreError where error.isOutOfSpace {
                try whileFull("\(error)")
            } catch let error as FileFailure where error.isOutOfSpace {
                try whileFull("\(error)")
            }
        }
    }

    /// Opens the study of a job under `results`.
    ///
    /// - Throws: `changedJob` if the recorded job differs so that the study can't be resumed; the
    ///   store's errors, above all that another coordinator has the study open.
    package static func open(_ loaded: LoadedJob, results: String) throws -> OpenStudy {
        let directory = StudyDirectory(results: results, study: loaded.job.study)
        try check(loaded, results: results)
        try Directory.make(directory.path)
        let store = try SQLiteStudyStore.open(
            directory: directory.path, job: loaded.job,
            jobText: loaded.text(in: directory.path),
            wallClock: { SystemTime.wallClock })
        do {
            return try resume(with: loaded, directory: directory, store: store)
        } catch {
            store.close()
            throw error
        }
    }

    /// Refuses a job whose sampler is to learn from studies that can't be read.
    ///
    /// A study that has started has a copy of their trials in its record.
    package static func check(_ loaded: LoadedJob, results: String) throws {
        let directory = StudyDirectory(results: results, study: loaded.job.study)
        guard directory.exists else { return try checkWarmStart(of: loaded) }
        guard !loaded.unread.isEmpty else { return }
        let reader = StudyReader(directory)
        defer { reader.close() }
        let recorded = Set(try reader.job().warmStart.map(\.study))
        guard recorded.isSuperset(of: loaded.job.warmStart.map(\.study)) else {
            throw JobFileError(loaded.unread)
        }
    }

    /// A study that starts needs the trials of all studies that its sampler is to learn from.
    private static func checkWarmStart(of loaded: LoadedJob) throws {
        guard loaded.unread.isEmpty else { throw JobFileError(loaded.unread) }
        let missing = loaded.job.warmStart.filter { $0.digest.isEmpty }
        guard !missing.isEmpty else { return }
        throw JobFileError([
            JobMistake(
                place: .wholeFile(loaded.file),
                message: "warm_start: the trials of "
                    + missing.map(\.path).joined(separator: ", ")
                    + " are in the record of the study beside this file; to start another study, "
                    + "copy the file to another directory")
        ])
    }

    private static func resume(
        with loaded: LoadedJob, directory: StudyDirectory, store: any StudyStore
    ) throws -> OpenStudy {
        var record = try store.load()
        let differences = JobComparison.differences(
            recorded: record.job, requested: loaded.job)
        var job = loaded.job
        // The other studies may have changed since the first start.
        job.warmStart = record.job.warmStart
        let hasFinished = record.trials.contains { $0.trial.state.isTerminal }
        let refused = differences.filter { !$0.isAllowed(hasFinishedTrials: hasFinished) }
        guard refused.isEmpty else {
            throw StudyError.changedJob(
                study: loaded.job.study,
                differences: refused.map {
                    $0.description + $0.rule(recorded: record.job, loaded.job)
                })
        }
        if !differences.isEmpty {
            let change = StudyChange.jobChanged(job)
            try store.commit([change])
            try record.apply(change, at: SystemTime.wallClock)
        }
        // The job file in the study's directory can be run as it is. It is written before the start
        // is counted, so that both are retried if the disk is full.
        let text = loaded.text(in: directory.path)
        try AtomicFile.write(Array(text.utf8), to: directory.job)
        record.incarnation = try store.beginIncarnation()
        return OpenStudy(
            directory: directory, store: store, record: record,
            sampler: try StudySampler(job: job), inputs: job.objective.inputs)
    }
}

extension JobDifference {
    /// Why a difference in a field that may change is still refused.
    fileprivate func rule(recorded old: Job, _ new: Job) -> String {
        switch field {
        case "epochs": return " (epochs may only grow, and only while no trial has finished)"
        case "study":
            return " (the directory was copied or renamed: give it the name \(recorded) again, or "
                + "move it out of the way)"
        case "trials":
            let again =
                old.hasTrialLimit
                ? "resume the study with --trials \(recorded)"
                : "its budget ends it: leave out trials and --trials"
            guard new.trials > old.trials, let obstacle = StudyScheduler.obstacleToGrowth(of: old)
            else { return " (trials may only grow; \(again))" }
            return " (it can't be extended: \(obstacle); \(again), or start another study of "
                + "\(requested) trials with --study NAME)"
        default: return ""
        }
    }

    fileprivate func isAllowed(hasFinishedTrials: Bool) -> Bool {
        switch verdict {
        case .free, .moved, .trialsGrow: true
        case .epochsGrow: !hasFinishedTrials
        case .refused: false
        }
    }
}
