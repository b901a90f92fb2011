import ArgumentParser
import Stages

extension SamplePair: ExpressibleByArgument {
    package var defaultValueDescription: String { text }
}

struct GenerateCommand: ModelStageCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make new images with a model's decoder or generator.",
        discussion: """
            Of an autoencoder: a grid in the plane of its codes (--grid, which is the default), \
            noise around a test sample's code (--around), or the way from one test sample to \
            another (--path). Of a GAN: images of fixed noise, by its final weights or by all \
            that were kept on the way (--training). Samples are counted from 0.
            """)

    @OptionGroup var model: ModelArgument

    @Option(
        help: ArgumentHelp("Noise around the code of this test sample.", valueName: "sample"),
        transform: OptionNumber.whole(from: 0))
    var around: Int?

    @Option(
        help: ArgumentHelp(
            "The noise's mean (default: 5; with --relative 0).", valueName: "m"),
        transform: OptionNumber.number())
    var mean: Double?

    @Option(
        help: ArgumentHelp(
            "The noise's deviation (default: 10; with --relative 1).", valueName: "s"),
        transform: OptionNumber.number("a number from 0"))
    var deviation: Double?

    @Flag(help: "Mean and deviation are in units of each code variable's own deviation.")
    var relative = false

    @Flag(help: "A grid of codes, at quantiles of two principal components.")
    var grid = false

    @Option(
        help: ArgumentHelp(
            "Two variables for the grid, from 1, in place of components.", valueName: "i,j"),
        transform: OptionNumber.list())
    var variables: NumberList?

    @Option(
        help: ArgumentHelp("The line between two test samples' codes.", valueName: "a,b"),
        transform: OptionNumber.pair())
    var path: SamplePair?

    @Flag(help: "A GAN's images through its training, from the weights in snapshots/.")
    var training = false

    @Option(
        help: ArgumentHelp(
            "A trained classifier: measures a GAN's images by the Fréchet distance.",
            valueName: "model"))
    var classifier: String?

    @Option(
        help: ArgumentHelp(
            "Images; of a grid, in each row (default: 16, 12 of a path, 15 a row, 64 of a GAN).",
            valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 10000))
    var count: Int?

    @Option(
        help: ArgumentHelp("What the noise follows from. (default: 0)", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64 = 0

    @OptionGroup var options: StageOptions

    func stage() -> GenerateStage {
        var stage = GenerateStage()
        stage.around = around
        stage.mean = mean
        stage.deviation = deviation
        stage.relative = relative
        stage.grid = grid
        stage.variables = variables
        stage.path = path
        stage.training = training
        stage.classifier = classifier
        stage.count = count
        stage.seed = seed
        stage.settings = options.settings
        return stage
    }
}
