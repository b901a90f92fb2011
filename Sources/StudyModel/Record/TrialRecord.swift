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
