import Portable
package import StudyModel
package import TrainingEngine

/// A network that a job's trials train.
package struct JobNetwork: Sendable, Hashable {
    /// The GAN's network that this is, or nil if there is only one.
    package var ganPart: String?
    /// The model's parts in this network, in data flow order.
    package var parts: [String]
    package var network: Network
}

extension JobNetwork {
    /// The networks of a job in a configuration, checked against the job's samples and objective.
    ///
    /// Autoencoders have one network of `encoder` and `decoder`. A classifier has one of `encoder`,
    /// if the model has it, and `classifier`. A regression has one of `regressor`. A GAN has
    /// `generator` and `discriminator`.
    ///
    /// - Throws: `ModelMismatch` at the layer that doesn't fit.
    package static func networks(
        of job: NetworkJob, in configuration: Configuration
    ) throws(ModelMismatch) -> [JobNetwork] {
        let (model, dataset) = (job.modelInUse, job.dataset)
        let known = job.objective.parts
        for part in known where part.isRequired && model[part.name] == nil {
            throw ModelMismatch(
                part: part.name,
                reason: "the model has no such part; the \(job.objective.rawValue) needs it")
        }
        let parts = known.map(\.name).filter { model[$0] != nil }
        let sample = Shape(sampleShape: dataset.sampleShape)
        switch job.objective {
        case .autoencoder, .denoisingAutoencoder:
            let network = try job.network(of: parts, input: sample, in: configuration)
            try checkRange(of: network, job, configuration)
            try demand(
                network.output.count == sample.count, of: network,
                "the decoder's output is \(network.output), \(network.output.count, "value"); "
                    + "expected \(sample.count), as many as its samples of \(sample)")
            return [JobNetwork(parts: parts, network: network)]
        case .classifier:
            let network = try job.network(of: parts, input: sample, in: configuration)
            guard case .vector(let outputs) = network.output else {
                throw last(
                    of: network,
                    "the classifier's output is \(network.output); expected a vector with a value "
                        + "for each class")
            }
            // Labels are bytes.
            let classes = min(dataset.classCount ?? outputs, 256)
            try demand(
                outputs == classes && outputs > 1, of: network,
                "the classifier has \(outputs, "output"); expected \(max(2, classes)), one for "
                    + "each class")
            return [JobNetwork(parts: parts, network: network)]
        case .regression:
            let network = try job.network(of: parts, input: sample, in: configuration)
            let count = dataset.table?.outputCount ?? 1
            try demand(
                network.output == .vector(count), of: network,
                "the regressor's output is \(network.output); expected a vector of \(count), one "
                    + "for each target")
            return [JobNetwork(parts: parts, network: network)]
        case .gan:
            let settings = TrainingSettings(job: job, part: nil, configuration: configuration)
            let generator = try model.network(
                of: ["generator"], input: .vector(try settings.latentDimension()),
                in: configuration)
            try demand(
                generator.output.count == sample.count, of: generator,
                "the generator's output is \(generator.output), "
                    + "\(generator.output.count, "value"); expected \(sample.count), as many as a "
                    + "sample of \(sample)")
            let discriminator = try model.network(
                of: ["discriminator"], input: sample, in: configuration)
            try demand(
                discriminator.output.count == 1, of: discriminator,
                "the discriminator has \(discriminator.output.count) outputs; expected 1")
            try checkRange(of: discriminator, job, configuration)
            return [
                JobNetwork(ganPart: "generator", parts: ["generator"], network: generator),
                JobNetwork(
                    ganPart: "discriminator", parts: ["discriminator"], network: discriminator),
            ]
        }
    }

    /// Refuses binary cross entropy for outputs that may be outside 0…1.
    private static func checkRange(
        of network: Network, _ job: NetworkJob, _ configuration: Configuration
    ) throws(ModelMismatch) {
        let settings = TrainingSettings(job: job, part: nil, configuration: configuration)
        guard try settings.loss() == .binaryCrossEntropy else { return }
        let last = network.layers.last { $0.layer != .flatten && !$0.layer.isUnflatten }
        try demand(
            last?.layer == .sigmoid, of: network,
            "the loss bce needs outputs from 0 to 1; end with sigmoid, or use bce_with_logits")
    }

    private static func demand(
        _ isRight: Bool, of network: Network, _ reason: String
    ) throws(ModelMismatch) {
        guard isRight else { throw last(of: network, reason) }
    }

    /// A mismatch at a network's last layer.
    private static func last(of network: Network, _ reason: String) -> ModelMismatch {
        let name = network.layers.last?.name ?? ""
        return ModelMismatch(
            .mismatch(layer: name, reason: reason),
            parts: [String(name.prefix { $0 != "." })])
    }
}

extension Layer {
    fileprivate var isUnflatten: Bool {
        switch self {
        case .unflatten, .unflatten1D: true
        default: false
        }
    }
}
