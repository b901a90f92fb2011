import Analysis
import ArgumentParser
import Models
import Reporting
import StudyModel

struct EvaluateCommand: StageCommand {
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

    @Option(help: ArgumentHelp("The seed of what is drawn for these.", valueName: "s"))
    var seed: UInt64 = 0

    @OptionGroup var options: StageOptions

    var standardDirectory: String { samples.directory("evaluation") }

    func validate() throws {
        do { _ = try sweeps } catch { throw ValidationError("\(error)") }
    }

    private var sweeps: [RobustnessSweep] {
        get throws {
            try [
                (RobustnessSweep.Kind.noise, noise), (.occlusion, occlusion),
                (.saltPepper, saltPepper), (.masking, masking),
            ].compactMap { kind, text in
                try text.map { try RobustnessSweep(kind, reading: $0) }
            }
        }
    }

    var settings: [String: String] {
        get throws {
            var settings = try samples.settings
            settings["seed"] = "\(seed)"
            for sweep in try sweeps {
                settings[sweep.kind.rawValue] = sweep.levels.map(\.description)
                    .joined(separator: ",")
            }
            return settings
        }
    }

    func title(for model: TrainedModel) -> String {
        switch model.job.objective {
        case .classifier: "Evaluation of the classifier"
        case .denoisingAutoencoder: "Evaluation of the denoising autoencoder"
        default: "Evaluation of the autoencoder"
        }
    }

    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws {
        guard model.job.objective != .gan else {
            throw InputError(
                "\(model.path): a GAN's images have no originals to be compared with; podium "
                    + "generate shows them, and measures them with --classifier MODEL")
        }
        let evaluated = try EvaluatedModel(model, threads: options.threadCount)
        try Evaluation(
            evaluated, model.document.configuration, samples.load(for: model, evaluated),
            sweeps: sweeps, seed: seed
        ).write(to: &folder)
    }
}
