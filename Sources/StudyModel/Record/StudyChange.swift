/// One change to a study's record.
///
/// A coordinator's step is a list of these, committed together.
package enum StudyChange: Sendable, Hashable {
    /// A trial was sampled, or branches off another one, and is waiting.
    case trialAdded(number: Int, configuration: Configuration, start: TrialStart = .untrained)
    /// An attempt was issued; its trial is running.
    case attemptStarted(AttemptID, worker: WorkerIdentity)
    /// The current attempt sent an intermediate result; a repeated one changes nothing.
    case intermediateResult(trial: Int, IntermediateResult)
    /// The current attempt left a checkpoint on the way: a lost worker costs only what came after.
    case checkpointKept(AttemptID, digest: String)
    /// The first valid end of a segment: its attempt ends, and the trial pauses, with all its
    /// intermediate results. The checkpoint's digest is nil if there is none.
    case segmentReached(
        AttemptID, epoch: Int, checkpoint: String?, intermediateResults: [IntermediateResult])
    /// A paused trial waits for its next segment; `until` is nil for the last epoch.
    case trialResumed(number: Int, until: Int?)
    /// A paused trial was stopped.
    case trialPruned(number: Int, reason: String)
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
    /// The search ended because its budget is used up, while no trial was running.
    case searchEnded(reason: String)

    /// The trial that changes; nil if none does.
    package var trial: Int? {
        switch self {
        case .trialAdded(let number, _, _), .intermediateResult(let number, _),
            .trialResumed(let number, _), .trialPruned(let number, _), .trialReopened(let number):
            number
        case .attemptStarted(let id, _), .checkpointKept(let id, _),
            .segmentReached(let id, _, _, _), .attemptEnded(let id, _, _),
            .trialFinished(let id, _, _), .conflictingResult(let id, _):
            id.trial
        case .jobChanged, .searchEnded: nil
        }
    }
}
