import Datasets
import StudyModel
import TrainingEngine

/// One attempt at a trial of the autoencoder: the trainer, the data and how far it is.
final class AutoencoderSession {
    private let settings: AutoencoderSettings
    /// Held as long as their pixels are used.
    private let training: ImageSet
    private let validation: ImageSet
    private let trainingSamples: [Int32]
    private let validationSamples: [Int32]
    private let trainer: Trainer
    private var progress = TrainingProgress()

    /// - Throws: `EngineError` where the network does not fit the images, or the processor the
    ///   engine.
    init(settings: AutoencoderSettings, dataset: ImageDataset) throws(EngineError) {
        self.settings = settings
        let split = SampleSplit(count: dataset.training.count, split: settings.split)
        training = dataset.training
        trainingSamples = split.training
        switch settings.split.validation {
        case .holdOut:
            validation = dataset.training
            validationSamples = split.validation
        case .testSet:
            validation = dataset.test
            validationSamples = (0..<Int32(dataset.test.count)).map { $0 }
        }
        for (name, count) in [
            ("training samples", trainingSamples.count),
            ("validation samples", validationSamples.count), ("epochs", settings.epochs),
            ("batch size", settings.batchSize),
        ] where count < 1 {
            throw .invalidSetting(name: name, found: "\(count)", expected: "at least 1")
        }
        let network = try AutoencoderModel.network(
            input: .image(
                channels: training.channels, height: training.height, width: training.width),
            encodingDimension: settings.encodingDimension, hiddenUnits: settings.hiddenUnits)
        trainer = try Trainer(network: network, optimizer: settings.optimizer)
        let generator = SeededGenerator(
            seed: settings.seed, trial: settings.trial, purpose: .weightInitialisation)
        trainer.initialise { tensor, element in generator.uniform(step: tensor, index: element) }
    }

    /// Goes on from another attempt's checkpoint.
    ///
    /// - Throws: `EngineError.badCheckpoint` where it is damaged or of another trial.
    func resume(from checkpoint: [UInt8]) throws(EngineError) {
        let source = "the checkpoint of trial \(settings.trial)"
        let file = try TensorFile(decoding: checkpoint, source: source)
        let progress = try TrainingProgress(metadata: file.metadata, source: source)
        try trainer.restore(file, source: source)
        self.progress = progress
    }

    /// Trains to the last epoch, or until the observer asks to stop.
    func run(observer: any TrialObserver) -> ExecutionEnd {
        while progress.epoch <= settings.epochs {
            let order = BatchOrder.samples(
                trainingSamples, seed: settings.seed, trial: settings.trial, epoch: progress.epoch)
            if let failure = trainEpoch(order, observer: observer) {
                return .finished(.failed(reason: failure), reports: progress.reports)
            }
            if progress.sample < order.count { return .stopped(checkpoint: checkpoint()) }
            let trainLoss = progress.lossSum / Double(order.count)
            let validationLoss = validation.pixels.withValidation(of: validationSamples) {
                trainer.evaluate(pixels: $0, sampleIndices: $1)
            }
            guard validationLoss.isFinite else {
                return .finished(
                    .failed(
                        reason: "validation loss became \(Self.words(validationLoss)) in epoch "
                            + "\(progress.epoch) of \(settings.epochs)"),
                    reports: progress.reports)
            }
            let report = Report(
                epoch: progress.epoch,
                metrics: ["train_loss": trainLoss, "validation_loss": validationLoss])
            progress.finishEpoch(report)
            observer.report(report)
        }
        let metrics = progress.reports.last?.metrics ?? [:]
        return .finished(.complete(metrics: metrics), reports: progress.reports)
    }

    /// Trains on the rest of an epoch's samples, until done or asked to stop.
    ///
    /// Returns why the trial failed, or nil.
    private func trainEpoch(_ order: [Int32], observer: any TrialObserver) -> String? {
        order.withUnsafeBufferPointer { order -> String? in
            while progress.sample < order.count {
                if observer.shouldStop { return nil }
                let end = min(progress.sample + settings.batchSize, order.count)
                let batch = UnsafeBufferPointer(rebasing: order[progress.sample..<end])
                let loss = trainer.step(pixels: training.pixels, sampleIndices: batch)
                guard loss.isFinite else {
                    return "training loss became \(Self.words(loss)) in epoch \(progress.epoch) of "
                        + "\(settings.epochs), at sample \(progress.sample)"
                }
                progress.lossSum += loss
                progress.sample = end
                let epochs = Double(progress.epoch - 1) + Double(end) / Double(order.count)
                observer.advanced(
                    samples: batch.count, fraction: epochs / Double(settings.epochs))
            }
            return nil
        }
    }

    /// A loss that is not finite, in words; NaN without its sign, which processors choose freely.
    private static func words(_ loss: Double) -> String { loss.isNaN ? "nan" : "\(loss)" }

    private func checkpoint() -> [UInt8] {
        trainer.checkpoint(metadata: progress.metadata).encoded()
    }
}

extension UnsafeRawBufferPointer {
    /// Calls `body` with these bytes and a pointer to `samples`.
    fileprivate func withValidation<Result>(
        of samples: [Int32],
        _ body: (UnsafeRawBufferPointer, UnsafeBufferPointer<Int32>) -> Result
    ) -> Result {
        samples.withUnsafeBufferPointer { body(self, $0) }
    }
}
