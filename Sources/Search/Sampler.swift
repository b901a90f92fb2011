package import StudyModel

/// Says what to try.
///
/// Configuration n depends only on the job, on n and on configurations 0..<n. A sampler is asked
/// for configurations in the order of their numbers; a study that goes on replays those that are
/// recorded first.
package protocol Sampler: Sendable {
    /// How many configurations there are to try, or nil where there is no end.
    var limit: Int? { get }

    /// Takes in a configuration that was drawn before, in the order of trials.
    mutating func replay(_ configuration: Configuration, trial: Int)

    /// The configuration of a trial, which must be the one after the last.
    mutating func configuration(trial: Int) -> Configuration
}

/// A job's sampler over its space with all pools drawn.
package struct StudySampler: Sendable {
    /// The space that is searched: the job's, with a choice in place of each pool.
    package let space: SearchSpace
    /// The number of the next trial.
    package private(set) var nextTrial = 0
    private var sampler: any Sampler

    /// Draws the pools and prepares the sampler.
    /// - Throws: `SearchError` where a pool can't be filled, or a grid has a continuous domain.
    package init(job: Job) throws(SearchError) {
        space = try job.space.resolvingPools(seed: job.seed)
        switch job.sampler {
        case .random: sampler = RandomSampler(space: space, seed: job.seed)
        case .grid: sampler = try GridSampler(space: space)
        }
    }

    /// How many configurations there are to try, or nil where there is no end.
    package var limit: Int? { sampler.limit }

    /// Takes in the recorded configuration of trial `nextTrial`.
    package mutating func replay(_ configuration: Configuration) {
        sampler.replay(configuration, trial: nextTrial)
        nextTrial += 1
    }

    /// The configuration of a trial, which must be `nextTrial` and below the limit.
    package mutating func configuration(trial: Int) -> Configuration {
        precondition(
            trial == nextTrial,
            "configurations come in the order of trials: asked for \(trial), next is \(nextTrial)")
        nextTrial += 1
        return sampler.configuration(trial: trial)
    }
}
