import StudyModel
import TrainingEngine

/// A stretch of an epoch's samples that is trained on at once.
struct TrainingBatch {
    /// Counted from 1.
    var epoch: Int
    /// How many of the epoch's samples come before it.
    var firstSample: Int
    /// Places in the data set.
    var samples: UnsafeBufferPointer<Int32>
}

/// What is trained: one model, or two against each other, with the data they see.
///
/// The loop around it, `TrialSession`, knows epochs, reports, schedules and checkpoints; a learner
/// knows what a step is and what is measured.
protocol Learner: AnyObject {
    /// The samples that an epoch goes through.
    var trainingSamples: [Int32] { get }
    /// What `train` adds up over samples, by the names that are reported: `train_loss`, …
    var sumNames: [String] { get }

    /// Sets the learning rates for the steps to come.
    ///
    /// - Parameters:
    ///   - position: how far training is.
    ///   - history: the metric that schedules look at, epoch after epoch.
    func setLearningRates(_ position: TrainingPosition, history: [Double])

    /// Takes one step, and adds to the sums.
    func train(_ batch: TrainingBatch, sums: UnsafeMutableBufferPointer<Double>)

    /// Measures the model after an epoch, on samples that it doesn't train on; names and values.
    func evaluate(after epoch: Int) -> [String: Double]

    /// Everything that training needs to go on.
    func checkpoint(metadata: [String: String]) -> TensorFile

    /// Goes on from a checkpoint; nothing changes where it throws.
    func restore(_ file: TensorFile, source: String) throws(EngineError)
}

/// How far training is: epochs and steps that are over.
struct TrainingPosition: Sendable, Hashable {
    var epochs: Int
    var steps: Int
}
