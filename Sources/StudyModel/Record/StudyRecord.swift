/// The complete record of a study.
package struct StudyRecord: Sendable, Hashable, Codable {
    package var job: Job
    /// The number of coordinator starts on the study: the incarnation of the last one.
    package var incarnation: Int
    /// Ordered by number, without gaps.
    package var trials: [TrialRecord]
    /// The number of conflicting results.
    package var conflicts: Int
    /// Why the search ended although the job's number of trials was not reached; nil if it did not.
    package var end: String?

    package init(
        job: Job, incarnation: Int = 0, trials: [TrialRecord] = [], conflicts: Int = 0,
        end: String? = nil
    ) {
        self.job = job
        self.incarnation = incarnation
        self.trials = trials
        self.conflicts = conflicts
        self.end = end
    }
}
