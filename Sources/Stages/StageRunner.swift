package import JobFiles
import Portable
import ProcessControl
import Reporting
import Studies
import StudyModel
package import UserErrors

/// Runs the stages of a job's `then`, after its search.
///
/// Finished stages are skipped, so an interrupted list resumes.
package struct StageRunner {
    private let loaded: LoadedJob
    /// The directory of all studies.
    private let results: String
    /// The study's directory.
    private let directory: String
    private let files: StageFiles
    /// The job's stages, as they are stored and as they run.
    private let stages: [(stored: StudyStage, stage: JobStage)]
    private let host: any StageHost

    /// Reads the options of the job's stages.
    ///
    /// - Throws: `InputError` if a stage has a wrong option.
    package init(_ loaded: LoadedJob, results: String, host: any StageHost) throws(InputError) {
        self.loaded = loaded
        self.results = results
        self.host = host
        directory = StudyDirectory(results: results, study: loaded.job.study).path
        files = StageFiles(loaded.job.study, results: results, jobFile: loaded.file)
        stages = try Self.read(loaded)
    }

    private static func read(
        _ loaded: LoadedJob
    ) throws(InputError) -> [(stored: StudyStage, stage: JobStage)] {
        var stages: [(stored: StudyStage, stage: JobStage)] = []
        for (index, stored) in loaded.job.stages.enumerated() {
            do {
                stages.append((stored, try JobStage(stored)))
            } catch {
                throw InputError(place(index, of: loaded) + error.text)
            }
        }
        return stages
    }

    private static func place(_ index: Int, of loaded: LoadedJob) -> String {
        "\(loaded.file): then[\(index + 1)].\(loaded.job.stages[index].command.rawValue): "
    }

    /// Fetches the job's data set into the cache, and checks what only the stages need, before the
    /// search starts.
    package func prepare() throws {
        try host.prepare(loaded.job)
        // A job's reader has checked them too, unless the job was changed since.
        let complaints = StageCheck.complaints(
            about: stages.map(\.stage), of: loaded.job, files: files)
        guard complaints.isEmpty else {
            throw InputError(
                complaints.map { Self.place($0.stage, of: loaded) + $0.text }
                    .joined(separator: "\n"))
        }
        // A missing or wrong gnuplot is reported before the search.
        if !stages.isEmpty { _ = try host.gnuplot(nil) }
    }

    /// Runs the stages in order, and stops at the first failure.
    ///
    /// - Parameter trains: the input of a stage `train`: the study, or the job file if it has a
    ///   single configuration and was not searched.
    package func run(trains: String? = nil) throws {
        let study = StudyDirectory(path: directory)
        guard !stages.isEmpty else { return study.record(stages: nil) }
        let lock = try study.lockStages()
        defer { withExtendedLifetime(lock) {} }
        let trains = trains ?? directory
        var models = TrainedPlaces(directory: directory)
        for (index, (stored, stage)) in stages.enumerated() {
            try Interruption.check()
            if case .train(let train) = stage { models.add(train) }
            let place = Place(stage, directory: directory, models)
            let words = self.words(of: stored, at: place, trains: trains)
            let command = "podium " + ShellWords.text(words)
            host.remark("stage \(index + 1) of \(stages.count): \(command)")
            try recorded(
                StageStanding(
                    .running, number: index + 1, count: stages.count, command: command), of: study
            ) { try run(stage, at: place, trains: trains) }
        }
        study.record(stages: nil)
    }

    /// Runs a stage whose standing is on record: while it runs, and if it fails.
    private func recorded(
        _ standing: StageStanding, of study: StudyDirectory, _ body: () throws -> Void
    ) throws {
        study.record(stages: standing)
        do { try body() } catch {
            var ended = standing
            ended.state = .failed
            ended.reason = ForeignText.shown("\(error)", limit: 500)
            if error is Interrupted || error is TrainingInterrupted {
                ended.state = .interrupted
                ended.reason = nil
            }
            study.record(stages: ended)
            throw error
        }
    }

    /// What a stage works on, and the file that it writes.
    private struct Place {
        var model = ""
        var file = ""

        init(_ stage: JobStage, directory: String, _ models: TrainedPlaces) {
            switch stage {
            case .train, .report: break
            case .export(_, let file): self.file = directory + "/" + file
            case .model(_, let named, _): model = models.path(of: named)
            }
        }
    }

    private func run(_ stage: JobStage, at place: Place, trains: String) throws {
        switch stage {
        case .train(let stage): try stage.run(study: trains, results: results, host: host)
        case .report(let stage): try stage.run(study: directory, results: results, host: host)
        case .export(let stage, _): try stage.run(dataset: dataset, file: place.file, host: host)
        case .model(var stage, _, let named):
            stage.locateFiles(files)
            try stage.run(on: ModelPlace(place.model, results: named ?? results), host: host)
        }
    }

    /// A stage as a user can type it, with paths relative to the current directory.
    private func words(of stage: StudyStage, at place: Place, trains: String) -> [String] {
        var shown = stage.withoutPlaces
        for option in shown.options where StudyStage.fileOptions.contains(option.name) {
            shown = shown.setting(
                option.name,
                option.values.map {
                    option.name == "labels" ? files.labelsPath($0) : files.path($0)
                })
        }
        switch stage.command {
        case .train:
            return ["train", trains] + shown.setting(JobStage.resultsOption, [results]).words
        case .report: return ["report", directory] + shown.words
        case .export: return ["data", "export", dataset.rawValue, place.file] + shown.words
        case .evaluate, .reconstruct, .latent, .generate:
            let elsewhere =
                results != StudyDirectory.standardResults
                && stage[option: JobStage.resultsOption] == nil
            if elsewhere { shown = shown.setting(JobStage.resultsOption, [results]) }
            return [stage.command.rawValue, place.model] + shown.words
        }
    }

    /// What a stage `export` writes; the check refuses it for other data sets.
    private var dataset: DatasetName { ExportStage.dataset(of: loaded.job) ?? .mnist }
}
