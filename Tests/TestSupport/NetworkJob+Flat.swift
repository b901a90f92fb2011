package import Models
package import StudyModel

extension NetworkJob {
    /// A job in one call: its study's values and its network's settings side by side.
    package init(
        study: String, purpose: String = "", objective: NetworkKind,
        dataset: DatasetReference = .mnist, model: ModelDescription? = nil,
        training: TrainingDescription = TrainingDescription(),
        pretrained: PretrainedWeights? = nil, quality: GANQuality? = nil,
        corruption: [Setting] = [], split: Split = Split(), epochs: Int = 1,
        batchSize: Int = 256, metric: Metric, sampler: SamplerSpec = .random, trials: Int,
        seed: UInt64 = 0, top: Int = 10, columns: [TableColumn], space: SearchSpace,
        trialTimeLimit: Double? = nil, maxFailures: Int? = nil
    ) {
        let settings = NetworkSettings(
            dataset: dataset, model: model, training: training, pretrained: pretrained,
            quality: quality, corruption: corruption, split: split, batchSize: batchSize)
        let job = Job(
            study: study, purpose: purpose, objective: .null, epochs: epochs, metric: metric,
            sampler: sampler, trials: trials, seed: seed, top: top, columns: columns,
            space: space, trialTimeLimit: trialTimeLimit, maxFailures: maxFailures)
        self.init(job, training: objective, settings)
    }
}
