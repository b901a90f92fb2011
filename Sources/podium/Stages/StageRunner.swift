import Datasets
import Figures
import Foundation
import JobFiles
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel

/// Runs the stages of a job's `then`, after its search.
///
/// Each stage runs the command of the same name, with the stage's options. Only the command
/// validates them. Finished stages are skipped, so an interrupted list resumes.
struct StageRunner {
    let job: Job
    /// The job's file; files missing in the study's directory are looked for next to it.
    let jobFile: String
    /// The directory of all studies.
    let results: String
    /// The study's directory.
    let directory: String

    init(_ loaded: LoadedJob, results: String) {
        job = loaded.job
        jobFile = loaded.file
        self.results = results
        directory = StudyDirectory(results: results, study: loaded.job.study).path
    }

    /// Reads the files that job files name, and checks their stages.
    static var environment: JobEnvironment {
        var environment = StandardData.environment
        environment.stage = complaint
        return environment
    }

    /// Fetches the data sets of jobs into the cache, and checks their stages, before anything
    /// starts.
    static func prepare(for jobs: [LoadedJob]) throws {
        for job in jobs {
            try StandardData.prepare(job.job)
            try checkTraining(of: job)
        }
        // A missing or wrong gnuplot is reported before the search.
        if jobs.contains(where: { !$0.job.stages.isEmpty }) { _ = try Gnuplot.chosen() }
    }

    /// The error message of the stage's command about its options, or nil.
    private static func complaint(_ stage: StudyStage) -> String? {
        do {
            let plain = stage.removing(StudyStage.modelOption).removing("file")
            let isExport = stage.command == .export
            _ = try StageParser.command(
                of: plain, subject: isExport ? DatasetName.mnist.rawValue : "study",
                file: isExport ? stage.exportedFile ?? "FILE" : nil)
            return nil
        } catch {
            let text = StageParser.message(for: error, of: stage)
            return text.hasPrefix("Error: ") ? String(text.dropFirst(7)) : text
        }
    }

    /// Rejects a stage `train` that can't train the job, before the search.
    private static func checkTraining(of loaded: LoadedJob) throws {
        for stage in loaded.job.stages where stage.command == .train {
            let command = try StageParser.command(of: stage, subject: loaded.job.study)
            do {
                _ = try (command as? TrainCommand)?.finalJob(loaded.job)
            } catch let error as InputError {
                throw InputError("\(loaded.file): then: train: \(error.text)")
            }
        }
    }

    /// Runs stages in order, and stops at the first failure.
    ///
    /// - Parameter trains: the input of a stage `train`: the study, or the job file if it has a
    ///   single configuration and was not searched.
    func run(_ stages: [StudyStage], trains: String? = nil) throws {
        var model = "model"
        for (index, stage) in stages.enumerated() {
            try Interruption.check()
            if stage.command == .train { model = stage.modelDirectory }
            let (prepared, subject, file) = prepare(stage, model: model, trains: trains)
            let arguments = StageParser.arguments(of: prepared, subject: subject, file: file)
            Terminal.error("stage \(index + 1) of \(stages.count): podium " + Self.shown(arguments))
            var command = try StageParser.command(of: prepared, subject: subject, file: file)
            try command.run()
        }
    }

    /// A stage with paths relative to the current directory, what it works on, and the file that it
    /// writes.
    private func prepare(
        _ stage: StudyStage, model: String, trains: String?
    ) -> (stage: StudyStage, subject: String, file: String?) {
        var prepared = stage
        for option in stage.options where StudyStage.fileOptions.contains(option.name) {
            prepared = prepared.setting(
                option.name,
                option.values.map { option.name == "labels" ? labelsPath($0) : path($0) })
        }
        let named = stage[option: StudyStage.modelOption]?.first ?? model
        prepared = prepared.removing(StudyStage.modelOption).removing("file")
        switch stage.command {
        case .train:
            return (prepared.setting("results", [results]), trains ?? directory, nil)
        case .report: return (prepared, directory, nil)
        case .export:
            let name = DatasetName(rawValue: dataset) ?? .mnist
            return (prepared, name.rawValue, directory + "/" + (stage.exportedFile ?? ""))
        case .evaluate, .reconstruct, .latent, .generate:
            return (prepared, directory + "/" + named, nil)
        }
    }

    private var dataset: String { job.objective.dataset.map { "\($0)" } ?? "" }

    /// A file in the study's directory, or else one next to the job file.
    private func path(_ file: String) -> String {
        if file.hasPrefix("/") { return file }
        let own = directory + "/" + file
        if FileManager.default.fileExists(atPath: own) { return own }
        let parent = (jobFile as NSString).deletingLastPathComponent
        return (parent.isEmpty ? "." : parent) + "/" + file
    }

    /// Does the same for `FILE:VARIABLE`, unless a file with the whole name exists.
    private func labelsPath(_ place: String) -> String {
        let whole = path(place)
        guard !FileManager.default.fileExists(atPath: whole), let colon = place.lastIndex(of: ":")
        else { return whole }
        return path(String(place[..<colon])) + place[colon...]
    }

    /// Arguments quoted for a shell.
    static func shown(_ arguments: [String]) -> String {
        arguments.map { word in
            let isPlain = word.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_./,:=+%@".contains($0))
            }
            return isPlain && !word.isEmpty
                ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}

extension StudyStage {
    /// The model directory of a stage `train`, below the study's directory.
    var modelDirectory: String {
        func value(_ option: String) -> String? { self[option: option]?.first }
        return value("output")
            ?? ModelDirectory.name(
                rank: value("rank") ?? "1", trial: value("trial"), seed: value("seed"))
    }

    /// The file that a stage `export` writes, below the study's directory.
    var exportedFile: String? { command == .export ? self[option: "file"]?.first : nil }
}
