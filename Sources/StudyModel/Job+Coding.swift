/// Jobs are recorded as JSON; newer keys may be missing in older records.
extension Job {
    enum CodingKeys: String, CodingKey {
        case study, purpose, objective, dataset, model, training, pretrained, corruption, split
        case epochs, batchSize, metric, sampler, trials, seed, top, columns, space, trialTimeLimit
        case threads, steps, quality, tpe, maxFailures
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
            quality: try keys.decodeIfPresent(GANQuality.self, forKey: .quality),
            corruption: try keys.decodeIfPresent([Setting].self, forKey: .corruption) ?? [],
            split: try keys.decode(Split.self, forKey: .split),
            epochs: try keys.decode(Int.self, forKey: .epochs),
            batchSize: try keys.decode(Int.self, forKey: .batchSize),
            metric: try keys.decode(Metric.self, forKey: .metric),
            sampler: try keys.decode(SamplerKind.self, forKey: .sampler),
            tpe: try keys.decodeIfPresent(TPESettings.self, forKey: .tpe) ?? TPESettings(),
            trials: try keys.decode(Int.self, forKey: .trials),
            seed: try keys.decode(UInt64.self, forKey: .seed),
            top: try keys.decode(Int.self, forKey: .top),
            columns: try keys.decode([TableColumn].self, forKey: .columns),
            space: try keys.decode(SearchSpace.self, forKey: .space),
            trialTimeLimit: try keys.decodeIfPresent(Double.self, forKey: .trialTimeLimit),
            maxFailures: try keys.decodeIfPresent(Int.self, forKey: .maxFailures),
            threads: try keys.decodeIfPresent(Int.self, forKey: .threads) ?? 1,
            stages: try keys.decodeIfPresent([StudyStage].self, forKey: .steps) ?? [])
        if let complaint {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: complaint))
        }
    }

    /// Default values of newer keys are omitted, so that a job without them has the same record as
    /// before.
    package func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(study, forKey: .study)
        try keys.encode(purpose, forKey: .purpose)
        try keys.encode(objective, forKey: .objective)
        try keys.encodeIfPresent(dataset, forKey: .dataset)
        try keys.encodeIfPresent(model, forKey: .model)
        if !training.settings.isEmpty { try keys.encode(training, forKey: .training) }
        try keys.encodeIfPresent(pretrained, forKey: .pretrained)
        try keys.encodeIfPresent(quality, forKey: .quality)
        if !corruption.isEmpty { try keys.encode(corruption, forKey: .corruption) }
        try keys.encode(split, forKey: .split)
        try keys.encode(epochs, forKey: .epochs)
        try keys.encode(batchSize, forKey: .batchSize)
        try keys.encode(metric, forKey: .metric)
        try keys.encode(sampler, forKey: .sampler)
        if sampler == .tpe { try keys.encode(tpe, forKey: .tpe) }
        try keys.encode(trials, forKey: .trials)
        try keys.encode(seed, forKey: .seed)
        try keys.encode(top, forKey: .top)
        try keys.encode(columns, forKey: .columns)
        try keys.encode(space, forKey: .space)
        try keys.encodeIfPresent(trialTimeLimit, forKey: .trialTimeLimit)
        try keys.encodeIfPresent(maxFailures, forKey: .maxFailures)
        if threads != 1 { try keys.encode(threads, forKey: .threads) }
        if !stages.isEmpty { try keys.encode(stages, forKey: .steps) }
    }
}
