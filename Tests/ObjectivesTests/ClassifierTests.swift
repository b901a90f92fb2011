import Datasets
import Models
import Portable
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite("A classifier on a trained encoder")
struct ClassifierTests {
    private static let space = Configuration([
        .init("encoding_dimension", .int(5)), .init("hidden_units", .int(19)),
        .init("classifier_units", .int(24)), .init("dropout", .float(0.1)),
        .init("optimizer", .text("Adam")), .init("learning_rate", .float(5e-3)),
        .init("l2", .float(1e-5)),
    ])

    /// An encoder as a safetensors file: random weights tell right from wrong as well as trained
    /// ones.
    private static func pretrained() throws -> PretrainedFile {
        let model = StandardModel.description(of: .autoencoder)
        let network = try model.network(
            of: ["encoder", "decoder"], input: .image(channels: 1, height: 28, width: 28),
            in: space)
        let trainer = try Trainer(
            network: network, optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        let generator = SeededGenerator(seed: 99, purpose: .tests)
        trainer.initialise { generator.uniform(step: $0, index: $1) }
        return try PretrainedFile(
            bytes: trainer.checkpoint().encoded(), sha256: "00", source: "encoder.safetensors")
    }

    private static func job(isFrozen: Bool = true) throws -> NetworkJob {
        var job = Fixtures.job(objective: .classifier)
        let encoder = try #require(StandardModel.description(of: .autoencoder)["encoder"])
        let head = try #require(StandardModel.description(of: .classifier)["classifier"])
        job.model = ModelDescription([encoder, head])
        job.pretrained = PretrainedWeights(
            file: InputFile(path: "encoder.safetensors", sha256: "00", byteCount: 1),
            parts: ["encoder"], isFrozen: isFrozen)
        return job
    }

    private func finish(
        _ objective: NetworkObjective, _ job: NetworkJob, checkpoint: [UInt8]? = nil
    ) throws -> [IntermediateResult] {
        let request = TrialRequest(
            job: job, trial: 1, configuration: Self.space, checkpoint: checkpoint)
        let end = try objective.run(request, observer: RecordingObserver())
        guard case .finished(.complete, let intermediateResults) = end else {
            Issue.record("not complete: \(end)")
            return []
        }
        return intermediateResults
    }

    @Test("It reports losses and an accuracy, and learns the labels")
    func learns() throws {
        let objective = NetworkObjective(
            dataset: Fixtures.dataset, pretrained: try Self.pretrained())
        var job = try Self.job()
        job.epochs = 200
        let intermediateResults = try finish(objective, job)
        #expect(intermediateResults.count == 200)
        let accuracies = try intermediateResults.map {
            try #require($0.metrics["validation_accuracy"])
        }
        #expect(accuracies.allSatisfy { (0...1).contains($0) })
        let losses = try intermediateResults.map { try #require($0.metrics["train_loss"]) }
        #expect(losses[199] < 0.96 * losses[0])
    }

    @Test("Codes worked out once give the numbers of codes worked out for every batch")
    func codes() throws {
        let pretrained = try Self.pretrained()
        let job = try Self.job()
        let request = TrialRequest(job: job, trial: 1, configuration: Self.space)
        let cached = try NetworkObjective(dataset: Fixtures.dataset, pretrained: pretrained)
            .session(for: request)
        let model = job.modelInUse
        let data = try TrialData(Fixtures.dataset, of: job)
        let encoder = try model.network(of: ["encoder"], input: data.shape, in: Self.space)
        let head = try model.network(
            of: ["classifier"], input: encoder.output, in: Self.space)
        let plan = try TrainingPlan(job: job, configuration: Self.space)
        let settings = TrialSettings(request, plan: plan)
        let frozen = try Trainer(
            network: encoder, target: .images,
            optimizer: OptimizerSettings(.adam, learningRate: 1))
        try pretrained.load(["encoder"], into: frozen)
        let trainer = try settings.trainer(head, plan)
        let learner = EncodingLearner(data: data, encoder: frozen, head: trainer)
        let plain = TrialSession(
            settings: settings, learner: learner, costs: try ModelCost(of: job, in: Self.space))
        guard
            case .finished(_, let expected) = plain.run(observer: RecordingObserver()),
            case .finished(_, let found) = cached.run(observer: RecordingObserver())
        else {
            Issue.record("not finished")
            return
        }
        #expect(found.map { $0.metrics["train_loss"] } == expected.map { $0.metrics["train_loss"] })
        #expect(cached.checkpoint.tensors == plain.checkpoint.tensors)
    }

    @Test("Trials share the codes of their encoder")
    func cache() throws {
        let cache = CountingCache()
        let objective = NetworkObjective(
            dataset: Fixtures.dataset, pretrained: try Self.pretrained(), codes: cache)
        let first = try finish(objective, try Self.job())
        #expect(try finish(objective, try Self.job()) == first)
        #expect(cache.made == 1)
    }

    @Test("An encoder that isn't frozen begins with the file's weights, and changes")
    func unfrozen() throws {
        let pretrained = try Self.pretrained()
        let objective = NetworkObjective(dataset: Fixtures.dataset, pretrained: pretrained)
        let job = try Self.job(isFrozen: false)
        let request = TrialRequest(job: job, trial: 1, configuration: Self.space)
        let session = try objective.session(for: request)
        let name = "encoder.0.weight"
        let before = try #require(session.checkpoint[name]).values
        let expected = try #require(try Self.pretrainedTensor(name))
        #expect(before == expected)
        _ = session.run(observer: RecordingObserver())
        #expect(try #require(session.checkpoint[name]).values != before)
    }

    private static func pretrainedTensor(_ name: String) throws -> [Float]? {
        let trainer = try Trainer(
            network: try Network(
                input: .image(channels: 1, height: 28, width: 28),
                layers: StandardModel.description(of: .autoencoder)
                    .layers(of: "encoder", in: space)),
            loss: .meanSquaredError, target: .images,
            optimizer: OptimizerSettings(.adam, learningRate: 1))
        try pretrained().load(["encoder"], into: trainer)
        return trainer.parameter(name)
    }

    @Test("A file without the encoder's tensors fails the trial in words")
    func missingTensors() throws {
        let empty = try PretrainedFile(
            bytes: TensorFile().encoded(), sha256: "00", source: "empty.safetensors")
        let objective = NetworkObjective(dataset: Fixtures.dataset, pretrained: empty)
        let request = TrialRequest(job: try Self.job(), trial: 0, configuration: Self.space)
        let end = try objective.run(request, observer: RecordingObserver())
        guard case .finished(.failed(let reason), _) = end else {
            Issue.record("not failed: \(end)")
            return
        }
        #expect(reason.contains("empty.safetensors"))
        #expect(reason.contains("encoder.0.weight"))
    }

    @Test("A trial with dropout that is stopped anywhere resumes with the same bits")
    func resume() throws {
        let objective = NetworkObjective(
            dataset: Fixtures.dataset, pretrained: try Self.pretrained())
        let job = try Self.job()
        let whole = try finish(objective, job)
        for steps in [1, 4, 7] {
            let request = TrialRequest(job: job, trial: 1, configuration: Self.space)
            let end = try objective.run(request, observer: RecordingObserver(stopAfter: steps))
            guard case .stopped(let checkpoint) = end else {
                Issue.record("not stopped: \(end)")
                return
            }
            #expect(try finish(objective, job, checkpoint: checkpoint) == whole)
        }
    }
}

/// Encodes every batch anew.
private final class EncodingLearner: Learner {
    let trainingSamples: [Int32]
    let sumNames = ["train_loss"]
    private let data: TrialData
    private let encoder: Trainer
    private let head: Trainer

    init(data: TrialData, encoder: Trainer, head: Trainer) {
        self.data = data
        self.encoder = encoder
        self.head = head
        trainingSamples = data.trainingSamples
    }

    func setLearningRates(_ position: TrainingPosition, history: [Double]) {}

    func train(_ batch: TrainingBatch, sums: UnsafeMutableBufferPointer<Double>) {
        let size = encoder.network.output.count
        var codes = [Float](repeating: 0, count: size * batch.samples.count)
        codes.withUnsafeMutableBufferPointer {
            encoder.output(inputs: data.training.rows(batch.samples), into: $0)
        }
        let places = (0..<Int32(batch.samples.count)).map { $0 }
        codes.withUnsafeBufferPointer { codes in
            places.withUnsafeBufferPointer { places in
                sums[0] += head.step(
                    inputs: SampleRows(floats: codes, indices: places),
                    targets: data.training.labelRows(batch.samples))
            }
        }
    }

    func evaluate(after epoch: Int) -> [String: Double] { [:] }

    func checkpoint(metadata: [String: String]) -> TensorFile {
        head.checkpoint(metadata: metadata)
    }

    func restore(_ file: TensorFile, source: String) throws(EngineError) {
        try head.restore(file, source: source)
    }
}

/// Counts how often codes are made.
///
/// `@unchecked Sendable` because the test uses it on one thread.
private final class CountingCache: EncodedSamplesCache, @unchecked Sendable {
    private var known: [EncodedSamplesKey: EncodedSamples] = [:]
    private(set) var made = 0

    func samples(
        _ key: EncodedSamplesKey, make: () throws -> EncodedSamples
    ) throws -> EncodedSamples {
        if let found = known[key] { return found }
        made += 1
        let samples = try make()
        known[key] = samples
        return samples
    }
}
