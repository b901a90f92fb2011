package import StudyModel

/// Chooses the configurations to try.
///
/// Configuration n depends only on the job, on n, on configurations 0..<n and on the outcomes of
/// the first trials, whose number depends on n alone. Configurations are requested in the order of
/// their numbers, after those outcomes are known. A resumed study first restores its record.
package protocol Sampler: Sendable {
    /// The number of configurations, or nil if unlimited.
    var limit: Int? { get }

    /// The number of trials, counted from the first, that must have ended before a trial's draw.
    func outcomesNeeded(for trial: Int) -> Int

    /// Takes the outcome of a suggested or restored trial: once per trial, in any order.
    mutating func tell(_ outcome: TrialOutcome, trial: Int)

    /// Takes a configuration that was suggested before a restart, in the order of trials.
    mutating func restore(_ configuration: Configuration, trial: Int)

    /// Suggests the configuration of a trial, which must be the next one.
    mutating func suggest(trial: Int) -> Configuration
}

/// Defaults for samplers that don't learn.
extension Sampler {
    package func outcomesNeeded(for trial: Int) -> Int { 0 }
    package mutating func tell(_ outcome: TrialOutcome, trial: Int) {}
}

/// A job's sampler over its space with all pools drawn.
package struct StudySampler: Sendable {
    /// The searched space: the job's, with each pool replaced by choices.
    package let space: SearchSpace
    /// The number of the next trial.
    package private(set) var nextTrial = 0
    private var sampler: any Sampler
    /// Trials 0..<endedCount and those in `endedLater` have ended.
    private var endedCount = 0
    private var endedLater: Set<Int> = []

    /// Draws the pools and prepares the sampler.
    /// - Throws: `SearchError` if a pool can't be filled, or if the sampler can't search the space.
    package init(job: Job) throws(SearchError) {
        space = try job.space.resolvingPools(seed: job.seed)
        sampler = try SamplerKind.sampler(of: job, over: space)
    }

    /// The number of configurations, or nil if unlimited.
    package var limit: Int? { sampler.limit }

    /// Whether the next trial's configuration can be drawn: all outcomes it depends on are known.
    package var isReady: Bool { endedCount >= sampler.outcomesNeeded(for: nextTrial) }

    /// Takes the outcome of a trial below `nextTrial`: once per trial, in any order.
    package mutating func tell(_ outcome: TrialOutcome, trial: Int) {
        sampler.tell(outcome, trial: trial)
        endedLater.insert(trial)
        while endedLater.remove(endedCount) != nil { endedCount += 1 }
    }

    /// Takes the recorded configuration of trial `nextTrial`.
    package mutating func restore(_ configuration: Configuration) {
        sampler.restore(configuration, trial: nextTrial)
        nextTrial += 1
    }

    /// Suggests the configuration of trial `nextTrial`, which must be ready and below the limit.
    package mutating func suggest(trial: Int) -> Configuration {
        precondition(
            trial == nextTrial,
            "configurations come in the order of trials: asked for \(trial), next is \(nextTrial)")
        precondition(isReady, "trial \(trial) is drawn before the outcomes that it depends on")
        nextTrial += 1
        return sampler.suggest(trial: trial)
    }
}
