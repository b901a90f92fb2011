package import Models
package import StudyModel
import TrainingEngine

/// Finds the best epoch of a trial by the job's metric.
///
/// It is a pure function of the reports, so an interrupted training finds the same epoch.
package struct BestEpoch: Sendable {
    private let metric: Metric
    /// Without early stopping in the job, any improvement counts, however small.
    private let rule: EarlyStopping

    init(_ stopping: EarlyStopping?, metric: Metric) {
        self.metric = metric
        rule = stopping ?? EarlyStopping(patience: .max)
    }

    /// - Throws: `ModelMismatch` if the configuration can't be trained.
    package init(of job: NetworkJob, in configuration: Configuration) throws(ModelMismatch) {
        let part = job.objective.isAdversarial ? TrainingDescription.ganParts[0] : nil
        let plan = try TrainingPlan(job: job, part: part, configuration: configuration)
        self.init(plan.earlyStopping, metric: job.metric)
    }

    /// The index of the best report, the first of equal ones; nil if the metric was never measured.
    package func index(in intermediateResults: [IntermediateResult]) -> Int? {
        rule.bestIndex(in: metric.history(of: intermediateResults))
    }
}

extension Metric {
    /// The metric's value per epoch, negated if higher is better; NaN if it was not measured.
    func history(of intermediateResults: [IntermediateResult]) -> [Double] {
        intermediateResults.map { intermediate in
            let value = intermediate.metrics[name] ?? .nan
            return direction == .minimize ? value : -value
        }
    }
}
