import Datasets
import Models
import Portable
import TrainingEngine

/// Trains a generator and a discriminator against each other.
///
/// Each batch takes three steps: one of the discriminator on real samples, one of the discriminator
/// on the same number of generated samples, and one of the generator on those. The discriminator's
/// loss is the sum over its two steps.
final class GANLearner: Learner {
    let trainingSamples: [Int32]
    let sumNames = ["discriminator_loss", "generator_loss"]
    private let data: TrialData
    private let trainer: AdversarialTrainer
    private let range: SampleRows.ByteRange
    private let schedules: (generator: ScheduledRate?, discriminator: ScheduledRate?)
    private let noise: LatentNoise
    private let quality: SampleQuality?

    init(
        data: TrialData, trainer: AdversarialTrainer,
        schedules: (generator: ScheduledRate?, discriminator: ScheduledRate?), noise: LatentNoise,
        quality: SampleQuality?
    ) {
        self.data = data
        self.trainer = trainer
        self.schedules = schedules
        self.noise = noise
        self.quality = quality
        // Real samples must have the generator's range of values.
        range = trainer.generator.network.sampleRange
        trainingSamples = data.trainingSamples
    }

    func setLearningRates(_ position: TrainingPosition, history: [Double]) {
        if let schedule = schedules.generator {
            trainer.generator.learningRate = schedule.rate(at: position, history: history)
        }
        if let schedule = schedules.discriminator {
            trainer.discriminator.learningRate = schedule.rate(at: position, history: history)
        }
    }

    func train(_ batch: TrainingBatch, sums: UnsafeMutableBufferPointer<Double>) {
        sums[0] += trainer.trainDiscriminator(
            real: data.training.rows(batch.samples, range: range))
        noise.withRows(batch.samples.count, epoch: batch.epoch, step: batch.firstSample) {
            sums[0] += trainer.trainDiscriminator(noise: $0)
            sums[1] += trainer.trainGenerator()
        }
    }

    /// Measures the quality metric, because the losses only compare the two networks.
    func evaluate(after epoch: Int) -> [String: Double] {
        guard let distance = quality?.distance(of: trainer.generator, after: epoch) else {
            return [:]
        }
        return [GANQuality.metric: distance]
    }

    func checkpoint(metadata: [String: String]) -> TensorFile {
        trainer.checkpoint(metadata: metadata)
    }

    func restore(_ file: TensorFile, source: String) throws(EngineError) {
        try trainer.restore(file, source: source)
    }
}

/// Normally distributed noise: the inputs of a generator.
final class LatentNoise {
    private let numbers: RandomNumbers
    private let dimension: Int
    private let storage: AlignedStorage
    private let places: [Int32]

    init(generator: SeededGenerator, dimension: Int, capacity: Int) throws(EngineError) {
        numbers = try RandomNumbers(key: generator.keyWords)
        self.dimension = dimension
        storage = AlignedStorage(floats: capacity * dimension)
        places = (0..<Int32(capacity)).map { $0 }
    }

    /// Draws vectors that depend only on epoch and step, and calls `body` with them.
    func withRows(_ count: Int, epoch: Int, step: Int, _ body: (SampleRows) -> Void) {
        precondition(count <= places.count, "\(count) vectors, room for \(places.count)")
        numbers.fillNormals(
            UnsafeMutableBufferPointer(
                start: storage.floats, count: (count * dimension + 15) / 16 * 16),
            deviation: 1, epoch: epoch, step: step)
        places.withUnsafeBufferPointer { places in
            body(
                SampleRows(
                    floats: UnsafeBufferPointer(start: storage.floats, count: count * dimension),
                    indices: UnsafeBufferPointer(rebasing: places[..<count])))
        }
    }
}

extension Network {
    /// The range that bytes map to, to match the values of this generator.
    var sampleRange: SampleRows.ByteRange { endsInTanh ? .minusOneToOne : .zeroToOne }

    private var endsInTanh: Bool {
        // Flatten and Unflatten change no values.
        let last = layers.last { named in
            switch named.layer {
            case .flatten, .unflatten: false
            default: true
            }
        }
        return last?.layer == .tanh
    }
}
