import Datasets
import StudyModel
import TrainingEngine

/// A generator and a discriminator that train against each other.
///
/// For each batch of samples: a step of the discriminator on them, one on as many generated ones,
/// and a step of the generator on those. The discriminator's loss is the sum of both its steps'.
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
        // Samples are to have the values that the generator can make.
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

    /// The losses say how the two compare; how good the samples are only the quality does.
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

/// Normal numbers that a generator makes samples of.
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

    /// Draws vectors that depend on epoch and step alone, and hands them on.
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
    /// What a generator's samples that are bytes stand for.
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
