import Datasets
import Models
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite("A generator against a discriminator")
struct GANTests {
    private let objective = GANObjective(dataset: Fixtures.dataset)

    private static let configuration = Configuration([
        .init("generator_units_1", .int(24)), .init("generator_units_2", .int(33)),
        .init("discriminator_units_1", .int(31)), .init("discriminator_units_2", .int(20)),
        .init("slope", .float(0.2)), .init("dropout", .float(0.3)),
        .init("learning_rate", .float(1e-3)), .init("l2", .float(0)),
    ])

    private static func job(epochs: Int = 3) -> NetworkJob {
        var job = Fixtures.job(objective: .gan, epochs: epochs)
        job.metric = Metric(name: "generator_loss")
        job.training = TrainingDescription([
            Setting("latent_dimension", .literal(.int(10))),
            Setting("discriminator.learning_rate", .literal(.float(5e-4))),
        ])
        return job
    }

    private func finish(_ request: TrialRequest) throws -> [IntermediateResult] {
        let end = try objective.run(request, observer: RecordingObserver())
        guard case .finished(.complete, let intermediateResults) = end else {
            Issue.record("not complete: \(end)")
            return []
        }
        return intermediateResults
    }

    private func request(
        _ job: NetworkJob = job(), trial: Int = 2, checkpoint: [UInt8]? = nil
    ) -> TrialRequest {
        TrialRequest(
            job: job, trial: trial, configuration: Self.configuration, checkpoint: checkpoint)
    }

    @Test("Each network starts from its part of a file, and the other one from random weights")
    func pretrained() throws {
        var job = Self.job()
        let networks = try JobNetwork.networks(of: job, in: Self.configuration)
        var bytes = TensorFile()
        for view in networks.flatMap(\.network.parameters) {
            bytes.tensors.append(
                TensorFile.Tensor(
                    name: view.name, shape: view.shape,
                    values: (0..<view.count).map { Float($0 % 7) / 100 + 0.001 }))
        }
        let file = try PretrainedFile(bytes: bytes.encoded(), sha256: "00", source: "gan")
        let loading = GANObjective(dataset: Fixtures.dataset, pretrained: file)
        func start(_ parts: [String]) throws -> [String: [Float]] {
            job.pretrained = PretrainedWeights(
                file: InputFile(path: "gan", sha256: "00", byteCount: 1), parts: parts,
                isFrozen: false)
            let session = try loading.session(for: request(job))
            return Dictionary(
                uniqueKeysWithValues: session.checkpoint.tensors.map { ($0.name, $0.values) })
        }
        let given = Dictionary(uniqueKeysWithValues: bytes.tensors.map { ($0.name, $0.values) })
        for parts in [["generator"], ["discriminator"], ["generator", "discriminator"]] {
            let found = try start(parts)
            for (name, values) in given {
                let isLoaded = parts.contains { name.hasPrefix($0 + ".") }
                #expect((found[name] == values) == isLoaded, "\(parts) \(name)")
            }
        }
    }

    @Test("Both losses are reported after each epoch, and a trial is a function of its number")
    func losses() throws {
        let intermediateResults = try finish(request())
        #expect(intermediateResults.count == 3)
        for intermediate in intermediateResults {
            // Both of its steps at pure chance would add up to 2 ln 2.
            let judge = try #require(intermediate.metrics["discriminator_loss"])
            let forger = try #require(intermediate.metrics["generator_loss"])
            #expect((0.01...4).contains(judge))
            #expect((0.1...6).contains(forger))
        }
        #expect(try finish(request()) == intermediateResults)
        #expect(try finish(request(trial: 3)) != intermediateResults)
    }

    @Test("The discriminator tells real from generated better as it learns")
    func learns() throws {
        let intermediateResults = try finish(request(Self.job(epochs: 12)))
        let losses = try intermediateResults.map { try #require($0.metrics["discriminator_loss"]) }
        #expect(losses[11] < losses[0])
    }

    @Test("A trial stopped anywhere resumes with the bits of an uninterrupted one")
    func resume() throws {
        let whole = try finish(request())
        for steps in [0, 1, 4, 8] {
            let end = try objective.run(request(), observer: RecordingObserver(stopAfter: steps))
            guard case .stopped(let checkpoint) = end else {
                Issue.record("not stopped: \(end)")
                return
            }
            #expect(try finish(request(checkpoint: checkpoint)) == whole)
        }
    }

    @Test("Each network has its own learning rate")
    func rates() throws {
        var job = Self.job()
        job.training.settings[1].value = .literal(.float(5e-3))
        #expect(try finish(request(job)) != finish(request()))
    }
}
