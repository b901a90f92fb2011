import Datasets
import Foundation
import Models
import Portable
import StudyModel
import Testing
import TrainingEngine

@testable import Objectives

@Suite("The quality of a GAN's samples")
struct SampleQualityTests {
    private let features: FeatureNetwork

    init() throws { features = try QualityFixtures.network(QualityFixtures.file()) }

    private func reports(_ job: NetworkJob, checkpoint: [UInt8]? = nil) throws
        -> [IntermediateResult]
    {
        let end = try QualityFixtures.run(job, features, checkpoint: checkpoint)
        guard case .finished(.complete(let outcome), let intermediateResults) = end else {
            Issue.record("not complete: \(end)")
            return []
        }
        #expect(outcome == intermediateResults.last?.metrics)
        return intermediateResults
    }

    private func distances(_ intermediateResults: [IntermediateResult]) -> [Double?] {
        intermediateResults.map { $0.metrics[GANQuality.metric] }
    }

    @Test("It is the distance that SciPy finds between the features of generated and test samples")
    func golden() throws {
        let job = try QualityFixtures.job()
        let keeper = CheckpointKeeper()
        let end = try QualityFixtures.run(job, features, observer: keeper)
        guard case .finished(.complete(let metrics), _) = end else {
            Issue.record("not complete: \(end)")
            return
        }
        let generator = try QualityFixtures.generator(job, keeper.checkpoint)
        let quality = try QualityFixtures.quality(job, features)
        let test = Fixtures.dataset.test
        let real = EncodedSamples(test, encoder: try features.trainer(threads: 1))
        let goldens = QualityGoldens()
        if QualityGoldens.isRecording {
            return try goldens.record([
                "generated": quality.generatedFeatures(of: generator),
                "real": real.values(test.count),
            ])
        }
        #expect(quality.generatedFeatures(of: generator) == (try goldens.features("generated")))
        #expect(real.values(test.count) == (try goldens.features("real")))
        let distance = try #require(metrics[GANQuality.metric])
        let expected = try goldens.distance()
        #expect(abs(distance - expected) < 1e-9 * expected, "\(distance), SciPy: \(expected)")
    }

    @Test("It has the same bits for any number of threads")
    func threads() throws {
        let alone = try reports(QualityFixtures.job(samples: 300))
        for threads in [2, 3] {
            #expect(try reports(QualityFixtures.job(samples: 300, threads: threads)) == alone)
        }
    }

    @Test("It has the same bits where a trial was interrupted")
    func resume() throws {
        let job = try QualityFixtures.job(every: 2)
        let whole = try reports(job)
        for steps in [0, 1, 3, 5, 8] {
            let end = try QualityFixtures.run(
                job, features, observer: RecordingObserver(stopAfter: steps))
            guard case .stopped(let checkpoint) = end else {
                Issue.record("not stopped: \(end)")
                return
            }
            #expect(try reports(job, checkpoint: checkpoint) == whole)
        }
    }

    @Test("It is measured each so many epochs, and after the last", arguments: 1...5)
    func every(epochs: Int) throws {
        let job = try QualityFixtures.job(epochs: 4, every: epochs)
        let found = distances(try reports(job))
        let all = distances(try reports(QualityFixtures.job(epochs: 4)))
        for epoch in 1...4 {
            let isMeasured = epoch % epochs == 0 || epoch == 4
            #expect(found[epoch - 1] == (isMeasured ? all[epoch - 1] : nil))
        }
    }

    @Test("It changes nothing in the training that it measures")
    func untouched() throws {
        var job = try QualityFixtures.job()
        let measured = try reports(job).map { intermediate in
            intermediate.metrics.filter { $0.key != GANQuality.metric }
        }
        job.quality = nil
        job.metric = Metric(name: "generator_loss")
        #expect(try reports(job).map(\.metrics) == measured)
    }

    @Test("Every epoch and every trial is measured on the same noise")
    func noise() throws {
        let job = try QualityFixtures.job(epochs: 9)
        let keeper = CheckpointKeeper()
        _ = try QualityFixtures.run(job, features, observer: keeper)
        let generator = try QualityFixtures.generator(job, keeper.checkpoint)
        let quality = try QualityFixtures.quality(job, features)
        let first = try #require(quality.distance(of: generator, after: 1))
        #expect(quality.distance(of: generator, after: 7) == first)
        let another = try QualityFixtures.quality(job, features)
        #expect(another.distance(of: generator, after: 7) == first)
        var other = job
        other.seed += 1
        let elsewhere = try QualityFixtures.quality(other, features)
        #expect(elsewhere.distance(of: generator, after: 1) != first)
    }

    @Test("Samples are compared on the real ones' scale", arguments: [LayerKind.tanh, .sigmoid])
    func scale(end: LayerKind) throws {
        let job = try QualityFixtures.job(epochs: 1, samples: 1_030, end: end)
        let keeper = CheckpointKeeper()
        _ = try QualityFixtures.run(job, features, observer: keeper)
        let generator = try QualityFixtures.generator(job, keeper.checkpoint)
        let objective = GANObjective(dataset: Fixtures.dataset, features: features)
        let quality = try #require(try objective.quality(of: job, generator.network, 10))
        let found = quality.generatedFeatures(of: generator)
        // The last samples are of the second batch of noise.
        let noise = try LatentNoise(
            generator: SeededGenerator(seed: job.seed, purpose: .evaluation), dimension: 10,
            capacity: 30)
        var images = [Float](repeating: 0, count: 30 * 784)
        noise.withRows(30, epoch: 0, step: 1_000) { rows in
            images.withUnsafeMutableBufferPointer { generator.output(inputs: rows, into: $0) }
        }
        if end == .tanh { images = images.map { ($0 + 1) / 2 } }
        #expect(images.allSatisfy { (0...1).contains($0) })
        let trainer = try features.trainer(threads: 1)
        var expected = [Float](repeating: 0, count: 30 * 6)
        let places = (0..<Int32(30)).map { $0 }
        images.withUnsafeBufferPointer { images in
            places.withUnsafeBufferPointer { places in
                expected.withUnsafeMutableBufferPointer {
                    trainer.output(
                        inputs: SampleRows(floats: images, indices: places), into: $0)
                }
            }
        }
        #expect(Array(found.suffix(30 * 6)) == expected)
    }

    @Test("Without test samples, or without its features, a trial says why it failed")
    func failures() throws {
        let job = try QualityFixtures.job()
        let bare = ImageDataset(
            training: Fixtures.dataset.training, test: Fixtures.images(count: 1))
        let ends = [
            try QualityFixtures.run(job, features, dataset: bare),
            try QualityFixtures.run(job, nil),
        ]
        let reasons = ends.map { end -> String in
            guard case .finished(.failed(let reason), _) = end else { return "\(end)" }
            return reason
        }
        #expect(
            reasons == [
                "the number of test samples is 1; it must be at least 2, to compare generated "
                    + "samples with",
                "model.safetensors: the objective was made without it; the job's quality needs it",
            ])
    }
}
