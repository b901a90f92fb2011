package import Analysis
import Foundation
import Models
package import Reporting
package import StudyModel
import UserErrors

/// Shows samples and what an autoencoder makes of them, side by side.
package struct ReconstructStage: ModelStage {
    package static let command = StudyStage.Command.reconstruct

    package var data: SampleSource
    /// How many samples, drawn at random.
    package var count: Int?
    /// The numbers of the samples from 0, separated by commas, in place of random ones.
    package var samples: String?
    /// The seed that the samples are drawn with.
    package var seed: UInt64
    /// Whether to compare with the model after the first epoch of its training.
    package var beginning: Bool
    package var settings: StageSettings

    package init(
        data: SampleSource, count: Int?, samples: String?, seed: UInt64, beginning: Bool,
        settings: StageSettings
    ) {
        self.data = data
        self.count = count
        self.samples = samples
        self.seed = seed
        self.beginning = beginning
        self.settings = settings
    }

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        data = try SampleSource(&options)
        count = try options.int("count")
        samples = try options.text("samples")
        seed = try options.seed() ?? 0
        beginning = try options.flag("beginning")
        settings = try StageSettings(&options)
    }

    private static let usualCount = 10
    private static let mostSamples = 1000

    package var standardDirectory: String { data.directory("reconstructions") }

    package func validate() throws(StageMistake) {
        try data.validate()
        try settings.validate()
        if count != nil && samples != nil {
            throw StageMistake("--count draws samples and --samples names them; give one")
        }
        if let count, !(1...Self.mostSamples).contains(count) {
            throw StageMistake(
                "--count is \(count); expected a number from 1 to \(Self.mostSamples)")
        }
        if let numbers = try numbers(), !(1...Self.mostSamples).contains(numbers.count) {
            throw StageMistake("--samples are \(numbers.count); expected 1 to 1000")
        }
    }

    private func numbers() throws(StageMistake) -> [Int]? {
        guard let samples else { return nil }
        var numbers: [Int] = []
        for part in samples.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), number >= 0 else {
                throw StageMistake(
                    "--samples has '\(part)'; expected whole numbers from 0, such as 0,1,2")
            }
            numbers.append(number)
        }
        return numbers
    }

    package func obstacle(in model: StageModel) -> String? {
        let objective = model.job.objective
        guard objective.reconstructsSamples else {
            return "a \(objective.rawValue) reconstructs nothing; expected an autoencoder"
                + (objective.isAdversarial ? " (podium generate shows a GAN's images)" : "")
        }
        return model.pictureObstacle ?? data.obstacle(in: model) ?? sampleObstacle(in: model)
    }

    /// Why test samples that are named are not there, or nil.
    private func sampleObstacle(in model: StageModel) -> String? {
        // Wrong texts were refused before.
        guard data.data == nil, let numbers = try? numbers() else { return nil }
        return model.obstacle(inTestSamples: numbers, option: "--samples")
    }

    package func fileObstacle(for model: StageModel, results: String) -> String? {
        // Wrong texts were refused before.
        data.fileObstacle(for: model, numbers: (try? numbers()) ?? nil)
    }

    package var namedFiles: [NamedFile] { data.namedFiles }

    package mutating func locateFiles(_ locate: StageFiles) { data.locateFiles(locate) }

    package func origin(_ subject: ModelSubject) throws -> [String: String] {
        var origin = try data.origin()
        if let samples {
            origin["samples"] = samples
        } else {
            origin["count"] = "\(count ?? Self.usualCount)"
            origin["seed"] = "\(seed)"
        }
        if beginning { origin["beginning"] = "true" }
        return origin
    }

    package func title(for model: TrainedModel) -> String {
        model.job.objective.corruptsSamples
            ? "Noisy, denoised and original images" : "Originals and reconstructions"
    }

    package func find(_ subject: ModelSubject, in folder: inout FindingsFolder) throws {
        let model = subject.model
        let evaluated = try EvaluatedModel(model, threads: settings.threadCount)
        let loaded = try data.load(for: subject, evaluated)
        try ReconstructionPictures(
            evaluated, model.document.configuration, loaded,
            shown: try numbers()
                ?? ReconstructionPictures.drawn(
                    count ?? Self.usualCount, of: loaded.set.count, seed: seed),
            beginning: beginning ? try firstEpoch(of: model) : nil
        ).write(to: &folder)
    }

    private func firstEpoch(of model: TrainedModel) throws -> EvaluatedModel {
        let name = ModelFileName.firstEpoch
        guard FileManager.default.fileExists(atPath: model.directory + "/" + name) else {
            throw InputError(
                "\(model.directory): there is no \(name) to compare with; leave out "
                    + "--beginning, or train the model again")
        }
        return try EvaluatedModel(model.sibling(name), threads: settings.threadCount)
    }
}
