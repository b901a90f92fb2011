import Datasets
import Models
import StudyModel
import TrainingEngine

/// One attempt at a trial: epochs of shuffled batches with a report after each, until the last
/// epoch, an early stop or a stop request of the observer.
final class TrialSession {
    private let settings: TrialSettings
    private let learner: any Learner
    /// Metrics that are the same after every epoch.
    private let costs: ModelCost
    private var progress: TrainingProgress

    init(settings: TrialSettings, learner: any Learner, costs: ModelCost) {
        self.settings = settings
        self.costs = costs
        self.learner = learner
        progress = TrainingProgress(sumNames: learner.sumNames)
    }

    /// Resumes from the checkpoint of another attempt.
    ///
    /// - Parameter source: what the checkpoint is, in errors.
    /// - Throws: `EngineError.badCheckpoint` if it is damaged or of another trial.
    func resume(from checkpoint: [UInt8], source: String? = nil) throws(EngineError) {
        let source = source ?? "the checkpoint of trial \(settings.trial)"
        let file = try TensorFile(decoding: checkpoint, source: source)
        let progress = try TrainingProgress(
            metadata: file.metadata, sumNames: learner.sumNames, source: source)
        try learner.restore(file, source: source)
        self.progress = progress
    }

    /// Trains until the last epoch or until the observer asks to stop.
    func run(observer: any TrialObserver) -> ExecutionEnd {
        let samples = learner.trainingSamples
        while progress.epoch <= settings.lastEpoch, !isOver {
            let order = BatchOrder.samples(
                samples, seed: settings.seed, trial: settings.trial, epoch: progress.epoch)
            if let failure = trainEpoch(order, observer: observer) { return failed(failure) }
            if progress.sample < order.count {
                return .stopped(checkpoint: checkpoint.encoded())
            }
            var metrics = learner.evaluate(after: progress.epoch)
            for (name, sum) in zip(learner.sumNames, progress.sums) {
                metrics[name] = sum / Double(order.count)
            }
            metrics.merge(costs.values) { learnt, _ in learnt }
            for (name, value) in metrics.sorted(by: { $0.key < $1.key }) where !value.isFinite {
                return failed("\(name.text) became \(Self.text(value)) \(place)")
            }
            let intermediate = IntermediateResult(epoch: progress.epoch, metrics: metrics)
            progress.finishEpoch(intermediate)
            observer.record(intermediate)
            let isBest = best == progress.intermediateResults.count - 1
            observer.epochEnded(intermediate, isBest: isBest) { checkpoint.encoded() }
        }
        guard progress.epoch > settings.epochs || isOver else {
            return .reached(
                epoch: progress.epoch - 1, checkpoint: checkpoint.encoded(),
                intermediateResults: progress.intermediateResults)
        }
        return .finished(
            .complete(metrics: outcome), intermediateResults: progress.intermediateResults)
    }

    /// The complete state as a checkpoint.
    var checkpoint: TensorFile { learner.checkpoint(metadata: progress.metadata) }

    /// Trains on the remaining samples of an epoch, until done or asked to stop.
    ///
    /// Returns the reason if the trial failed, else nil.
    private func trainEpoch(_ order: [Int32], observer: any TrialObserver) -> String? {
        let size = settings.batchSize
        let stepsPerEpoch = (order.count + size - 1) / size
        let history = history
        return order.withUnsafeBufferPointer { order -> String? in
            while progress.sample < order.count {
                if observer.shouldStop { return nil }
                let steps = (progress.epoch - 1) * stepsPerEpoch + progress.sample / size
                learner.setLearningRates(
                    TrainingPosition(epochs: progress.epoch - 1, steps: steps), history: history)
                let end = min(progress.sample + size, order.count)
                let batch = TrainingBatch(
                    epoch: progress.epoch, firstSample: progress.sample,
                    samples: UnsafeBufferPointer(rebasing: order[progress.sample..<end]))
                progress.sums.withUnsafeMutableBufferPointer { learner.train(batch, sums: $0) }
                if let bad = progress.sums.firstIndex(where: { !$0.isFinite }) {
                    return "\(learner.sumNames[bad].text) became "
                        + "\(Self.text(progress.sums[bad])) \(place), at sample \(progress.sample)"
                }
                progress.sample = end
                if observer.wantsCheckpoint {
                    observer.keep(checkpoint: checkpoint.encoded())
                }
                let epochs = Double(progress.epoch - 1) + Double(end) / Double(order.count)
                observer.advanced(
                    samples: batch.samples.count, fraction: epochs / Double(settings.epochs))
            }
            return nil
        }
    }

    // MARK: What was found so far

    private var history: [Double] { settings.metric.history(of: progress.intermediateResults) }

    /// The index of the best epoch so far.
    private var best: Int? {
        BestEpoch(settings.earlyStopping, metric: settings.metric).index(
            in: progress.intermediateResults)
    }

    /// Training ends only after an epoch that measured the metric: the next value may be the best.
    private var isOver: Bool {
        guard let stopping = settings.earlyStopping, history.last?.isNaN == false else {
            return false
        }
        return stopping.isOver(after: history)
    }

    /// The metrics of the last epoch, or those of the best epoch if the job has early stopping.
    ///
    /// The epochs of the patience are not the trial's result.
    private var outcome: [String: Double] {
        guard settings.earlyStopping != nil, let best else {
            return progress.intermediateResults.last?.metrics ?? [:]
        }
        return progress.intermediateResults[best].metrics
    }

    private func failed(_ reason: String) -> ExecutionEnd {
        .finished(.failed(reason: reason), intermediateResults: progress.intermediateResults)
    }

    private var place: String { "in epoch \(progress.epoch) of \(settings.epochs)" }

    /// The text of a non-finite value; NaN without its sign, which depends on the processor.
    private static func text(_ value: Double) -> String { value.isNaN ? "nan" : "\(value)" }
}

extension String {
    /// A metric's name as words: `training loss`.
    fileprivate var text: String {
        self == "train_loss" ? "training loss" : split(separator: "_").joined(separator: " ")
    }
}
