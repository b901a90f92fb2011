/// Jobs are recorded as JSON. Keys that came later may be missing from older records.
extension Job {
    enum CodingKeys: String, CodingKey {
        case study, purpose, objective, dataset, model, training, pretrained, corruption, split
        case epochs, batchSize, metric, sampler, trials, seed, top, columns, space, trialTimeLimit
        case threads
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            study: try keys.decode(String.self, forKey: .study),
            purpose: try keys.decode(String.self, forKey: .purpose),
            objective: try keys.decode(ObjectiveKind.self, forKey: .objective),
            dataset: try keys.decodeIfPresent(DatasetReference.self, forKey: .dataset),
            model: try keys.decodeIfPresent(ModelDescription.self, forKey: .model),
            training: try keys.decodeIfPresent(TrainingDescription.self, forKey: .training)
                ?? TrainingDescription(),
            pretrained: try keys.decodeIfPresent(PretrainedWeights.self, forKey: .pretrained),
            corruption: try keys.decodeIfPresent([Setting].self, forKey: .corruption) ?? [],
            split: try keys.decode(Split.self, forKey: .split),
            epochs: try keys.decode(Int.self, forKey: .epochs),
            batchSize: try keys.decode(Int.self, forKey: .batchSize),
            metric: try keys.decode(Metric.self, forKey: .metric),
            sampler: try keys.decode(SamplerKind.self, forKey: .sampler),
            trials: try keys.decode(Int.self, forKey: .trials),
            seed: try keys.decode(UInt64.self, forKey: .seed),
            top: try keys.decode(Int.self, forKey: .top),
            columns: try keys.decode([TableColumn].self, forKey: .columns),
            space: try keys.decode(SearchSpace.self, forKey: .space),
            trialTimeLimit: try keys.decodeIfPresent(Double.self, forKey: .trialTimeLimit),
            threads: try keys.decodeIfPresent(Int.self, forKey: .threads) ?? 1)
    }
}
