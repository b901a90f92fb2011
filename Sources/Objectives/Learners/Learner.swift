import StudyModel
import TrainingEngine

/// The samples of one training step.
struct TrainingBatch {
    /// Counted from 1.
    var epoch: Int
    /// The number of the epoch's samples before this batch.
    var firstSample: Int
    /// Indices into the data set.
    var samples: UnsafeBufferPointer<Int32>
}

/// One model, or two adversarial models, with the data that they train on.
///
/// `TrialSession` runs the loop: epochs, reports, schedules and checkpoints. A learner defines a
/// training step and the metrics.
protocol Learner: AnyObject {
    /// The samples of every epoch.
    var trainingSamples: [Int32] { get }
    /// The names of the sums over samples that `train` accumulates, as reported: `train_loss`, …
    var sumNames: [String] { get }

    /// Sets the learning rates of the next steps.
    ///
    /// - Parameters:
    ///   - position: the finished epochs and steps.
    ///   - history: the metric for schedules, one value per epoch.
    func setLearningRates(_ position: TrainingPosition, history: [Double])

    /// Takes one training step and adds its losses to the sums.
    func train(_ batch: TrainingBatch, sums: UnsafeMutableBufferPointer<Double>)

    /// Evaluates the model after an epoch on samples not trained on; returns values by metric name.
    func evaluate(after epoch: Int) -> [String: Double]

    /// The complete training state.
    func checkpoint(metadata: [String: String]) -> TensorFile

    /// Resumes from a checkpoint; changes nothing if it throws.
    func restore(_ file: TensorFile, source: String) throws(EngineError)
}

/// Training progress: finished epochs and steps.
struct TrainingPosition: Sendable, Hashable {
    var epochs: Int
    var steps: Int
}
