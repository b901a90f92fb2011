package import StudyModel
import TrainingEngine

extension NetworkJob {
    /// The number of variables of a code in a configuration; nil if the model has no encoder, or
    /// the configuration no such model.
    package func codeSize(in configuration: Configuration) -> Int? {
        let encoder = "encoder"
        guard partsInUse.first == encoder else { return nil }
        let sample = Shape(sampleShape: network.dataset.sampleShape)
        return try? network(of: [encoder], input: sample, in: configuration).output.count
    }

    /// The largest number of variables that a code has in any configuration of the space; nil if it
    /// is not known.
    ///
    /// Sizes grow or shrink with each parameter, so the ends of ranges are enough; but all their
    /// combinations are needed.
    package var largestCodeSize: Int? {
        let names = codeParameters.intersection(job.space.parameters.map(\.name))
        let all = names.union(job.space.conditionNames(of: names))
        let limit = 1_024
        var count = 1
        for parameter in job.space.parameters where all.contains(parameter.name) {
            if case .pool = parameter.domain { return nil }
            count *= max(1, parameter.domain.samples.count)
            guard count <= limit else { return nil }
        }
        return job.space.combinations(of: names, limit: limit).compactMap(codeSize).max()
    }

    /// The number of a classifier's outputs in a configuration; nil for other models, or if the
    /// configuration has no such model.
    package func classCount(in configuration: Configuration) -> Int? {
        guard objective.predictsClasses else { return nil }
        return try? JobNetwork.networks(of: self, in: configuration).last?.network.output.count
    }

    /// The largest number of outputs that a classifier has in the configurations of the space.
    package var largestClassCount: Int? {
        job.space.combinations(of: modelParameters, limit: 64).compactMap(classCount).max()
    }

    /// The parameters that the encoder's layers and a table's embeddings refer to.
    private var codeParameters: Set<String> {
        let settings =
            (modelInUse["encoder"]?.layers ?? []).flatMap(\.withInner).flatMap(\.settings)
            + embeddingSettings
        return Set(settings.compactMap(\.value.parameterName))
    }
}
