import JobFiles
import Portable
import Reporting
import Search
package import StudyModel
import UserErrors

/// A configuration to refit.
package struct TrainingSubject: Sendable {
    package var job: Job
    package var trial: Int
    /// The trial's rank; nil if the trial is not ranked.
    package var rank: Int?
    package var configuration: Configuration
    /// What the trial reported in the search; empty without one.
    package var intermediateResults: [IntermediateResult] = []
    /// The study's directory.
    package var directory: String

    /// A trial of a recorded study, or the only configuration of a job file.
    ///
    /// - Parameters:
    ///   - study: the study's directory or name, or the job file.
    ///   - trial: the trial of a study; nil is the one of the rank.
    ///   - prepare: called with the job of a job file, to fetch its data.
    package static func find(
        _ study: String, trial: Int?, rank: Int, results: String, prepare: (Job) throws -> Void
    ) throws -> TrainingSubject {
        if study.hasSuffix(".yaml") || study.hasSuffix(".yml") {
            return try find(jobFile: study, results: results, prepare: prepare)
        }
        let directory = try StudyDirectory.find(study, results: results)
        let record = try StudyReader.status(of: directory).record
        let trials = record.job.averaged(record.trials.map(\.trial))
        let ranked = Ranking(metric: record.job.metric, trials: trials).top()
        func subject(_ trial: Trial, rank: Int?) -> TrainingSubject {
            TrainingSubject(
                job: record.job, trial: trial.number, rank: rank,
                configuration: trial.configuration,
                intermediateResults: record.trials[trial.number].intermediateResults,
                directory: directory.path)
        }
        if let trial {
            guard record.trials.indices.contains(trial) else {
                throw InputError(
                    "\(directory.name): there is no trial \(trial): \(record.trials.count) are "
                        + "recorded; see podium table \(directory.name)")
            }
            let first = record.job.runs(with: trial).lowerBound
            let rank = ranked.firstIndex { $0.number == first }.map { $0 + 1 }
            return subject(record.trials[trial].trial, rank: rank)
        }
        guard rank <= ranked.count else {
            throw InputError(
                "\(directory.name): there is no rank \(rank): so far \(record.job.metric.name) "
                    + "ranks \(ranked.count, "trial"); see podium table "
                    + directory.name)
        }
        return subject(ranked[rank - 1], rank: rank)
    }

    private static func find(
        jobFile: String, results: String, prepare: (Job) throws -> Void
    ) throws -> TrainingSubject {
        let loaded = try JobFile.read(path: jobFile, environment: .ofFiles(results: results))
        try prepare(loaded.job)
        var sampler = try StudySampler(job: loaded.job)
        let count = sampler.limit ?? sampler.space.configurationCount
        guard count == 1 else {
            let count = count.map { "\($0, "configuration")" } ?? "infinitely many configurations"
            throw InputError(
                "\(jobFile) has \(count); expected exactly one: search first "
                    + "(podium run \(jobFile)), then podium train \(loaded.job.study)")
        }
        return TrainingSubject(
            job: loaded.job, trial: 0, rank: nil, configuration: sampler.suggest(trial: 0),
            directory: StudyDirectory(results: results, study: loaded.job.study).path)
    }
}
