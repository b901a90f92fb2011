import Analysis
import ArgumentParser
import Foundation
import Models
import Reporting
import StudyModel

struct ReconstructCommand: StageCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconstruct",
        abstract: "Show samples and what a trained autoencoder makes of them, side by side.",
        discussion: """
            A denoising autoencoder is given noisy samples, and shown in triples: noisy, denoised, \
            original.
            """)

    @OptionGroup var model: ModelArgument
    @OptionGroup var data: EvaluationOptions

    @Option(help: ArgumentHelp("How many samples, drawn at random (default: 10).", valueName: "n"))
    var count: Int?

    @Option(
        help: ArgumentHelp(
            "Which samples, by their numbers from 0, in place of random ones.",
            valueName: "n,n,…"))
    var samples: String?

    @Option(help: ArgumentHelp("The seed that the samples are drawn with.", valueName: "s"))
    var seed: UInt64 = 0

    @Flag(help: "Compare with the model after the first epoch of its training too.")
    var beginning = false

    @OptionGroup var options: StageOptions

    private static let usualCount = 10
    private static let mostSamples = 1000
    private static let firstEpoch = "first-epoch.safetensors"

    var standardDirectory: String { data.directory("reconstructions") }

    func validate() throws {
        if count != nil && samples != nil {
            throw ValidationError("--count draws samples and --samples names them; give one")
        }
        if let count, !(1...Self.mostSamples).contains(count) {
            throw ValidationError(
                "--count is \(count); expected a number from 1 to \(Self.mostSamples)")
        }
        if let numbers = try numbers(), !(1...Self.mostSamples).contains(numbers.count) {
            throw ValidationError("--samples are \(numbers.count); expected 1 to 1000")
        }
    }

    private func numbers() throws -> [Int]? {
        try samples?.split(separator: ",", omittingEmptySubsequences: false).map { part in
            guard let number = Int(part), number >= 0 else {
                throw ValidationError(
                    "--samples has '\(part)'; expected whole numbers from 0, such as 0,1,2")
            }
            return number
        }
    }

    var settings: [String: String] {
        get throws {
            var settings = try data.settings
            if let samples {
                settings["samples"] = samples
            } else {
                settings["count"] = "\(count ?? Self.usualCount)"
                settings["seed"] = "\(seed)"
            }
            if beginning { settings["beginning"] = "true" }
            return settings
        }
    }

    func title(for model: TrainedModel) -> String {
        model.job.objective == .denoisingAutoencoder
            ? "Noisy, denoised and original images" : "Originals and reconstructions"
    }

    func find(_ model: TrainedModel, in folder: inout FindingsFolder) throws {
        guard [.autoencoder, .denoisingAutoencoder].contains(model.job.objective) else {
            throw InputError(
                "\(model.path): a \(model.job.objective.rawValue) reconstructs nothing; expected "
                    + "an autoencoder"
                    + (model.job.objective == .gan
                        ? " (podium generate shows a GAN's images)" : ""))
        }
        let evaluated = try EvaluatedModel(model, threads: options.threadCount)
        let loaded = try data.load(for: model, evaluated)
        try ReconstructionPictures(
            evaluated, model.document.configuration, loaded,
            shown: try numbers()
                ?? ReconstructionPictures.drawn(
                    count ?? Self.usualCount, of: loaded.set.count, seed: seed),
            beginning: beginning ? try firstEpoch(of: model) : nil
        ).write(to: &folder)
    }

    private func firstEpoch(of model: TrainedModel) throws -> EvaluatedModel {
        guard FileManager.default.fileExists(atPath: model.directory + "/" + Self.firstEpoch)
        else {
            throw InputError(
                "\(model.directory): there is no \(Self.firstEpoch) to compare with; leave out "
                    + "--beginning, or train the model again")
        }
        return try EvaluatedModel(model.sibling(Self.firstEpoch), threads: options.threadCount)
    }
}
