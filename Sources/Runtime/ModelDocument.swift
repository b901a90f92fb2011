package import StudyModel

/// What a trained model is: `model.json` beside its weights.
package struct ModelDocument: Codable, Sendable {
    package var podium: String
    /// The job as it was trained: with the split, epochs and threads of the final training.
    package var job: Job
    package var trial: Int
    /// The trial's rank in its study's table, from 1.
    package var rank: Int
    package var configuration: Configuration
    /// Epochs that were trained.
    package var epochs: Int
    package var metrics: [String: Double]

    package init(podium: String, job: Job, trial: Int, rank: Int, configuration: Configuration) {
        self.podium = podium
        self.job = job
        self.trial = trial
        self.rank = rank
        self.configuration = configuration
        epochs = 0
        metrics = [:]
    }
}
