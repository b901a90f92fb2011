package import StudyModel
import TrainingEngine

/// What a trained model costs to keep and to use, as metrics beside those of its training.
///
/// They depend on the configuration alone, so that they can be objectives of a study. The time per
/// sample is none of them: it differs from run to run, and tables must not.
package struct ModelCost: Sendable, Hashable {
    /// The number of trained values, of frozen parts too.
    package static let parameters = "parameters"
    /// The multiply-adds of linear layers and convolutions for one sample, in a forward pass.
    package static let multiplyAdds = "multiply_adds"
    /// The names of the metrics.
    package static let metrics = [parameters, multiplyAdds]

    /// The values by name: only of those metrics that the job needs.
    ///
    /// So the records of studies that do not need them stay as they are.
    package let values: [String: Double]

    /// The cost of all networks of a job in a configuration; of both networks for a GAN.
    package init(
        of job: NetworkJob, in configuration: Configuration
    ) throws(ModelMismatch) {
        let names = Self.metrics.filter(job.job.uses(metric:))
        guard !names.isEmpty else {
            values = [:]
            return
        }
        let networks = try JobNetwork.networks(of: job, in: configuration).map(\.network)
        let parameters = networks.reduce(0) { $0 + $1.parameterCount }
        let work = networks.reduce(0) { total, network in
            network.layers.indices.reduce(total) { $0 + network.multiplyAdds(of: $1) }
        }
        let all = [Self.parameters: Double(parameters), Self.multiplyAdds: Double(work)]
        values = all.filter { names.contains($0.key) }
    }
}
