import Search
package import StudyModel

extension Job {
    /// The most trials that the study can have; nil if their number is not limited beforehand.
    package var mostTrials: Int? {
        // A population branches off further trials.
        guard hasTrialLimit, scheduler.type != SchedulerKind.pbt.name else { return nil }
        return min(trials, (try? StudySampler(job: self).limit) ?? trials)
    }
}
