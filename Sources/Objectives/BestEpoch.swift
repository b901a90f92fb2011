package import Models
package import StudyModel
import TrainingEngine

/// Which of a trial's epochs is the best by its job's metric: a function of the reports alone, so
/// that an interrupted training finds the same one.
package struct BestEpoch: Sendable {
    private let metric: Metric
    /// Without a job's early stopping any improvement counts, however small.
    private let rule: EarlyStopping

    init(_ stopping: EarlyStopping?, metric: Metric) {
        self.metric = metric
        rule = stopping ?? EarlyStopping(patience: .max)
    }

    /// - Throws: where the configuration can't be trained.
    package init(of job: Job, in configuration: Configuration) throws(ModelMismatch) {
        let part = job.objective == .gan ? TrainingDescription.ganParts[0] : nil
        let plan = try TrainingPlan(job: job, part: part, configuration: configuration)
        self.init(plan.earlyStopping, metric: job.metric)
    }

    /// Its place among the reports, of equal ones the first; nil where it was never measured.
    package func index(in reports: [Report]) -> Int? {
        rule.bestIndex(in: metric.history(of: reports))
    }
}

extension Metric {
    /// Its values epoch after epoch, such that lower is better; not a number where it was not
    /// measured.
    func history(of reports: [Report]) -> [Double] {
        reports.map { report in
            let value = report.metrics[name] ?? .nan
            return direction == .minimize ? value : -value
        }
    }
}
