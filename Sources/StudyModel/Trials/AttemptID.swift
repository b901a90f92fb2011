/// Identifies one execution of a trial.
///
/// It is the fencing token in every message about the execution.
package struct AttemptID: Sendable, Hashable, Codable {
    package var study: String
    package var trial: Int
    /// Counted from 1 per trial.
    package var number: Int
    /// The number of coordinator starts on the study when the attempt was issued.
    package var epoch: Int
    package var jobFingerprint: UInt64

    package init(study: String, trial: Int, number: Int, epoch: Int, jobFingerprint: UInt64) {
        self.study = study
        self.trial = trial
        self.number = number
        self.epoch = epoch
        self.jobFingerprint = jobFingerprint
    }
}

extension AttemptID: CustomStringConvertible {
    package var description: String { "\(study)/\(trial)#\(number)" }
}
