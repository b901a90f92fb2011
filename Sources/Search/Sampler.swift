package import StudyModel

/// Chooses the configurations to try.
///
/// Configuration n depends only on the job, on n, on configurations 0..<n and on the outcomes of
/// the first trials, whose number depends on n alone. Configurations are requested in the order of
/// their numbers, after those outcomes are known. A resumed study first restores its record.
package protocol Sampler: Sendable {
    /// The number of configurations, or nil if unlimited.
    var limit: Int? { get }

    /// Whether configurations depend on results.
    var learns: Bool { get }

    /// Per level of the study's `ResultHorizon`: the number of trials, counted from the first, that
    /// must have passed it before a trial is drawn.
    func resultsNeeded(for trial: Int) -> [Int]

    /// Takes the score of a suggested or restored trial at a level, whose value is NaN if it has
    /// none: at most once per trial and level, in any order.
    mutating func tell(_ score: Score, at level: Int, trial: Int)

    /// Takes, per level, the number of trials, counted from the first, that have passed it. They
    /// are told before.
    mutating func passed(_ counts: [Int])

    /// The most trials that can run at a time at any moment, or nil if there is no limit.
    var concurrency: Int? { get }

    /// The parameters with several values that are drawn at random, although the sampler learns.
    var independentParameters: [String] { get }

    /// What it chose and why, if it chooses for itself.
    var explanation: String? { get }

    /// The number of trials that it drew at random because its model failed.
    var fallbacks: Int { get }

    /// Takes trials of other studies, before all other calls.
    ///
    /// This is the only way in which trials of other studies reach a sampler. Values of several
    /// studies can be on different scales: compare those of one study only. A configuration may
    /// lack parameters, which that study did not have or which were inactive.
    mutating func learn(from studies: [EarlierStudy])

    /// Takes a configuration that was suggested before a restart, or that the job gives, in the
    /// order of trials.
    mutating func restore(_ configuration: Configuration, trial: Int)

    /// Suggests the configuration of a trial, which must be the next one.
    mutating func suggest(trial: Int) -> Configuration
}

/// Defaults for samplers that don't learn.
extension Sampler {
    package var learns: Bool { false }
    package func resultsNeeded(for trial: Int) -> [Int] { [] }
    package mutating func tell(_ score: Score, at level: Int, trial: Int) {}
    package mutating func passed(_ counts: [Int]) {}
    package var concurrency: Int? { nil }
    package var independentParameters: [String] { [] }
    package var explanation: String? { nil }
    package var fallbacks: Int { 0 }
    package mutating func learn(from studies: [EarlierStudy]) {}
}

/// A job's sampler over its space with all pools drawn.
///
/// The job's initial configurations come first. The sampler takes them like those of a restored
/// record.
package struct StudySampler: Sendable {
    /// The searched space: the job's, with each pool replaced by choices.
    package let space: SearchSpace
    /// The number of the next trial.
    package private(set) var nextTrial = 0
    private var sampler: any Sampler
    private let initial: InitialTrials
    private let repeats: RepeatRule?
    /// The number of trials per configuration.
    private let runs: Int
    private var runOutcomes: RunOutcomes
    /// The configuration of the newest trial, which its further runs have too.
    private var newest: Configuration?
    /// The initial configurations so far, if nothing may repeat.
    private var given: Set<Configuration> = []
    private let metric: Metric
    private let levels: [Int]
    /// Per level: the trials that have passed it.
    private var passed: [PrefixCount]
    /// Per trial that has passed a level and has no outcome: the number of levels it has passed.
    private var reached: [Int: Int] = [:]

    /// Draws the pools and prepares the sampler.
    /// - Throws: `SearchError` if a pool can't be filled, or if the sampler can't search the space.
    package init(job: Job) throws(SearchError) {
        try self.init(job: job, over: job.space.resolvingPools(seed: job.seed))
    }

    /// Prepares the sampler over the job's space with all pools drawn.
    /// - Throws: `SearchError` if the sampler can't search the space.
    package init(job: Job, over space: SearchSpace) throws(SearchError) {
        try self.init(job: job, over: space) { (horizon) throws(SearchError) in
            try SamplerKind.sampler(of: job, over: space, horizon)
        }
    }

    /// - Parameter makeSampler: makes the sampler that draws the trials.
    package init(
        job: Job, over space: SearchSpace,
        makeSampler: (ResultHorizon) throws(SearchError) -> any Sampler
    ) throws(SearchError) {
        self.space = space
        let scheduler = try SchedulerKind.scheduler(of: job, over: space)
        let horizon = ResultHorizon(scheduler, epochs: job.epochs)
        repeats = job.repeats
        runs = job.runs
        runOutcomes = RunOutcomes(runs: job.runs)
        initial = InitialTrials(job.initial, in: space, seed: job.seed)
        sampler = try makeSampler(horizon)
        if !job.warmStart.isEmpty { sampler.learn(from: job.warmStart) }
        for number in job.initial.indices where !initial.canComplete(number) {
            throw .excludedInitial(number)
        }
        metric = job.metric
        levels = horizon.levels
        passed = levels.map { _ in PrefixCount() }
    }

    /// The number of trials, or nil if unlimited.
    package var limit: Int? { sampler.limit.map { $0 * runs } }

    /// The most trials that can run at a time at any moment, or nil if there is no limit.
    package var concurrency: Int? { sampler.concurrency.map { $0 * runs } }

    /// Whether the next trial is a further run of a configuration.
    package var repeatsNewest: Bool { nextTrial % runs != 0 }

    /// The parameters with several values that are drawn at random, although the sampler learns.
    package var independentParameters: [String] { sampler.independentParameters }

    /// What the sampler chose and why, if it chooses for itself.
    package var explanation: String? { sampler.explanation }

    /// The number of trials that were drawn at random because the sampler's model failed.
    package var fallbacks: Int { sampler.fallbacks }

    /// Whether the next trial's configuration can be drawn: all outcomes it depends on are known.
    package var isReady: Bool {
        let number = nextTrial / runs
        guard sampler.learns, !repeatsNewest, number >= initial.count else { return true }
        return zip(passed, sampler.resultsNeeded(for: number)).allSatisfy { $0.count >= $1 }
    }

    /// Takes the metrics of a trial below `nextTrial` that paused at a stop.
    package mutating func paused(_ trial: Int, at epoch: Int, _ metrics: [String: Double]) {
        guard sampler.learns, let level = levels.firstIndex(of: epoch) else { return }
        for skipped in (reached[trial] ?? 0)..<level { tell(nil, at: skipped, trial) }
        tell(metric.score(of: metrics), at: level, trial)
        reached[trial] = level + 1
        sampler.passed(passed.map(\.count))
    }

    /// Takes the outcome of a trial below `nextTrial`: once per trial, in any order.
    package mutating func tell(_ outcome: TrialOutcome, trial: Int) {
        guard sampler.learns, let ended = runOutcomes.add(outcome, of: trial) else { return }
        switch ended.outcome {
        case .complete(let metrics):
            end(ended.configuration, score: metric.score(of: metrics))
        case .failed: end(ended.configuration, score: Score.none)
        }
    }

    /// A trial below `nextTrial` was pruned: it has no value at later levels.
    package mutating func pruned(_ trial: Int) {
        guard sampler.learns else { return }
        end(trial, score: nil)
    }

    /// - Parameter score: the score at all levels that the trial has not passed yet.
    private mutating func end(_ trial: Int, score: Score?) {
        for level in (reached.removeValue(forKey: trial) ?? 0)..<levels.count {
            tell(score, at: level, trial)
        }
        sampler.passed(passed.map(\.count))
    }

    private mutating func tell(_ score: Score?, at level: Int, _ trial: Int) {
        if let score { sampler.tell(score, at: level, trial: trial) }
        passed[level].insert(trial)
    }

    /// Takes the recorded configuration of trial `nextTrial`.
    package mutating func restore(_ configuration: Configuration) {
        defer { nextTrial += 1 }
        guard !repeatsNewest else { return }
        newest = configuration
        sampler.restore(configuration, trial: nextTrial / runs)
        if repeats == .never, nextTrial / runs < initial.count { given.insert(configuration) }
    }

    /// The configuration of trial `nextTrial` with given values; what is left out is drawn.
    ///
    /// - Returns: nil if no configuration of the space has these values.
    package func completed(_ given: Configuration) -> Configuration? {
        // With several runs, the next configuration follows after the rest of the newest one's.
        let number = (nextTrial + runs - 1) / runs
        let completed = initial.complete(given, for: number) { _ in false }
        return initial.accepts(completed, given) ? completed : nil
    }

    /// Suggests the configuration of trial `nextTrial`, which must be ready and below the limit.
    package mutating func suggest(trial: Int) -> Configuration {
        precondition(
            trial == nextTrial,
            "configurations come in the order of trials: asked for \(trial), next is \(nextTrial)")
        precondition(isReady, "trial \(trial) is drawn before the outcomes that it depends on")
        defer { nextTrial += 1 }
        if repeatsNewest, let newest { return newest }
        let configuration = suggest(configuration: trial / runs)
        newest = configuration
        return configuration
    }

    private mutating func suggest(configuration number: Int) -> Configuration {
        let first = initial.configuration(of: number) { given.contains($0) }
        guard let first else { return sampler.suggest(trial: number) }
        if repeats == .never { given.insert(first) }
        sampler.restore(first, trial: number)
        return first
    }
}
