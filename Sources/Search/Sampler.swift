package import StudyModel

/// Says what to try.
///
/// Configuration n depends only on the job, on n, on configurations 0..<n and on the outcomes of
/// the first so many trials, which n alone fixes. A sampler is asked for configurations in the
/// order of their numbers, once those outcomes are known; a study that goes on replays what is
/// recorded first.
package protocol Sampler: Sendable {
    /// How many configurations there are to try, or nil where there is no end.
    var limit: Int? { get }

    /// How many trials, from the first on, must have ended before a trial's configuration is drawn.
    func outcomesNeeded(for trial: Int) -> Int

    /// Takes in how a trial ended that has been drawn or replayed: once each, in any order.
    mutating func learn(_ outcome: TrialOutcome, trial: Int)

    /// Takes in a configuration that was drawn before, in the order of trials.
    mutating func replay(_ configuration: Configuration, trial: Int)

    /// The configuration of a trial, which must be the one after the last.
    mutating func configuration(trial: Int) -> Configuration
}

/// What samplers do that don't learn.
extension Sampler {
    package func outcomesNeeded(for trial: Int) -> Int { 0 }
    package mutating func learn(_ outcome: TrialOutcome, trial: Int) {}
}

/// A job's sampler over its space with all pools drawn.
package struct StudySampler: Sendable {
    /// The space that is searched: the job's, with a choice in place of each pool.
    package let space: SearchSpace
    /// The number of the next trial.
    package private(set) var nextTrial = 0
    private var sampler: any Sampler
    /// Trials 0..<endedCount have ended, and those in `endedLater`.
    private var endedCount = 0
    private var endedLater: Set<Int> = []

    /// Draws the pools and prepares the sampler.
    /// - Throws: `SearchError` where a pool can't be filled, or a grid has a continuous domain.
    package init(job: Job) throws(SearchError) {
        space = try job.space.resolvingPools(seed: job.seed)
        switch job.sampler {
        case .random: sampler = RandomSampler(space: space, seed: job.seed)
        case .grid: sampler = try GridSampler(space: space)
        case .tpe:
            sampler = TPESampler(
                space: space, metric: job.metric, seed: job.seed, settings: job.tpe)
        }
    }

    /// How many configurations there are to try, or nil where there is no end.
    package var limit: Int? { sampler.limit }

    /// Whether the next trial's configuration can be drawn: all outcomes that it depends on are in.
    package var isReady: Bool { endedCount >= sampler.outcomesNeeded(for: nextTrial) }

    /// Takes in how a trial ended, one below `nextTrial`: once each, in any order.
    package mutating func learn(_ outcome: TrialOutcome, trial: Int) {
        sampler.learn(outcome, trial: trial)
        endedLater.insert(trial)
        while endedLater.remove(endedCount) != nil { endedCount += 1 }
    }

    /// Takes in the recorded configuration of trial `nextTrial`.
    package mutating func replay(_ configuration: Configuration) {
        sampler.replay(configuration, trial: nextTrial)
        nextTrial += 1
    }

    /// The configuration of a trial, which must be `nextTrial`, ready and below the limit.
    package mutating func configuration(trial: Int) -> Configuration {
        precondition(
            trial == nextTrial,
            "configurations come in the order of trials: asked for \(trial), next is \(nextTrial)")
        precondition(isReady, "trial \(trial) is drawn before the outcomes that it depends on")
        nextTrial += 1
        return sampler.configuration(trial: trial)
    }
}
