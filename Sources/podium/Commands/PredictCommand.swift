import ArgumentParser
import Stages

struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Predict the targets of a CSV file's rows with a model of a table.",
        discussion: """
            Writes a CSV file: the identifiers of the job's data set, or the rows' numbers; then \
            the predicted class and the probability of each class, or the predicted numbers in the \
            table's units. Columns are found by their names; targets may be missing.
            """)

    @OptionGroup var model: ModelArgument

    @Argument(
        help: ArgumentHelp("The CSV file; - or nothing is standard input.", valueName: "file"))
    var file: String?

    @Option(
        help: ArgumentHelp("The file to write; - or nothing is standard output.", valueName: "file")
    )
    var output: String?

    @Option(
        help: ArgumentHelp(
            "A column of the file that the output repeats; can be given again.",
            valueName: "column"))
    var keep: [String] = []

    @Option(
        help: ArgumentHelp(
            "The character between fields, or tab (default: found in the header).",
            valueName: "c"))
    var separator: String?

    @Option(
        help: ArgumentHelp("Threads to work on (default: one per core).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 64))
    var threads: Int?

    private var prediction: Prediction {
        Prediction(
            input: file == "-" ? nil : file, output: output == "-" ? nil : output, kept: keep,
            separator: separator,
            threads: threads)
    }

    func validate() throws {
        try refusing { () throws(StageMistake) in try prediction.validate() }
    }

    func run() throws { try prediction.run(on: model.place, host: CommandHost()) }
}
