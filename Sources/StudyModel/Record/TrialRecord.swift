/// A trial with its reports and attempts.
package struct TrialRecord: Sendable, Hashable, Codable {
    package var trial: Trial
    package var intermediateResults: [IntermediateResult]
    package var attempts: [AttemptRecord]

    package init(
        trial: Trial, intermediateResults: [IntermediateResult] = [], attempts: [AttemptRecord] = []
    ) {
        self.trial = trial
        self.intermediateResults = intermediateResults
        self.attempts = attempts
    }
}
