import Analysis
import ArgumentParser
import Datasets
import Figures
import Foundation
import Models
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel
import Synchronization

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a study's winner on all training samples and keep its weights.",
        discussion: """
            Writes model.safetensors, model.json, history.csv and a directory training/ with the \
            curves to the study's directory model/. The metrics are those on the test samples. A \
            job file of a single configuration needs no search. Ctrl-C stops cleanly; the same \
            command again resumes.
            """)

    @Argument(
        help: ArgumentHelp(
            "The study's directory or name, or a job file of one configuration.",
            valueName: "study"))
    var study: String

    @Option(help: ArgumentHelp("Which row of the ranked table to train.", valueName: "r"))
    var rank = 1

    @Option(help: ArgumentHelp("Which trial to train, in place of a rank.", valueName: "t"))
    var trial: Int?

    @Option(help: ArgumentHelp("Epochs, in place of the job's.", valueName: "e"))
    var epochs: Int?

    @Option(
        help: ArgumentHelp(
            "The seed of the weights and of the samples' order, in place of the job's: other "
                + "seeds show how much of a result is chance.", valueName: "s"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("Threads to train on (default: one per core).", valueName: "n"))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "The directory to write (default: model), below the study's unless it has a slash.",
            valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Keep the weights of this many epochs on the way, in snapshots/.", valueName: "n"))
    var snapshots = 0

    @Option(
        help: ArgumentHelp(
            "The epoch whose weights are kept, last or best by the job's metric (default: last; "
                + "best where the job stops early).", valueName: "epoch"))
    var keep: KeptEpoch?

    @Flag(help: "Train and validate on the job's own split, not on all training samples.")
    var holdOut = false

    @Flag(help: "Train again even if the same model is there.")
    var again = false

    @OptionGroup var results: ResultsOption

    func validate() throws {
        for (name, value) in [("--rank", rank), ("--epochs", epochs ?? 1)] where value < 1 {
            throw ValidationError("\(name) is \(value); expected a number from 1")
        }
        for (name, value) in [("--trial", trial ?? 0), ("--snapshots", snapshots)] where value < 0 {
            throw ValidationError("\(name) is \(value); expected a number from 0")
        }
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads is \(threads); expected a number from 1 to 64")
        }
    }

    func run() throws {
        let subject = try TrainingSubject.find(self)
        let job = try finalJob(subject.job)
        try StandardData.prepare(job.job)
        let training = FinalTraining(
            directory: directory(of: subject),
            document: ModelDocument(
                podium: ProgramVersion.number, job: job, trial: subject.trial, rank: subject.rank,
                configuration: subject.configuration, keep: keep),
            cache: StandardData.cache,
            snapshots: SnapshotEpochs.chosen(snapshots, of: job.epochs))
        if !again, let done = training.finished {
            Terminal.error("\(training.directory) is up to date; --again trains it once more")
            return try conclude(done, training.directory)
        }
        // A missing or wrong gnuplot is reported before the training.
        _ = try Gnuplot.chosen()
        Terminal.error("training trial \(subject.trial): \(subject.configuration)")
        let stop = StopFlag()
        let end = try Interruption.handled(by: { count in
            if count > 1 { Interruption.end() }
            stop.set()
        }) {
            try training.run(isInterrupted: { stop.isSet }) { intermediate in
                Terminal.error(Self.line(intermediate, of: training.document))
            }
        }
        switch end {
        case .trained(let document):
            try Interruption.check()
            try conclude(document, training.directory)
        case .interrupted(let epochs):
            Terminal.error(
                "interrupted after \(epochs) of \(job.epochs) epochs; resume with "
                    + CommandLine.arguments.joined(separator: " "))
            throw ExitCode(CommandFailure.interrupted)
        }
    }

    private func directory(of subject: TrainingSubject) -> String {
        let output =
            output
            ?? ModelDirectory.name(
                rank: "\(rank)", trial: trial.map { "\($0)" }, seed: seed.map { "\($0)" })
        return output.contains("/") ? output : subject.directory + "/" + output
    }

    /// The search's job for the refit.
    ///
    /// - Throws: `InputError` if the job can't be refitted.
    func finalJob(_ recorded: Job) throws -> NetworkJob {
        guard let recorded = try? NetworkJob(recorded) else {
            throw InputError(
                "\(recorded.study): its objective is \(recorded.objective.kind), which trains no "
                    + "network, so there is no model to keep; expected a study of another objective"
            )
        }
        if let complaint = complaint(about: recorded) {
            throw InputError("\(recorded.study): --keep best \(complaint)")
        }
        var job = recorded
        if let epochs { job.epochs = epochs }
        if let seed { job.seed = seed }
        job.threads = threads ?? Slots.standard()
        job.stages = []
        guard !holdOut else { return job }
        if case .files(let files) = job.dataset, files.test == nil {
            throw InputError(
                "\(job.study): its data set has no test samples to measure the model on; give the "
                    + "job's dataset a `test`, or train with --hold-out on the job's split")
        }
        job.split.validation = .testSet
        return job
    }

    /// Why `--keep best` is not possible for a job, or nil.
    private func complaint(about job: NetworkJob) -> String? {
        guard keep == .best else { return nil }
        let metric = job.metric.name
        if job.objective == .gan, metric != GANQuality.metric {
            return "goes by the job's metric, and a GAN's \(metric) says nothing of how good its "
                + "samples are; expected a job with a quality and the metric "
                + "\(GANQuality.metric), or --keep last"
        }
        if metric.hasPrefix("validation_"), !holdOut {
            return "would choose an epoch by the test samples, which are to measure the model on "
                + "all training samples; expected --hold-out too, which validates on the job's "
                + "own split, or --keep last"
        }
        return nil
    }

    /// Draws the curves and prints the model's metrics.
    private func conclude(_ document: ModelDocument, _ path: String) throws {
        let place = path + "/history.csv"
        guard let bytes = FileManager.default.contents(atPath: place) else {
            throw InputError("\(place) is gone; train again with --again")
        }
        let history = try TrainingHistory(csv: String(decoding: bytes, as: UTF8.self), path: place)
        // `form` is the version of the findings: findings of an older version are made again.
        var origin = ["history": try InputFile(reading: place).sha256, "form": "2"]
        origin["epoch"] = document.bestEpoch.map { "\($0)" }
        if FindingsFolder.finished(path + "/training", origin: origin) == nil {
            let found = try FindingsFolder.fill(
                path + "/training",
                findings: Findings(step: "train", title: "Final training", origin: origin),
                gnuplot: try Gnuplot.chosen()
            ) { try TrainingFindings(document: document, history: history).add(to: &$0) }
            found.reportGaps()
        }
        let metrics = document.metrics.sorted { $0.key < $1.key }
            .map { "\(document.name(ofMetric: $0.key)) \($0.value)" }
        try StandardOutput.write(
            "\(path)/model.safetensors: "
                + (document.bestEpoch.map { "epoch \($0) of \(document.epochs), " }
                    ?? "\(document.epochs) epochs, ")
                + metrics.joined(separator: ", ") + "\n")
    }

    private static func line(_ intermediate: IntermediateResult, of document: ModelDocument)
        -> String
    {
        let metrics = intermediate.metrics.sorted { $0.key < $1.key }.map {
            "\(document.name(ofMetric: $0.key)) \(NumberText.rounded($0.value, digits: 4))"
        }
        return "epoch \(intermediate.epoch)/\(document.job.epochs)  "
            + metrics.joined(separator: "  ")
    }
}

extension KeptEpoch: ExpressibleByArgument {}

/// Whether a stop was requested.
private final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
