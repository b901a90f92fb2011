import Datasets
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

/// A small trained classifier, and GANs that are measured by it.
enum QualityFixtures {
    private static func linear(_ units: Int) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", .literal(.int(units)))])
    }

    /// Its features are 6 numbers.
    static let classifier = ModelDescription([
        .init("encoder", [.init(.flatten), linear(24), .init(.relu), linear(6), .init(.tanh)]),
        .init("classifier", [.init(.dropout), linear(10)]),
    ])

    /// The file of a model that was trained for an epoch.
    static func file(
        objective: NetworkKind = .classifier, model: ModelDescription = classifier,
        dataset: DatasetReference = .mnist, samples: ImageDataset = Fixtures.dataset
    ) throws -> TensorFile {
        var job = Fixtures.job(objective: objective, epochs: 1)
        job.model = model
        job.dataset = dataset
        let configuration = Configuration([.init("learning_rate", .float(5e-3))])
        let keeper = CheckpointKeeper()
        let end = try NetworkObjective(dataset: samples).run(
            TrialRequest(job: job, trial: 0, configuration: configuration), observer: keeper)
        guard case .finished(.complete, _) = end else {
            throw EngineError.mismatch(layer: "fixture", reason: "\(end)")
        }
        let document = ModelDocument(
            podium: "0", job: job, trial: 0, rank: 1, configuration: configuration)
        return try TensorFile(
            decoding: ModelWeights.file(of: keeper.checkpoint, document: document, epoch: 1),
            source: "fixture")
    }

    static func network(_ file: TensorFile) throws -> FeatureNetwork {
        try FeatureNetwork(bytes: file.encoded(), sha256: "00", source: "model.safetensors")
    }

    /// A GAN whose generator ends as is said, and which is measured.
    static func job(
        epochs: Int = 3, samples: Int = 70, every: Int = 1, end: LayerKind = .tanh,
        threads: Int = 1
    ) throws -> NetworkJob {
        var job = Fixtures.job(objective: .gan, epochs: epochs)
        var model = StandardModel.description(of: .gan)
        model.parts[0].layers[model.parts[0].layers.count - 1] = .init(end)
        job.model = model
        job.metric = Metric(name: GANQuality.metric)
        job.training = TrainingDescription([Setting("latent_dimension", .literal(.int(10)))])
        job.quality = GANQuality(
            features: InputFile(path: "model.safetensors", sha256: "00", byteCount: 1),
            samples: samples, every: every)
        job.threads = threads
        return job
    }

    static let configuration = Configuration([
        .init("generator_units_1", .int(24)), .init("generator_units_2", .int(33)),
        .init("discriminator_units_1", .int(31)), .init("discriminator_units_2", .int(20)),
        .init("slope", .float(0.2)), .init("dropout", .float(0.3)),
        .init("learning_rate", .float(1e-3)), .init("l2", .float(0)),
    ])

    /// A trial's reports.
    static func run(
        _ job: NetworkJob, _ features: FeatureNetwork?, checkpoint: [UInt8]? = nil,
        observer: any TrialObserver = RecordingObserver(), dataset: ImageDataset = Fixtures.dataset
    ) throws -> ExecutionEnd {
        try GANObjective(dataset: dataset, features: features).run(
            TrialRequest(
                job: job, trial: 2, configuration: configuration, checkpoint: checkpoint),
            observer: observer)
    }

    /// The generator of a trial that has ended.
    static func generator(_ job: NetworkJob, _ checkpoint: [UInt8]) throws -> Trainer {
        let network = try JobNetwork.networks(of: job, in: configuration)[0].network
        let trainer = try Trainer(
            network: network, target: .images,
            optimizer: OptimizerSettings(.sgd, learningRate: 1), dropout: { _, _ in })
        try trainer.loadParameters(
            TensorFile(decoding: checkpoint, source: "checkpoint"), source: "checkpoint")
        return trainer
    }

    static func quality(_ job: NetworkJob, _ features: FeatureNetwork) throws -> SampleQuality {
        try SampleQuality(
            features, of: job, try #require(job.quality), test: Fixtures.dataset.test,
            codes: NoEncodedSamplesCache(), dimension: 10, isCentred: true)
    }
}

/// Keeps what the last epoch made.
///
/// `@unchecked Sendable` because the thread that trains is the one that made it and reads it.
final class CheckpointKeeper: TrialObserver, @unchecked Sendable {
    private(set) var checkpoint: [UInt8] = []
    let shouldStop = false

    func advanced(samples: Int, fraction: Double) {}
    func record(_ intermediate: IntermediateResult) {}
    func epochEnded(_ intermediate: IntermediateResult, isBest: Bool, state: () -> [UInt8]) {
        checkpoint = state()
    }
}
