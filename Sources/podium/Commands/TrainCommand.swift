import ArgumentParser
import Models
import Stages

extension KeptEpoch: ExpressibleByArgument {}

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

    @Option(
        help: ArgumentHelp("Which row of the ranked table to train. (default: 1)", valueName: "r"),
        transform: OptionNumber.whole(from: 1))
    var rank = 1

    @Option(
        help: ArgumentHelp("Which trial to train, in place of a rank.", valueName: "t"),
        transform: OptionNumber.whole(from: 0))
    var trial: Int?

    @Option(
        help: ArgumentHelp("Epochs, in place of the job's.", valueName: "e"),
        transform: OptionNumber.whole(from: 1))
    var epochs: Int?

    @Option(
        help: ArgumentHelp(
            "The seed of the weights and of the samples' order, in place of the job's: other "
                + "seeds show how much of a result is chance.", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("Threads to train on (default: one per core).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 64))
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "The directory to write (default: model), below the study's unless it has a slash.",
            valueName: "dir"), transform: OptionPath.written("a directory"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Keep the weights of this many epochs on the way, in snapshots/. (default: 0)",
            valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var snapshots = 0

    @Option(
        help: ArgumentHelp(
            "The epoch whose weights are kept, last or best by the job's metric (default: last; "
                + "best where the training can stop early).", valueName: "epoch"))
    var keep: KeptEpoch?

    @Flag(help: "Train and validate on the job's own split, not on all training samples.")
    var holdOut = false

    @Flag(help: "Train again even if the same model is there.")
    var again = false

    @OptionGroup var results: ResultsOption

    func validate() throws {
        try refusing { () throws(StageMistake) in try stage.validate() }
    }

    func run() throws {
        try stage.run(study: study, results: results.results, host: CommandHost())
    }

    private var stage: TrainStage {
        var stage = TrainStage()
        stage.rank = rank
        stage.trial = trial
        stage.epochs = epochs
        stage.seed = seed
        stage.threads = threads
        stage.output = output
        stage.snapshots = snapshots
        stage.keep = keep
        stage.holdOut = holdOut
        stage.again = again
        return stage
    }
}
