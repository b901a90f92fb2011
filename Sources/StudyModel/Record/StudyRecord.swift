/// The complete record of a study.
package struct StudyRecord: Sendable, Hashable, Codable {
    package var job: Job
    /// The number of coordinator starts on the study: the incarnation of the last one.
    package var incarnation: Int
    /// Ordered by number, without gaps.
    package var trials: [TrialRecord]
    /// The number of conflicting results.
    package var conflicts: Int

    package init(job: Job, incarnation: Int = 0, trials: [TrialRecord] = [], conflicts: Int = 0) {
        self.job = job
        self.incarnation = incarnation
        self.trials = trials
        self.conflicts = conflicts
    }
}
