import Models
import Objectives

extension TrainingSubject {
    /// The trial's best epoch in the search by the job's metric, as its early stopping counts
    /// improvements; nil if the metric was never measured.
    ///
    /// - Throws: `NetworkJobError` if the job trains no network; `ModelMismatch` if the
    ///   configuration can't be trained.
    package func bestEpoch() throws -> Int? {
        let rule = try BestEpoch(of: NetworkJob(job), in: configuration)
        return rule.index(in: intermediateResults).map { intermediateResults[$0].epoch }
    }
}
