import Models
import StudyModel
import TrainingEngine

/// Checks that the model fits the samples in every configuration.
extension JobReader {
    /// Notes the first layer or setting that doesn't fit in some configuration.
    ///
    /// - Parameter space: the space, with its pools drawn.
    mutating func checkShapes(_ fields: JobFields, _ job: NetworkJob, _ space: SearchSpace) {
        let names = job.modelParameters
        let shapes = space.combinations(of: names)
        if let found = Self.mismatch(
            in: shapes,
            { configuration throws(ModelMismatch) in
                _ = try JobNetwork.networks(of: job, in: configuration)
            })
        {
            note(found, job, fields)
            return
        }
        checkWeights(job, shapes)
        if job.objective.predictsClasses {
            let outputs = shapes.compactMap {
                try? JobNetwork.networks(of: job, in: $0).last?.network.output.count
            }
            checkLabels(outputs: outputs.min() ?? .max)
            if job.dataset.classCount == nil, let most = outputs.max() {
                checkClassWeights(job, classes: most)
            }
        }
        let others = Set(space.parameters.map(\.name)).subtracting(names)
        let parts: [String?] = job.objective.isAdversarial ? TrainingDescription.ganParts : [nil]
        let plans = space.combinations(of: others)
        if let found = Self.mismatch(
            in: plans,
            { configuration throws(ModelMismatch) in
                for part in parts {
                    _ = try TrainingPlan(job: job, part: part, configuration: configuration)
                }
            })
        {
            note(found.reason, at: position(of: found.mismatch, fields))
        }
    }

    /// Notes weights from a file that don't fit the model in some configuration.
    private mutating func checkWeights(
        _ job: NetworkJob, _ configurations: [Configuration]
    ) {
        guard let (facts, position) = pretrainedTensors, let pretrained = job.pretrained else {
            return
        }
        let found = Self.mismatch(in: configurations) {
            (configuration) throws(ModelMismatch) in
            for own in try JobNetwork.networks(of: job, in: configuration) {
                let text =
                    own.network.complaint(about: facts, parts: pretrained.parts)
                    ?? own.network.complaint(aboutValuesOf: facts, parts: pretrained.parts)
                if let text {
                    throw ModelMismatch(
                        part: "pretrained.file", reason: "\(pretrained.file.path): \(text)")
                }
            }
        }
        if let found { note(found.reason, at: position) }
    }

    /// The first mismatch; the reason names the configuration if other configurations fit.
    private static func mismatch(
        in configurations: [Configuration],
        _ check: (Configuration) throws(ModelMismatch) -> Void
    ) -> (mismatch: ModelMismatch, reason: String, isAlways: Bool)? {
        var first: (mismatch: ModelMismatch, configuration: Configuration)?
        var isAlways = true
        for configuration in configurations {
            do {
                try check(configuration)
                isAlways = false
            } catch {
                if first == nil { first = (error, configuration) }
            }
            if first != nil, !isAlways { break }
        }
        guard let first else { return nil }
        let values = first.configuration.entries.filter { entry in
            configurations.contains { $0[entry.name] != entry.value }
        }
        let trial = Configuration(values)
        let suffix = isAlways || values.isEmpty ? "" : " (with \(trial))"
        return (first.mismatch, "\(first.mismatch)\(suffix)", isAlways)
    }

    /// Notes a layer that doesn't fit.
    ///
    /// A job without a model can't mend a layer: if its objective's own model fits in no
    /// configuration, the data set is the cause.
    private mutating func note(
        _ found: (mismatch: ModelMismatch, reason: String, isAlways: Bool), _ job: NetworkJob,
        _ fields: JobFields
    ) {
        guard fields["model"] == nil, found.mismatch.layer != nil, found.isAlways,
            let dataset = fields.values["dataset"]
        else { return note(found.reason, at: position(of: found.mismatch, fields)) }
        let shape = job.dataset.sampleShape
        note(
            "\(found.reason); the \(job.objective.rawValue)'s own model doesn't fit samples of "
                + Self.shown(shape) + (shape.count == 3 ? " (channels, height, width)" : "")
                + "; expected another dataset.shape, or a model",
            at: dataset.position)
    }

    private func position(of mismatch: ModelMismatch, _ fields: JobFields) -> Position {
        if let layer = mismatch.layer, let positions = layerPositions[mismatch.part],
            positions.indices.contains(layer)
        {
            return positions[layer]
        }
        let key = mismatch.part == "training" ? "training" : "model"
        return partPositions[mismatch.part] ?? fields.values[key]?.position
            ?? fields.values["space"]?.position ?? fields.position
    }
}
