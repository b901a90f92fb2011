import Models
import Portable
import StudyModel
import TrainingEngine

/// The settings of every training trial, independent of its model.
struct TrialSettings: Sendable {
    var batchSize: Int
    var epochs: Int
    /// The last epoch of the segment.
    var lastEpoch: Int
    var metric: Metric
    var earlyStopping: EarlyStopping?
    var seed: UInt64
    /// The number of the trial whose random numbers are drawn.
    var trial: Int
    /// The number of training threads; it does not change results.
    var threads: Int

    init(_ request: TrialRequest, plan: TrainingPlan) {
        batchSize = plan.batchSize
        epochs = request.job.epochs
        lastEpoch = min(request.until ?? .max, request.job.epochs)
        metric = request.job.metric
        earlyStopping = plan.earlyStopping
        seed = request.job.seed
        trial = request.configuration.randomTrial(of: request.trial)
        threads = request.job.threads
    }

    /// The trial's generator for a purpose.
    func generator(_ purpose: RandomPurpose) -> SeededGenerator {
        SeededGenerator(seed: seed, trial: trial, purpose: purpose)
    }
}
