import Datasets
import Embeddings
import Models
import Portable
import TrainingEngine

/// Measures the distance between a generator's samples and real ones.
///
/// It is the squared Fréchet distance between two normal distributions, fitted to the features of
/// the generated samples and of the test samples.
///
/// Source: Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash
/// equilibrium", NIPS 2017. They use the features of an Inception network and call the distance
/// FID. Here the features are those of a classifier trained on the same kind of samples, so values
/// are comparable only for the same classifier.
///
/// `FeatureDistance` of Analysis is the same distance between given images. This class generates
/// the images during training, from the job's seed.
final class SampleQuality {
    /// The number of samples generated per batch.
    private static let batchSize = 1_000

    private let settings: GANQuality
    private let epochs: Int
    private let features: Trainer
    private let real: Moments
    private let engine: EmbeddingEngine
    private let noise: LatentNoise
    /// Whether the generator's values are in -1…1 and the samples' in 0…1.
    private let isCentred: Bool
    private let samples: AlignedStorage
    private let places: [Int32]

    /// - Parameters:
    ///   - codes: caches the test samples' features across trials.
    ///   - isCentred: whether a generated value x is mapped to (x + 1) / 2.
    /// - Throws: `EngineError` if the features need samples of another shape or there are fewer
    ///   than 2 test samples; `EmbeddingError` if features aren't finite.
    init(
        _ features: FeatureNetwork, of job: NetworkJob, _ settings: GANQuality, test: ImageSet,
        codes: any EncodedSamplesCache, dimension: Int, isCentred: Bool
    ) throws {
        try features.check(sampleShape: test.sampleShape)
        guard test.count >= 2 else {
            throw EngineError.invalidSetting(
                name: "the number of test samples", found: "\(test.count)",
                expected: "at least 2, to compare generated samples with")
        }
        self.settings = settings
        self.isCentred = isCentred
        epochs = job.epochs
        let trainer = try features.trainer(threads: job.threads)
        self.features = trainer
        engine = try EmbeddingEngine()
        // All trials and epochs use the same noise.
        noise = try LatentNoise(
            generator: SeededGenerator(seed: job.seed, purpose: .evaluation), dimension: dimension,
            capacity: Self.batchSize)
        samples = AlignedStorage(floats: Self.batchSize * test.sampleSize)
        places = (0..<Int32(Self.batchSize)).map { $0 }
        let key = EncodedSamplesKey(
            encoder: features.network, weights: features.sha256, dataset: job.dataset, set: "test")
        let encoded = try codes.samples(key) { EncodedSamples(test, encoder: trainer) }
        real = try engine.moments(of: encoded.points(min(settings.samples, test.count)))
    }

    /// The distance after an epoch, or nil if it is not measured after this epoch.
    ///
    /// It is NaN if the features of the generated samples aren't finite.
    func distance(of generator: Trainer, after epoch: Int) -> Double? {
        guard settings.isMeasured(after: epoch, of: epochs) else { return nil }
        let width = features.network.output.count
        guard
            let points = try? PointMatrix(
                generatedFeatures(of: generator), count: settings.samples, dimensions: width),
            let generated = try? engine.moments(of: points)
        else { return .nan }
        do {
            return try real.frechetDistance(to: generated)
        } catch {
            preconditionFailure("both have the features of one network: \(error)")
        }
    }

    /// The features of generated samples, one sample after another.
    func generatedFeatures(of generator: Trainer) -> [Float] {
        let width = features.network.output.count
        var values = [Float](repeating: 0, count: settings.samples * width)
        values.withUnsafeMutableBufferPointer { values in
            for first in stride(from: 0, to: settings.samples, by: Self.batchSize) {
                let count = min(Self.batchSize, settings.samples - first)
                writeFeatures(
                    of: generator, first: first, count: count,
                    to: UnsafeMutableBufferPointer(
                        rebasing: values[first * width..<(first + count) * width]))
            }
        }
        return values
    }

    /// Generates samples and computes their features.
    private func writeFeatures(
        of generator: Trainer, first: Int, count: Int,
        to target: UnsafeMutableBufferPointer<Float>
    ) {
        let floats = UnsafeMutableBufferPointer(
            start: samples.floats, count: count * generator.network.output.count)
        // The index of the batch's first sample is the noise's step; epoch 0 is never trained.
        noise.withRows(count, epoch: 0, step: first) {
            generator.output(inputs: $0, into: floats)
        }
        if isCentred {
            for index in floats.indices { floats[index] = (floats[index] + 1) / 2 }
        }
        places.withUnsafeBufferPointer { places in
            features.output(
                inputs: SampleRows(
                    floats: UnsafeBufferPointer(floats),
                    indices: UnsafeBufferPointer(rebasing: places[..<count])),
                into: target)
        }
    }
}

extension EncodedSamples {
    /// The codes of the first `count` samples.
    fileprivate func points(_ count: Int) throws(EmbeddingError) -> PointMatrix {
        try PointMatrix(values(count), count: count, dimensions: size)
    }
}
