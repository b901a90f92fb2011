/// One change to a study's record.
///
/// A coordinator's step is a list of these, committed together.
package enum StudyChange: Sendable, Hashable {
    /// A trial was sampled and is waiting.
    case trialAdded(number: Int, configuration: Configuration)
    /// An attempt was issued; its trial is running.
    case attemptStarted(AttemptID, worker: WorkerIdentity)
    /// The current attempt sent an intermediate result; a repeated one changes nothing.
    case intermediateResult(trial: Int, IntermediateResult)
    /// An attempt ended without a result; its trial waits again unless it is terminal.
    case attemptEnded(AttemptID, AttemptOutcome, note: String)
    /// The first valid result of a trial: its attempt and the trial end, with all reports.
    case trialFinished(AttemptID, TrialOutcome, intermediateResults: [IntermediateResult])
    /// A second, different result arrived for a terminal trial; it is kept for the warning and
    /// changes nothing.
    case conflictingResult(AttemptID, TrialOutcome)
    /// A failed trial waits again, because the cause of the failure is gone; its previous attempts
    /// are superseded.
    case trialReopened(number: Int)
    /// The job was extended (more trials, more epochs).
    case jobChanged(Job)
}
