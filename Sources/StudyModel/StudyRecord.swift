/// One change to a study's record.
///
/// A coordinator's step is a list of these, committed together.
package enum StudyChange: Sendable, Hashable {
    /// A trial was sampled and is waiting.
    case trialAdded(number: Int, configuration: Configuration)
    /// An attempt was issued; its trial is running.
    case attemptStarted(AttemptID, worker: WorkerIdentity)
    /// The current attempt sent an intermediate result; a repeated one changes nothing.
    case reported(trial: Int, Report)
    /// An attempt ended without a result; its trial waits again unless it is terminal.
    case attemptEnded(AttemptID, AttemptOutcome, note: String)
    /// The first valid result of a trial: its attempt and the trial end, with all reports.
    case trialFinished(AttemptID, TrialOutcome, reports: [Report])
    /// A second, different result arrived for a terminal trial; it is kept for the warning and
    /// changes nothing.
    case conflictingResult(AttemptID, TrialOutcome)
    /// A failed trial waits again, because the cause of the failure is gone; its previous attempts
    /// are superseded.
    case trialReopened(number: Int)
    /// The job was extended (more trials, more epochs).
    case jobChanged(Job)
}

/// One attempt as recorded.
package struct AttemptRecord: Sendable, Hashable, Codable {
    package var number: Int
    package var epoch: Int
    package var worker: WorkerIdentity
    /// Seconds since 1970, by the coordinator's wall clock.
    package var startedAt: Double
    package var endedAt: Double?
    package var outcome: AttemptOutcome
    package var note: String

    package init(
        number: Int, epoch: Int, worker: WorkerIdentity, startedAt: Double, endedAt: Double? = nil,
        outcome: AttemptOutcome = .running, note: String = ""
    ) {
        self.number = number
        self.epoch = epoch
        self.worker = worker
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.note = note
    }
}

/// A trial with its reports and attempts.
package struct TrialRecord: Sendable, Hashable, Codable {
    package var trial: Trial
    package var reports: [Report]
    package var attempts: [AttemptRecord]

    package init(trial: Trial, reports: [Report] = [], attempts: [AttemptRecord] = []) {
        self.trial = trial
        self.reports = reports
        self.attempts = attempts
    }
}

/// The complete record of a study.
package struct StudyRecord: Sendable, Hashable, Codable {
    package var job: Job
    /// The number of coordinator starts on the study.
    package var epoch: Int
    /// Ordered by number, without gaps.
    package var trials: [TrialRecord]
    /// The number of conflicting results.
    package var conflicts: Int

    package init(job: Job, epoch: Int = 0, trials: [TrialRecord] = [], conflicts: Int = 0) {
        self.job = job
        self.epoch = epoch
        self.trials = trials
        self.conflicts = conflicts
    }
}
