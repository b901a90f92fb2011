import Datasets
import Embeddings
import StudyModel
import TrainingEngine

/// Measures how far a generator's samples are from real ones.
///
/// The squared Fréchet distance between normal distributions that are fitted to the features of
/// generated samples and of the test samples.
///
/// Source: Heusel et al., "GANs trained by a two time-scale update rule converge to a local Nash
/// equilibrium", NIPS 2017. They take the features of an Inception network, and so call it FID;
/// here they are those of a classifier that was trained on samples of the same kind, so that values
/// can be compared for one classifier only.
///
/// Analysis' `FeatureDistance` is the same distance of images that are at hand; this one makes them
/// within training, and keeps to the trial's random numbers.
final class SampleQuality {
    /// How many samples are generated at a time.
    private static let batchSize = 1_000

    private let settings: GANQuality
    private let epochs: Int
    private let features: Trainer
    private let real: Moments
    private let engine: EmbeddingEngine
    private let noise: LatentNoise
    /// Whether the generator's values are from -1 to 1 where the samples' are from 0 to 1.
    private let isCentred: Bool
    private let samples: AlignedStorage
    private let places: [Int32]

    /// - Parameters:
    ///   - codes: keeps the test samples' features for one trial after another.
    ///   - isCentred: whether a generated value x stands for (x + 1) / 2.
    /// - Throws: `EngineError` where the features are of other samples or there are too few test
    ///   samples; `EmbeddingError` where features aren't finite.
    init(
        _ features: FeatureNetwork, of job: Job, _ settings: GANQuality, test: ImageSet,
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
        // The same noise for all trials, after each epoch.
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

    /// The distance after an epoch, or nil where none is asked for.
    ///
    /// It is not a number where the generator's samples have features that aren't finite.
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

    /// The features of generated samples, one after another.
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

    /// Generates samples, and works out their features.
    private func writeFeatures(
        of generator: Trainer, first: Int, count: Int,
        to target: UnsafeMutableBufferPointer<Float>
    ) {
        let floats = UnsafeMutableBufferPointer(
            start: samples.floats, count: count * generator.network.output.count)
        // A batch's first sample is to noise what a step is in training; epoch 0 comes before it.
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
    /// The codes of the first samples.
    fileprivate func points(_ count: Int) throws(EmbeddingError) -> PointMatrix {
        try PointMatrix(values(count), count: count, dimensions: size)
    }
}
