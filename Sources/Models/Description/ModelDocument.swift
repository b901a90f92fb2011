package import StudyModel

/// Which epoch's weights a final training keeps.
package enum KeptEpoch: String, Codable, Sendable, Hashable, CaseIterable {
    case last
    /// The one with the best value of the job's metric.
    case best
}

/// The description of a trained model: `model.json` next to its weights, and a copy in the weights
/// file.
package struct ModelDocument: Codable, Sendable, Hashable {
    /// The metadata key of a weights file that holds the document as JSON.
    package static let metadataKey = "podium.model"

    package var podium: String
    /// The job as trained: with the split, epochs and threads of the final training.
    package var job: NetworkJob
    package var trial: Int
    /// The trial's rank in its study's table, from 1; nil if it was not ranked.
    package var rank: Int?
    package var configuration: Configuration
    /// The number of trained epochs.
    package var epochs: Int
    /// Which epoch's weights were requested; nil for the job's default: the best epoch if training
    /// may stop early.
    package var keep: KeptEpoch?
    /// The epoch that training ends with: the best one of the trial in the search; nil to train
    /// the job's epochs.
    ///
    /// It is set if the job has early stopping, and the samples that would stop the training are
    /// those that judge the model.
    package var lastEpoch: Int?
    /// The epoch of the weights and the metrics, if it is not the last one.
    package var bestEpoch: Int?
    package var metrics: [String: Double]
    /// How a table's rows are encoded; nil for other data, and before the training.
    package var encoding: TableEncoding?
    /// The lowest and the highest value of the training samples from files, as the network gets
    /// them; nil for other data, and in models of versions that did not note it.
    package var valueRange: FileDataset.Range?

    package init(
        podium: String, job: NetworkJob, trial: Int, rank: Int?, configuration: Configuration,
        keep: KeptEpoch? = nil, lastEpoch: Int? = nil
    ) {
        self.podium = podium
        self.job = job
        self.trial = trial
        self.rank = rank
        self.configuration = configuration
        self.keep = keep
        self.lastEpoch = lastEpoch
        epochs = 0
        metrics = [:]
    }

    /// The number of epochs to train, unless early stopping ends the training.
    package var plannedEpochs: Int { min(lastEpoch ?? .max, job.epochs) }

    /// The epoch of the weights.
    package var epoch: Int { bestEpoch ?? epochs }

    /// The displayed name of a metric: the prefix is `test_` if validation uses the test samples.
    package func name(ofMetric metric: String) -> String {
        guard job.split.validation == .testSet, metric.hasPrefix("validation_") else {
            return metric
        }
        return "test_" + metric.dropFirst("validation_".count)
    }

    /// Whether the other document trains the same weights; threads and descriptive texts are
    /// ignored.
    package func trainsAs(_ other: ModelDocument) -> Bool {
        job.trainsAs(other.job) && trial == other.trial
            && configuration == other.configuration && job.epochs == other.job.epochs
            && keep == other.keep && lastEpoch == other.lastEpoch
    }
}
