package import Analysis
import Models
package import Reporting
package import StudyModel

/// Measures a model on test samples, or on a file, and how robust it is.
package struct EvaluateStage: ModelStage {
    package static let command = StudyStage.Command.evaluate

    package var samples: SampleSource
    package var sweeps: [RobustnessSweep]
    /// The seed of what is drawn for the sweeps.
    package var seed: UInt64
    package var settings: StageSettings

    package init(
        samples: SampleSource, sweeps: [RobustnessSweep], seed: UInt64, settings: StageSettings
    ) {
        self.samples = samples
        self.sweeps = sweeps
        self.seed = seed
        self.settings = settings
    }

    init(_ options: inout StageOptionReader) throws(StageMistake) {
        samples = try SampleSource(&options)
        sweeps = []
        for kind in Self.kinds {
            guard let text = try options.text(kind.rawValue) else { continue }
            sweeps.append(try Self.sweep(kind, reading: text))
        }
        seed = try options.seed() ?? 0
        settings = try StageSettings(&options)
    }

    /// The kinds of sweeps, in the order of the findings.
    private static let kinds: [RobustnessSweep.Kind] = [.noise, .occlusion, .saltPepper, .masking]

    /// The sweep of a kind over the levels that a text lists.
    package static func sweep(
        _ kind: RobustnessSweep.Kind, reading text: String
    ) throws(StageMistake) -> RobustnessSweep {
        do throws(AnalysisError) {
            return try RobustnessSweep(kind, reading: text)
        } catch {
            throw StageMistake("\(error)")
        }
    }

    package func validate() throws(StageMistake) {
        try samples.validate()
        try settings.validate()
    }

    package func obstacle(in model: StageModel) -> String? {
        guard !model.job.objective.isAdversarial else {
            return "a GAN's images have no originals to be compared with; podium generate shows "
                + "them, and measures them with --classifier MODEL"
        }
        if let sweep = sweeps.first, model.job.dataset.table?.hasEmbeddings == true {
            return "--\(sweep.kind.rawValue) disturbs the inputs, and inputs of this model are "
                + "categories by number, whose embeddings have no noise; expected an evaluation "
                + "without it"
        }
        if sweeps.contains(where: { $0.kind == .occlusion }),
            model.job.dataset.sampleShape.count != 3
        {
            return "--occlusion sets rows of images to 0, and its samples are vectors; expected an "
                + "evaluation without it, or --masking, which sets values of any samples to 0"
        }
        return samples.obstacle(in: model)
    }

    package func fileObstacle(for model: StageModel, results: String) -> String? {
        samples.fileObstacle(for: model)
    }

    package var namedFiles: [NamedFile] { samples.namedFiles }

    package mutating func locateFiles(_ locate: StageFiles) { samples.locateFiles(locate) }

    package var standardDirectory: String { samples.directory("evaluation") }

    package func origin(_ subject: ModelSubject) throws -> [String: String] {
        var origin = try samples.origin()
        origin["seed"] = "\(seed)"
        for sweep in sweeps {
            origin[sweep.kind.rawValue] = sweep.levels.map(\.description).joined(separator: ",")
        }
        return origin
    }

    package func title(for model: TrainedModel) -> String {
        switch model.job.objective {
        case .classifier: "Evaluation of the classifier"
        case .regression: "Evaluation of the regression"
        case .denoisingAutoencoder: "Evaluation of the denoising autoencoder"
        case .autoencoder: "Evaluation of the autoencoder"
        case .gan: "Evaluation of the GAN"
        }
    }

    package func find(_ subject: ModelSubject, in folder: inout FindingsFolder) throws {
        let model = subject.model
        let evaluated = try EvaluatedModel(model, threads: settings.threadCount)
        try Evaluation(
            evaluated, model.document.configuration, samples.load(for: subject, evaluated),
            sweeps: sweeps, seed: seed
        ).write(to: &folder)
    }
}
