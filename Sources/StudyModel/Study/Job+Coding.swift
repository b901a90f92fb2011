/// Jobs are recorded and sent as JSON; newer keys may be missing in older records.
extension Job: Codable {
    enum CodingKeys: String, CodingKey {
        case study, purpose, objective, epochs, metric, sampler, scheduler, trials, seed, top
        case columns, space, trialTimeLimit, maxFailures, threads, stages, budget
        case checkpointEvery, initial, warmStart, repeats, runs, resources
        /// The earlier name of `stages`.
        case steps
    }

    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        let legacy = try LegacyJob(from: decoder)
        self.init(
            study: try keys.decode(String.self, forKey: .study),
            purpose: try keys.decode(String.self, forKey: .purpose),
            objective: try legacy.objective
                ?? keys.decode(ObjectiveSpec.self, forKey: .objective),
            epochs: try keys.decode(Int.self, forKey: .epochs),
            metric: try keys.decode(Metric.self, forKey: .metric),
            sampler: try legacy.sampler ?? keys.decode(SamplerSpec.self, forKey: .sampler),
            scheduler: try keys.decodeIfPresent(SchedulerSpec.self, forKey: .scheduler) ?? .none,
            trials: try keys.decode(Int.self, forKey: .trials),
            budget: try keys.decodeIfPresent(Budget.self, forKey: .budget) ?? .none,
            seed: try keys.decode(UInt64.self, forKey: .seed),
            top: try keys.decode(Int.self, forKey: .top),
            columns: try keys.decode([TableColumn].self, forKey: .columns),
            space: try keys.decode(SearchSpace.self, forKey: .space),
            initial: try keys.decodeIfPresent([Configuration].self, forKey: .initial) ?? [],
            warmStart: try keys.decodeIfPresent([EarlierStudy].self, forKey: .warmStart) ?? [],
            repeats: try keys.decodeIfPresent(RepeatRule.self, forKey: .repeats),
            runs: try keys.decodeIfPresent(Int.self, forKey: .runs) ?? 1,
            trialTimeLimit: try keys.decodeIfPresent(Double.self, forKey: .trialTimeLimit),
            maxFailures: try keys.decodeIfPresent(Int.self, forKey: .maxFailures),
            threads: try keys.decodeIfPresent(Int.self, forKey: .threads) ?? 1,
            resources: try keys.decodeIfPresent(ResourceNeed.self, forKey: .resources),
            checkpointEvery: try keys.decodeIfPresent(
                CheckpointInterval.self, forKey: .checkpointEvery),
            stages: try keys.decodeIfPresent([StudyStage].self, forKey: .stages)
                ?? keys.decodeIfPresent([StudyStage].self, forKey: .steps) ?? [])
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
        try keys.encode(epochs, forKey: .epochs)
        try keys.encode(metric, forKey: .metric)
        try keys.encode(sampler, forKey: .sampler)
        if scheduler != .none { try keys.encode(scheduler, forKey: .scheduler) }
        try keys.encode(trials, forKey: .trials)
        if budget != .none { try keys.encode(budget, forKey: .budget) }
        try keys.encode(seed, forKey: .seed)
        try keys.encode(top, forKey: .top)
        try keys.encode(columns, forKey: .columns)
        try keys.encode(space, forKey: .space)
        if !initial.isEmpty { try keys.encode(initial, forKey: .initial) }
        if !warmStart.isEmpty { try keys.encode(warmStart, forKey: .warmStart) }
        try keys.encodeIfPresent(repeats, forKey: .repeats)
        if runs != 1 { try keys.encode(runs, forKey: .runs) }
        try keys.encodeIfPresent(trialTimeLimit, forKey: .trialTimeLimit)
        try keys.encodeIfPresent(maxFailures, forKey: .maxFailures)
        if threads != 1 { try keys.encode(threads, forKey: .threads) }
        try keys.encodeIfPresent(resources, forKey: .resources)
        try keys.encodeIfPresent(checkpointEvery, forKey: .checkpointEvery)
        if !stages.isEmpty { try keys.encode(stages, forKey: .stages) }
    }
}
