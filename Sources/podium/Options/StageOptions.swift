import ArgumentParser
import Stages

/// A stage's output directory, its threads, and whether it runs again.
struct StageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory to write, below the model's unless it has a slash.", valueName: "dir"))
    var output: String?

    @Option(
        help: ArgumentHelp("Threads to work on (default: one per core).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 64))
    var threads: Int?

    @Flag(help: "Do it again even if it was done with the same settings.")
    var again = false

    func validate() throws {
        try refusing { () throws(StageMistake) in try settings.validate() }
    }

    var settings: StageSettings {
        StageSettings(output: output, threads: threads, again: again)
    }
}
