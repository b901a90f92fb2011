/// Identifies one execution of a trial.
///
/// It is the fencing token in every message about the execution.
package struct AttemptID: Sendable, Hashable, Codable {
    package var study: String
    package var trial: Int
    /// Counted from 1 per trial.
    package var number: Int
    /// The incarnation of the coordinator that issued the attempt.
    package var incarnation: Int
    package var jobFingerprint: UInt64

    package init(study: String, trial: Int, number: Int, incarnation: Int, jobFingerprint: UInt64) {
        self.study = study
        self.trial = trial
        self.number = number
        self.incarnation = incarnation
        self.jobFingerprint = jobFingerprint
    }
}

extension AttemptID: CustomStringConvertible {
    package var description: String { "\(study)/\(trial)#\(number)" }
}
