import ArgumentParser
import JobFiles
import Stages
import Studies

/// Options that override keys of a job file.
struct JobOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Trials in total, in place of the job's.", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: JobFile.mostTrials))
    var trials: Int?

    @Option(
        help: ArgumentHelp("Epochs of each trial, in place of the job's.", valueName: "e"),
        transform: OptionNumber.whole(from: 1, to: JobFile.mostEpochs))
    var epochs: Int?

    @Option(
        help: ArgumentHelp("The study's seed, in place of the job's.", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "The study's name, in place of the job's (default: the job's; with other --epochs or "
                + "--seed it gets them at its end).", valueName: "name"))
    var study: String?

    var overrides: JobOverrides {
        JobOverrides(trials: trials, epochs: epochs, seed: seed, study: study)
    }

    /// Refuses one name for the studies of several jobs.
    func validate(jobs: [String]) throws {
        guard let study, jobs.count > 1 else { return }
        throw ValidationError(
            "--study \(study) names the study of one job, and \(jobs.count) are given; leave it "
                + "out, or give one job")
    }

    /// Reads a job and prints its warnings.
    ///
    /// - Parameter results: the directory of all studies; nil if the job's stages do not run on
    ///   this machine.
    func load(_ path: String, results: String?) throws -> LoadedJob {
        var overrides = overrides
        if study == nil, epochs != nil || seed != nil,
            let plain = try? JobFile.read(path: path, environment: .ofFiles(results: results))
        {
            overrides = overrides.named(after: plain.job)
        }
        let loaded = try JobFile.read(
            path: path, overrides: overrides, environment: .withStages(results: results))
        if study == nil, let name = overrides.study {
            Terminal.error("note: with these options the study is \(name); --study NAME names it")
        }
        for warning in loaded.warnings { Terminal.error("warning: \(warning)") }
        return loaded
    }
}
