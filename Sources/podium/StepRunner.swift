import ArgumentParser
import Foundation
import JobFiles
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel

/// Runs what a job's `then` lists, after its search.
///
/// Each step is the command of its name, with its options: what a step can do, and what is refused,
/// only the command says. Steps that are done are left alone, so that an interrupted list goes on
/// where it was.
struct StepRunner {
    let job: Job
    /// The job's file, beside which files are looked for that the study's directory doesn't have.
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

    /// What the command of a step's name says against its options, or nil.
    static func complaint(_ step: StudyStep) -> String? {
        do {
            let plain = step.removing(StudyStep.modelOption).removing("file")
            _ = try Podium.parseAsRoot(words(plain, subject: "study", file: step.exportedFile))
            return nil
        } catch {
            let words = Podium.message(for: error)
            return words.hasPrefix("Error: ") ? String(words.dropFirst(7)) : words
        }
    }

    /// Refuses a step `train` that can't train the job, before its search.
    static func checkTraining(of loaded: LoadedJob) throws {
        for step in loaded.job.steps where step.command == .train {
            let command = try Podium.parseAsRoot(words(step, subject: loaded.job.study))
            do {
                _ = try (command as? TrainCommand)?.finalJob(loaded.job)
            } catch let error as InputError {
                throw InputError("\(loaded.file): then: train: \(error.words)")
            }
        }
    }

    /// Runs steps in their order, and stops at the first that fails.
    ///
    /// - Parameter trains: what a step `train` trains: the study, or the job file where it has a
    ///   single configuration and was not searched.
    func run(_ steps: [StudyStep], trains: String? = nil) throws {
        var model = "model"
        for (index, step) in steps.enumerated() {
            try Interruption.check()
            if step.command == .train { model = step.modelDirectory }
            let words = words(of: step, model: model, trains: trains ?? directory)
            Terminal.error("step \(index + 1) of \(steps.count): podium " + Self.shown(words))
            var command = try Podium.parseAsRoot(words)
            try command.run()
        }
    }

    /// A step as the words of a command line, with its paths as they are from here.
    private func words(of step: StudyStep, model: String, trains: String) -> [String] {
        var step = step
        for option in step.options where StudyStep.fileOptions.contains(option.name) {
            step = step.setting(
                option.name,
                option.values.map { option.name == "labels" ? labelsPath($0) : path($0) })
        }
        let named = step[option: StudyStep.modelOption]?.first ?? model
        let file = directory + "/" + (step.exportedFile ?? "")
        step = step.removing(StudyStep.modelOption).removing("file")
        switch step.command {
        case .train:
            return Self.words(step, subject: trains) + ["--results", results]
        case .report: return Self.words(step, subject: directory)
        case .export: return Self.words(step, subject: dataset, file: file)
        case .evaluate, .reconstruct, .latent, .generate:
            return Self.words(step, subject: directory + "/" + named)
        }
    }

    private static func words(
        _ step: StudyStep, subject: String, file: String? = nil
    ) -> [String] {
        guard step.command == .export else {
            return [step.command.rawValue, subject] + step.words
        }
        let name = DatasetName(rawValue: subject) ?? .mnist
        return ["data", "export", name.rawValue, file ?? "FILE"] + step.words
    }

    private var dataset: String { job.dataset.map { "\($0)" } ?? "" }

    /// A file of the study's directory, or else one beside the job file.
    private func path(_ file: String) -> String {
        if file.hasPrefix("/") { return file }
        let own = directory + "/" + file
        if FileManager.default.fileExists(atPath: own) { return own }
        let parent = (jobFile as NSString).deletingLastPathComponent
        return (parent.isEmpty ? "." : parent) + "/" + file
    }

    /// The same of a file and its variable, unless there is a file of the whole name.
    private func labelsPath(_ place: String) -> String {
        let whole = path(place)
        guard !FileManager.default.fileExists(atPath: whole), let colon = place.lastIndex(of: ":")
        else { return whole }
        return path(String(place[..<colon])) + place[colon...]
    }

    /// Words as they are typed in a shell.
    static func shown(_ words: [String]) -> String {
        words.map { word in
            let isPlain = word.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || "-_./,:=+%@".contains($0))
            }
            return isPlain && !word.isEmpty
                ? word : "'" + word.replacing("'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}

extension StudyStep {
    /// Where a step `train` puts its model, below the study's directory.
    var modelDirectory: String {
        if let output = self[option: "output"]?.first { return output }
        let seed = self[option: "seed"]?.first.map { "-seed-\($0)" } ?? ""
        if let trial = self[option: "trial"]?.first { return "model-trial-\(trial)" + seed }
        let rank = self[option: "rank"]?.first ?? "1"
        return (rank == "1" ? "model" : "model-\(rank)") + seed
    }

    /// The file that a step `export` writes, below the study's directory.
    var exportedFile: String? { command == .export ? self[option: "file"]?.first : nil }
}
