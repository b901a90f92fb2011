import Portable

/// The content of a job file: a search space, how to search it, what to run per trial and how to
/// rank the results.
package struct Job: Sendable, Hashable {
    /// The study's name and the name of its directory under results/.
    package var study: String
    /// The purpose of the study, in one or two sentences.
    package var purpose: String
    /// What a worker runs for a trial.
    package var objective: ObjectiveSpec
    /// The amount of training per trial: passes over the training data, or a program's own unit.
    package var epochs: Int
    package var metric: Metric
    package var sampler: SamplerSpec
    package var scheduler: SchedulerSpec
    /// The total number of trials.
    package var trials: Int
    /// What else limits the search.
    package var budget: Budget
    package var seed: UInt64
    /// The number of rows of the ranked table.
    package var top: Int
    /// The columns between rank and the end of the ranked table.
    package var columns: [TableColumn]
    package var space: SearchSpace
    /// The configurations of the first trials, in order; the sampler completes those that lack
    /// parameters.
    package var initial: [Configuration]
    /// Studies whose trials the sampler learns from.
    package var warmStart: [EarlierStudy]
    /// Whether a configuration may be drawn twice; nil for the standard.
    package var repeats: RepeatRule?
    /// The number of trials with the same configuration and different random numbers, at least 1.
    package var runs: Int
    /// The time limit of one attempt, in seconds, or nil for none.
    package var trialTimeLimit: Double?
    /// The study stops after this many failed trials in a row; nil for no limit.
    package var maxFailures: Int?
    /// The number of threads that train one trial; it changes the speed, never the results.
    package var threads: Int
    /// What an attempt takes of its worker; nil for a slot and nothing else.
    package var resources: ResourceNeed?
    /// How often a running attempt leaves a checkpoint; nil for the standard.
    package var checkpointEvery: CheckpointInterval?
    /// The stages after the search, in this order.
    package var stages: [StudyStage]

    package init(
        study: String, purpose: String = "", objective: ObjectiveSpec, epochs: Int = 1,
        metric: Metric, sampler: SamplerSpec = .random,
        scheduler: SchedulerSpec = .none, trials: Int, budget: Budget = .none, seed: UInt64 = 0,
        top: Int = 10, columns: [TableColumn], space: SearchSpace, initial: [Configuration] = [],
        warmStart: [EarlierStudy] = [], repeats: RepeatRule? = nil, runs: Int = 1,
        trialTimeLimit: Double? = nil, maxFailures: Int? = nil, threads: Int = 1,
        resources: ResourceNeed? = nil, checkpointEvery: CheckpointInterval? = nil,
        stages: [StudyStage] = []
    ) {
        self.study = study
        self.purpose = purpose
        self.objective = objective
        self.epochs = epochs
        self.metric = metric
        self.sampler = sampler
        self.scheduler = scheduler
        self.trials = trials
        self.budget = budget
        self.seed = seed
        self.top = top
        self.columns = columns
        self.space = space
        self.initial = initial
        self.warmStart = warmStart
        self.repeats = repeats
        self.runs = runs
        self.trialTimeLimit = trialTimeLimit
        self.maxFailures = maxFailures
        self.threads = threads
        self.resources = resources
        self.checkpointEvery = checkpointEvery
        self.stages = stages
    }

    /// Why a trial failed that took longer than the limit of an attempt; nil without a limit.
    package var overTimeReason: String? {
        trialTimeLimit.map { "took longer than its time limit of \(TimeText.duration($0))" }
    }
}
