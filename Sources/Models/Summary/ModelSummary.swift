package import StudyModel
import TrainingEngine

/// A job's networks in one configuration, layer by layer, with their costs.
package struct ModelSummary: Sendable, Hashable, Codable {
    package struct Layer: Sendable, Hashable, Codable {
        /// The name in checkpoints: `encoder.0`.
        package var name: String
        /// The layer as a line of text: `Conv2d 1→8, 3×3, stride 2, pad 1`.
        package var text: String
        /// The output's channels, height and width; or its length.
        package var output: [Int]
        package var parameters: Int
        /// Per sample in a forward pass.
        package var multiplyAdds: Int

        private enum CodingKeys: String, CodingKey {
            case name, output, parameters
            case text = "words"
            case multiplyAdds = "multiply_adds"
        }
    }

    package struct Part: Sendable, Hashable, Codable {
        package var name: String
        package var input: [Int]
        package var layers: [Layer]
        /// Whether it is loaded from a file and not trained.
        package var isFrozen: Bool

        private enum CodingKeys: String, CodingKey {
            case name, input, layers
            case isFrozen = "frozen"
        }

        package var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }
        package var multiplyAdds: Int { layers.reduce(0) { $0 + $1.multiplyAdds } }
    }

    /// The training of a network: names and texts, in order.
    package struct Training: Sendable, Hashable, Codable {
        package struct Item: Sendable, Hashable, Codable {
            package var name: String
            package var text: String

            private enum CodingKeys: String, CodingKey {
                case name
                case text = "words"
            }
        }

        /// A GAN's part, or nil if there is one network.
        package var part: String?
        package var items: [Item]
    }

    package var study: String
    package var objective: String
    package var parts: [Part]
    package var training: [Training]
    /// The smallest and the largest number of parameters in the search space.
    package var smallest: Int
    package var largest: Int
    /// The memory of a trial with this configuration during training.
    package var memory: TrialMemory
    /// The trial of the space with the most memory, or nil if no trial is valid.
    package var largestTrial: LargestTrial?

    package var parameters: Int { parts.reduce(0) { $0 + $1.parameters } }
    package var multiplyAdds: Int { parts.reduce(0) { $0 + $1.multiplyAdds } }
}

extension ModelSummary {
    /// - Parameters:
    ///   - job: of an objective with a model.
    ///   - space: the job's search space, with its pools drawn.
    ///   - samples: the sizes of the data set in memory, if they are known.
    /// - Throws: `ModelMismatch` if the model or the training is invalid in this configuration.
    package init(
        job: NetworkJob, configuration: Configuration, space: SearchSpace,
        samples: SampleSizes? = nil
    ) throws(ModelMismatch) {
        let networks = try JobNetwork.networks(of: job, in: configuration)
        study = job.study
        objective = job.objective.rawValue
        let frozen = job.pretrained.map { $0.isFrozen ? $0.parts : [] } ?? []
        parts = networks.flatMap { network in
            network.parts.map { name in
                Part(name, of: network.network, isFrozen: frozen.contains(name))
            }
        }
        var training: [Training] = []
        for network in networks {
            let plan = try TrainingPlan(
                job: job, part: network.ganPart, configuration: configuration)
            training.append(
                Training(part: network.ganPart, items: plan.text(for: job, configuration)))
        }
        self.training = training
        let counts = space.combinations(of: job.modelParameters).compactMap { other in
            try? JobNetwork.networks(of: job, in: other)
                .reduce(0) { $0 + $1.network.parameterCount }
        }
        let own = networks.reduce(0) { $0 + $1.network.parameterCount }
        smallest = min(own, counts.min() ?? own)
        largest = max(own, counts.max() ?? own)
        memory = try TrialMemory(of: job, in: configuration, samples: samples)
        largestTrial = TrialMemory.largest(of: job, in: space, samples: samples)
    }
}

extension ModelSummary.Part {
    fileprivate init(_ name: String, of network: Network, isFrozen: Bool) {
        let own = network.layers.indices.filter { network.layers[$0].name.hasPrefix(name + ".") }
        self.init(
            name: name, input: network.inputShape(of: own.first ?? 0).extents,
            layers: own.map { index in
                let layer = network.layers[index]
                return ModelSummary.Layer(
                    name: layer.name,
                    text: layer.layer.text(
                        from: network.sources[index], to: network.shapes[index]),
                    output: network.shapes[index].extents,
                    parameters: network.parameterCount(of: index),
                    multiplyAdds: network.multiplyAdds(of: index))
            }, isFrozen: isFrozen)
    }
}
