import ArgumentParser
import Stages

extension LatentStage.Method: ExpressibleByArgument {}
extension LatentStage.Start: ExpressibleByArgument {}

struct LatentCommand: ModelStageCommand {
    static let configuration = CommandConfiguration(
        commandName: "latent",
        abstract: "Look at the codes that a model's encoder makes of the test samples.",
        discussion: """
            Draws the codes in a plane or in space, coloured by label, says how much of them the \
            drawing keeps, and lists the first ones. Methods: pca (principal components), tsne, \
            and codes (some of the codes' own variables).
            """)

    @OptionGroup var model: ModelArgument

    @Option(help: "How codes are brought into the plane or space.")
    var method = LatentStage.Method.pca

    @Option(
        help: ArgumentHelp("Dimensions of the map: 2 or 3. (default: 2)", valueName: "d"),
        transform: OptionNumber.whole(from: 2, to: 3))
    var components = 2

    @Option(
        help: ArgumentHelp(
            "With codes: the variables to show, from 1 (default: the first).", valueName: "i,j"),
        transform: OptionNumber.list())
    var variables: NumberList?

    @Option(
        help: ArgumentHelp(
            "Test samples, from the first on (default: all; of t-SNE 10000).", valueName: "n"),
        transform: OptionNumber.whole(from: 4))
    var samples: Int?

    @Option(
        help: ArgumentHelp(
            "t-SNE: about how many neighbours count. (default: 30.0)", valueName: "p"),
        transform: OptionNumber.number("a number from 1"))
    var perplexity = 30.0

    @Option(
        help: ArgumentHelp(
            "t-SNE: iterations, 250 of them exaggerated. (default: 1000)", valueName: "n"),
        transform: OptionNumber.whole(from: 1))
    var iterations = 1000

    @Option(help: "t-SNE: where points are at first.")
    var start = LatentStage.Start.pca

    @Option(
        help: ArgumentHelp("t-SNE: the seed of a random start. (default: 0)", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64 = 0

    @Option(
        help: ArgumentHelp("Codes in the table of the first ones. (default: 5)", valueName: "n"),
        transform: OptionNumber.whole(from: 0))
    var rows = 5

    @OptionGroup var options: StageOptions

    func stage() -> LatentStage {
        var stage = LatentStage()
        stage.method = method
        stage.components = components
        stage.variables = variables
        stage.samples = samples
        stage.perplexity = perplexity
        stage.iterations = iterations
        stage.start = start
        stage.seed = seed
        stage.rows = rows
        stage.settings = options.settings
        return stage
    }
}
