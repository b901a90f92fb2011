import JobFiles
import Reporting
import Runtime
import Search
import Studies
import StudyModel

/// A configuration to refit.
struct TrainingSubject {
    var job: Job
    var trial: Int
    /// The trial's rank; nil if the trial is not ranked.
    var rank: Int?
    var configuration: Configuration
    /// The study's directory.
    var directory: String

    /// A trial of a recorded study, or the only configuration of a job file.
    static func find(_ command: TrainCommand) throws -> TrainingSubject {
        let results = command.results.results
        if command.study.hasSuffix(".yaml") || command.study.hasSuffix(".yml") {
            return try find(jobFile: command.study, results: results)
        }
        let directory = try StudyDirectory.find(command.study, results: results)
        let record = try StudyReader.status(of: directory).record
        let ranked = Ranking(metric: record.job.metric, trials: record.trials.map(\.trial)).top()
        func subject(_ trial: Trial, rank: Int?) -> TrainingSubject {
            TrainingSubject(
                job: record.job, trial: trial.number, rank: rank,
                configuration: trial.configuration, directory: directory.path)
        }
        if let number = command.trial {
            guard record.trials.indices.contains(number) else {
                throw InputError(
                    "\(directory.name): there is no trial \(number): \(record.trials.count) are "
                        + "recorded; see podium table \(directory.name)")
            }
            let rank = ranked.firstIndex { $0.number == number }.map { $0 + 1 }
            return subject(record.trials[number].trial, rank: rank)
        }
        guard command.rank <= ranked.count else {
            throw InputError(
                "\(directory.name): there is no rank \(command.rank): \(ranked.count) trials are "
                    + "ranked by \(record.job.metric.name) so far; see podium table "
                    + directory.name)
        }
        return subject(ranked[command.rank - 1], rank: command.rank)
    }

    private static func find(jobFile: String, results: String) throws -> TrainingSubject {
        let loaded = try JobFile.read(path: jobFile, environment: StandardData.environment)
        try StandardData.prepare(loaded.job)
        var sampler = try StudySampler(job: loaded.job)
        guard sampler.limit == 1 else {
            let count = sampler.limit.map { "\($0)" } ?? "no end of"
            throw InputError(
                "\(jobFile) has \(count) configurations; expected a single one: search first "
                    + "(podium run \(jobFile)), then podium train \(loaded.job.study)")
        }
        return TrainingSubject(
            job: loaded.job, trial: 0, rank: nil, configuration: sampler.suggest(trial: 0),
            directory: StudyDirectory(results: results, study: loaded.job.study).path)
    }
}
