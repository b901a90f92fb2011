/// Which epoch's weights a training for keeps leaves.
package enum KeptEpoch: String, Codable, Sendable, Hashable, CaseIterable {
    case last
    /// The one with the best value of the job's metric.
    case best
}

/// What a trained model is: `model.json` beside its weights, and in the weights' own file.
package struct ModelDocument: Codable, Sendable, Hashable {
    /// The key of a weights file's metadata that holds the document as JSON.
    package static let metadataKey = "podium.model"

    package var podium: String
    /// The job as it was trained: with the split, epochs and threads of the final training.
    package var job: Job
    package var trial: Int
    /// The trial's rank in its study's table, from 1; nil where it was not ranked.
    package var rank: Int?
    package var configuration: Configuration
    /// Epochs that were trained.
    package var epochs: Int
    /// Which epoch's weights were asked for; nil where the job decides: the best one's where it may
    /// end early.
    package var keep: KeptEpoch?
    /// The epoch that the weights and the metrics are of, where it isn't the last one.
    package var bestEpoch: Int?
    package var metrics: [String: Double]

    package init(
        podium: String, job: Job, trial: Int, rank: Int?, configuration: Configuration,
        keep: KeptEpoch? = nil
    ) {
        self.podium = podium
        self.job = job
        self.trial = trial
        self.rank = rank
        self.configuration = configuration
        self.keep = keep
        epochs = 0
        metrics = [:]
    }

    /// The epoch that the weights are of.
    package var epoch: Int { bestEpoch ?? epochs }

    /// A metric's name as it is meant here: what is validated on may be the test samples.
    package func name(ofMetric metric: String) -> String {
        guard job.split.validation == .testSet, metric.hasPrefix("validation_") else {
            return metric
        }
        return "test_" + metric.dropFirst("validation_".count)
    }

    /// Whether the other trains the same weights: threads and words apart.
    package func trainsAs(_ other: ModelDocument) -> Bool {
        job.fingerprint == other.job.fingerprint && trial == other.trial
            && configuration == other.configuration && job.epochs == other.job.epochs
            && keep == other.keep
    }
}
