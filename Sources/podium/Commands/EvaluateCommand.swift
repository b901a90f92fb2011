import Analysis
import ArgumentParser
import Stages

struct EvaluateCommand: ModelStageCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure a trained model on test samples, or on a file, and how robust it is.",
        discussion: """
            Autoencoders: the mean squared error; a denoising one is given noisy samples. \
            Classifiers: accuracy, cross entropy, confusion matrix, scores of each class, and the \
            worst mistakes. LEVELS are a list, 0.1,0.3,1, or FIRST:LAST:COUNT (deviations by equal \
            factors, fractions by equal steps).
            """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var samples: EvaluationOptions

    @Option(
        help: ArgumentHelp(
            "Add Gaussian noise of these standard deviations.", valueName: "levels"))
    var noise: String?

    @Option(
        help: ArgumentHelp(
            "Set these fractions of the rows to 0, other rows of each image.", valueName: "levels"))
    var occlusion: String?

    @Option(
        help: ArgumentHelp(
            "Replace these fractions of the values by 0 or 1.", valueName: "levels"))
    var saltPepper: String?

    @Option(
        help: ArgumentHelp("Set these fractions of the values to 0.", valueName: "levels"))
    var masking: String?

    @Option(
        help: ArgumentHelp("The seed of what is drawn for these. (default: 0)", valueName: "s"),
        transform: OptionNumber.seed())
    var seed: UInt64 = 0

    @OptionGroup var options: StageOptions

    func stage() throws(StageMistake) -> EvaluateStage {
        let levels: [(RobustnessSweep.Kind, String?)] = [
            (.noise, noise), (.occlusion, occlusion), (.saltPepper, saltPepper),
            (.masking, masking),
        ]
        var sweeps: [RobustnessSweep] = []
        for case (let kind, let text?) in levels {
            sweeps.append(try EvaluateStage.sweep(kind, reading: text))
        }
        return EvaluateStage(
            samples: samples.source, sweeps: sweeps, seed: seed, settings: options.settings)
    }
}
