import ArgumentParser
import Stages

struct ReconstructCommand: ModelStageCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconstruct",
        abstract: "Show samples and what a trained autoencoder makes of them, side by side.",
        discussion: """
            A denoising autoencoder is given noisy samples, and shown in triples: noisy, denoised, \
            original.
            """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var data: EvaluationOptions

    @Option(
        help: ArgumentHelp("How many samples, drawn at random (default: 10).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 1000))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "Which samples, by their numbers from 0, in place of random ones.",
            valueName: "n,n,…"))
    var samples: String?

    @Option(
        help: ArgumentHelp(
            "The seed that the samples are drawn with. (default: 0)", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64 = 0

    @Flag(help: "Compare with the model after the first epoch of its training too.")
    var beginning = false

    @OptionGroup var options: StageOptions

    func stage() -> ReconstructStage {
        ReconstructStage(
            data: data.source, count: count, samples: samples, seed: seed, beginning: beginning,
            settings: options.settings)
    }
}
