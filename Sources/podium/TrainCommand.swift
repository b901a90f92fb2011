import ArgumentParser
import Datasets
import Foundation
import Reporting
import Runtime
import StudyModel
import Synchronization

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a study's winner on all training samples and keep its weights.",
        discussion: """
            Writes model.safetensors, model.json and history.csv to the study's directory model/. \
            The metrics are those on the test samples. Ctrl-C stops cleanly; the same command \
            again resumes.
            """)

    @Argument(help: ArgumentHelp("The study's directory or name.", valueName: "study"))
    var study: String

    @Option(help: ArgumentHelp("Which row of the ranked table to train.", valueName: "r"))
    var rank = 1

    @Option(help: ArgumentHelp("Epochs, in place of the job's.", valueName: "e"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Threads to train on (default: one a core).", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("The directory to write (default: STUDY/model).", valueName: "dir"))
    var output: String?

    @Flag(help: "Train and validate on the job's own split, not on all training samples.")
    var holdOut = false

    @OptionGroup var results: ResultsOption

    func validate() throws {
        for (name, value) in [("--rank", rank), ("--epochs", epochs ?? 1)] where value < 1 {
            throw ValidationError("\(name) is \(value); expected a number from 1")
        }
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads is \(threads); expected a number from 1 to 64")
        }
    }

    func run() throws {
        let directory = try StudyDirectory.find(study, results: results.results)
        let record = try StudyReader.status(of: directory).record
        let ranked = Ranking(metric: record.job.metric, trials: record.trials.map(\.trial)).top()
        guard rank <= ranked.count else {
            throw InputError(
                "\(directory.name): there is no rank \(rank): \(ranked.count) trials are ranked "
                    + "by \(record.job.metric.name) so far; see podium table \(directory.name)")
        }
        let trial = ranked[rank - 1]
        let job = try finalJob(record.job)
        try StandardData.prepare(job)
        let path = output ?? directory.path + "/model" + (rank == 1 ? "" : "-\(rank)")
        let training = FinalTraining(
            directory: path,
            document: ModelDocument(
                podium: Podium.version, job: job, trial: trial.number, rank: rank,
                configuration: trial.configuration),
            cache: StandardData.cache)
        Terminal.error("training trial \(trial.number): \(trial.configuration)")
        let interrupted = Interrupted()
        let signals = InterruptSignals { _ in interrupted.set() }
        let end = try training.run(isInterrupted: { interrupted.isSet }) { report in
            Terminal.error(Self.line(report, of: job))
        }
        withExtendedLifetime(signals) {}
        switch end {
        case .trained(let document):
            try StandardOutput.write(Self.conclusion(document, path))
        case .interrupted(let epochs):
            Terminal.error(
                "interrupted after \(epochs) of \(job.epochs) epochs; resume with "
                    + CommandLine.arguments.joined(separator: " "))
            throw ExitCode(CommandFailure.interrupted)
        }
    }

    /// The search's job as it is trained for keeps.
    private func finalJob(_ recorded: Job) throws -> Job {
        var job = recorded
        if let epochs { job.epochs = epochs }
        job.threads = threads ?? Slots.standard()
        guard !holdOut else { return job }
        if case .files(let files)? = job.dataset, files.test == nil {
            throw InputError(
                "\(job.study): its data set has no test samples to measure the model on; give the "
                    + "job's dataset a `test`, or train with --hold-out on the job's split")
        }
        job.split.validation = .testSet
        return job
    }

    private static func line(_ report: Report, of job: Job) -> String {
        let metrics = report.metrics.sorted { $0.key < $1.key }
            .map { "\(name($0.key, job)) \(NumberText.rounded($0.value, digits: 4))" }
        return "epoch \(report.epoch)/\(job.epochs)  " + metrics.joined(separator: "  ")
    }

    private static func conclusion(_ document: ModelDocument, _ path: String) -> String {
        let metrics = document.metrics.sorted { $0.key < $1.key }
            .map { "\(name($0.key, document.job)) \($0.value)" }
        return "\(path)/model.safetensors: \(document.epochs) epochs, "
            + metrics.joined(separator: ", ") + "\n"
    }

    /// A metric's name as it is meant here: what is validated on are the test samples.
    private static func name(_ metric: String, _ job: Job) -> String {
        guard job.split.validation == .testSet, metric.hasPrefix("validation_") else {
            return metric
        }
        return "test_" + metric.dropFirst("validation_".count)
    }
}

/// Whether someone asked to stop.
private final class Interrupted: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
