import ArgumentParser
import Datasets
import Figures
import Foundation
import JobFiles
import Objectives
import Runtime
import StudyModel
import TrainingEngine

/// The directory of all studies.
struct ResultsOption: ParsableArguments {
    @Option(help: ArgumentHelp("Where the studies are.", valueName: "dir"))
    var results = "results"
}

/// Options that override keys of a job file.
struct JobOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Trials in total, in place of the job's.", valueName: "n"))
    var trials: Int?

    @Option(help: ArgumentHelp("Epochs of each trial, in place of the job's.", valueName: "e"))
    var epochs: Int?

    @Option(help: ArgumentHelp("The study's seed, in place of the job's.", valueName: "s"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The study's name, in place of the job's (default: the job's; with other --epochs or "
                + "--seed it gets them at its end).", valueName: "name"))
    var study: String?

    var overrides: JobOverrides {
        JobOverrides(trials: trials, epochs: epochs, seed: seed, study: study)
    }

    /// Reads a job and prints its warnings.
    func load(_ path: String) throws -> LoadedJob {
        var overrides = overrides
        if study == nil, epochs != nil || seed != nil,
            let plain = try? JobFile.read(path: path, environment: StandardData.environment)
        {
            overrides = overrides.named(after: plain.job)
        }
        let loaded = try JobFile.read(
            path: path, overrides: overrides, environment: StandardData.environment)
        if study == nil, let name = overrides.study {
            Terminal.error("note: with these options the study is \(name); --study NAME names it")
        }
        for warning in loaded.warnings { Terminal.error("warning: \(warning)") }
        return loaded
    }
}

enum Slots {
    /// The number of slots that keeps every core busy with the given threads per trial.
    static func standard(threads: Int = 1) -> Int {
        max(1, ProcessInfo.processInfo.activeProcessorCount / max(1, threads))
    }

    static func validate(_ slots: Int?) throws {
        guard let slots, !(1...1024).contains(slots) else { return }
        throw ValidationError("--slots is \(slots); expected a number from 1 to 1024")
    }
}

enum StandardData {
    static var cache: DatasetCache { .standard(environment: Terminal.environment) }

    /// Rejects invalid environment variables, for every command.
    static func checkEnvironment() throws {
        let name = DatasetCache.inputsLimitVariable
        guard let text = Terminal.environment[name], DatasetCache.inputsLimit(text) == nil else {
            return
        }
        throw InputError("\(name) is \"\(text)\"; expected a size such as 500MB, 20GB or 1TB")
    }

    /// Reads the files that job files name.
    static var environment: JobEnvironment {
        JobEnvironment(
            array: { try FoundArray(reading: $0, variable: $1) },
            file: { try InputFile(reading: $0) },
            labels: { try LabelFacts(reading: $0, variable: $1) },
            samples: { try SampleFacts(reading: $0) },
            tensors: { path in
                let tensors = try TensorFile(path: path).tensors
                return Dictionary(tensors.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
            }, features: complaintAboutFeatures, stage: StageRunner.complaint)
    }

    /// Why the classifier can't provide the features that measure a GAN, or nil.
    private static func complaintAboutFeatures(_ path: String, _ sampleShape: [Int]) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            return "\(path) can't be read"
        }
        do {
            try FeatureNetwork(bytes: Array(bytes), sha256: "", source: path)
                .check(sampleShape: sampleShape)
            return nil
        } catch { return "\(error)" }
    }

    /// Fetches the data sets of jobs into the cache before anything starts.
    static func prepare(for jobs: [LoadedJob]) throws {
        for job in jobs {
            try prepare(job.job)
            try StageRunner.checkTraining(of: job)
        }
        // A missing or wrong gnuplot is reported before the search.
        if jobs.contains(where: { !$0.job.stages.isEmpty }) { _ = try Gnuplot.chosen() }
    }

    static func prepare(_ job: Job) throws {
        guard case .named(let name)? = job.objective.dataset, !cache.isComplete(name) else {
            return
        }
        try DataCommand.fetch(name, into: cache)
    }
}
