import Datasets
import StudyModel
import TrainingEngine

/// Trains one network: an autoencoder, a denoising autoencoder, a classifier or a regression.
final class NetworkLearner: Learner {
    /// The network's input.
    enum Inputs {
        case samples
        /// Corrupted differently in each epoch; the validation samples always in the same way.
        case corrupted(training: CorruptedBatch, validation: CorruptedBatch)
        /// A frozen encoder's codes of the training and the validation set.
        case codes(training: EncodedSamples, validation: EncodedSamples)
    }

    let trainingSamples: [Int32]
    let sumNames = ["train_loss"]
    private let data: TrialData
    private let inputs: Inputs
    private let trainer: Trainer
    private let schedule: ScheduledRate?
    /// The factor from a sum of weighted losses, divided by the number of samples, to their
    /// weighted mean: 1 without class weights.
    private let lossFactor: Double
    /// The scales of the numbers that a regression predicts, and their names; nil for others.
    private let predicted: (scales: [TableEncoding.Scale], names: [String])?

    init(
        data: TrialData, inputs: Inputs, trainer: Trainer, schedule: ScheduledRate?,
        predicted: (scales: [TableEncoding.Scale], names: [String])? = nil
    ) {
        self.predicted = predicted
        self.data = data
        self.inputs = inputs
        self.trainer = trainer
        self.schedule = schedule
        trainingSamples = data.trainingSamples
        lossFactor =
            trainer.classWeights.isEmpty
            ? 1
            : data.trainingSamples.withUnsafeBufferPointer {
                Double($0.count) / trainer.weight(of: data.training.labelRows($0))
            }
    }

    func setLearningRates(_ position: TrainingPosition, history: [Double]) {
        guard let schedule else { return }
        trainer.learningRate = schedule.rate(at: position, history: history)
    }

    func train(_ batch: TrainingBatch, sums: UnsafeMutableBufferPointer<Double>) {
        let targets = targets(batch.samples, of: data.training)
        switch inputs {
        case .samples:
            sums[0] +=
                lossFactor
                * trainer.step(inputs: data.training.rows(batch.samples), targets: targets)
        case .corrupted(let room, _):
            sums[0] += room.withRows(batch.samples, of: data.training, epoch: batch.epoch) {
                trainer.step(inputs: $0, targets: targets)
            }
        case .codes(let codes, _):
            sums[0] +=
                lossFactor * trainer.step(inputs: codes.rows(batch.samples), targets: targets)
        }
    }

    func evaluate(after epoch: Int) -> [String: Double] {
        data.validationSamples.withUnsafeBufferPointer { samples in
            var metrics = ["validation_loss": validationLoss(samples)]
            if trainer.target == .labels {
                metrics["validation_accuracy"] = accuracy(samples)
            }
            if let predicted {
                metrics.merge(
                    errors(samples, predicted.scales).metrics(names: predicted.names)
                ) { $1 }
            }
            return metrics
        }
    }

    func checkpoint(metadata: [String: String]) -> TensorFile {
        trainer.checkpoint(metadata: metadata)
    }

    func restore(_ file: TensorFile, source: String) throws(EngineError) {
        try trainer.restore(file, source: source)
    }

    private func targets(
        _ samples: UnsafeBufferPointer<Int32>, of set: ImageSet
    ) -> SampleRows? {
        switch trainer.target {
        case .input: nil
        case .images where predicted != nil: set.targetRows(samples)
        case .images: set.rows(samples)
        case .labels: set.labelRows(samples)
        }
    }

    // MARK: Validation

    private func validationLoss(_ samples: UnsafeBufferPointer<Int32>) -> Double {
        var total = 0.0
        forEachValidationBatch(samples) { samples, inputs in
            total +=
                Double(samples.count)
                * trainer.evaluate(inputs: inputs, targets: targets(samples, of: data.validation))
        }
        return total / Double(samples.count)
    }

    /// The fraction of samples whose largest output is that of their label.
    private func accuracy(_ samples: UnsafeBufferPointer<Int32>) -> Double {
        var right = 0
        forEachValidationBatch(samples) { samples, inputs in
            trainer.forEachOutput(inputs: inputs) { place, output in
                let label = Int(data.validation.labels[Int(samples[place])])
                // The first of equal outputs, as in torch.argmax.
                var best = 0
                for candidate in output.indices where output[candidate] > output[best] {
                    best = candidate
                }
                if best == label { right += 1 }
            }
        }
        return Double(right) / Double(samples.count)
    }

    /// The errors of a regression's predictions.
    private func errors(
        _ samples: UnsafeBufferPointer<Int32>, _ scales: [TableEncoding.Scale]
    ) -> RegressionErrors {
        let width = scales.count
        var predictions: [Float] = []
        predictions.reserveCapacity(samples.count * width)
        forEachValidationBatch(samples) { _, inputs in
            trainer.forEachOutput(inputs: inputs) { predictions += $1 }
        }
        let targets = data.validation.targets
        return RegressionErrors(
            predictions: predictions,
            truths: samples.flatMap { sample in
                targets[Int(sample) * width..<(Int(sample) + 1) * width]
            }, scales: scales)
    }

    /// Calls `body` with all samples and their inputs, in batches if the inputs need a buffer.
    private func forEachValidationBatch(
        _ samples: UnsafeBufferPointer<Int32>,
        _ body: (UnsafeBufferPointer<Int32>, SampleRows) -> Void
    ) {
        switch inputs {
        case .samples: body(samples, data.validation.rows(samples))
        case .codes(_, let codes): body(samples, codes.rows(samples))
        case .corrupted(_, let room):
            // The size is fixed, so that sums don't depend on the training batch size.
            for first in stride(from: 0, to: samples.count, by: CorruptedBatch.validationSize) {
                let end = min(first + CorruptedBatch.validationSize, samples.count)
                let part = UnsafeBufferPointer(rebasing: samples[first..<end])
                // Epoch 0 is before training, so the noise is the same after every epoch.
                room.withRows(part, of: data.validation, epoch: 0) { body(part, $0) }
            }
        }
    }
}

/// A learning rate that follows a schedule.
struct ScheduledRate: Sendable, Hashable {
    var schedule: LearningRateSchedule
    var base: Double
    /// Whether the schedule counts training steps, not epochs.
    var countsSteps: Bool

    func rate(at position: TrainingPosition, history: [Double]) -> Double {
        schedule.rate(
            base: base, at: countsSteps ? position.steps : position.epochs, history: history)
    }
}
