package import StudyModel

/// What a job file's reader learns of another study.
package struct FoundStudy: Sendable, Hashable {
    package var metric: Metric
    /// The names of its parameters.
    package var names: [String]
    /// Its complete trials, in the order of their numbers.
    package var trials: [Trial]
    /// SHA-256 of these trials, in hexadecimal digits.
    package var digest: String

    package init(metric: Metric, names: [String], trials: [Trial], digest: String) {
        self.metric = metric
        self.names = names
        self.trials = trials
        self.digest = digest
    }
}
