import Models
import StudyModel

/// Whether the model fits the samples, whatever the parameters are.
extension JobReader {
    /// Combinations of parameters up to here are all tried.
    private static let maximumCombinations = 256

    /// Notes the first layer or setting that doesn't fit in some configuration.
    ///
    /// - Parameter space: with its pools drawn.
    mutating func checkShapes(_ fields: JobFields, _ job: Job, _ space: SearchSpace) {
        let requirements = ObjectiveRequirements(
            job.objective, model: job.model, corruption: job.corruption)
        guard requirements.trains else { return }
        // Parameters of the model, and of what the generator begins with.
        let inModel =
            (job.modelInUse?.parts ?? []).flatMap(\.layers).flatMap(\.settings)
            + (job.training["latent_dimension"].map { [Setting("latent_dimension", $0)] } ?? [])
        let names = Set(inModel.compactMap { $0.value.parameterName } + ["latent_dimension"])
        let shapes = Self.configurations(space) { names.contains($0) }
        if let found = Self.mismatch(
            in: shapes, of: names,
            { configuration throws(ModelMismatch) in
                _ = try JobNetwork.networks(of: job, in: configuration)
            })
        {
            note(found.reason, at: position(of: found.mismatch, fields))
            return
        }
        let others = Set(space.parameters.map(\.name)).subtracting(names)
        let parts: [String?] = job.objective == .gan ? TrainingDescription.ganParts : [nil]
        let plans = Self.configurations(space) { others.contains($0) }
        if let found = Self.mismatch(
            in: plans, of: others,
            { configuration throws(ModelMismatch) in
                for part in parts {
                    _ = try TrainingPlan(job: job, part: part, configuration: configuration)
                }
            })
        {
            note(found.reason, at: position(of: found.mismatch, fields))
        }
    }

    /// The first mismatch, in words that name the configuration where others have none.
    private static func mismatch(
        in configurations: [Configuration], of names: Set<String>,
        _ check: (Configuration) throws(ModelMismatch) -> Void
    ) -> (mismatch: ModelMismatch, reason: String)? {
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
            names.contains(entry.name)
                && configurations.contains { $0[entry.name] != entry.value }
        }
        let trial = Configuration(values)
        let suffix = isAlways || values.isEmpty ? "" : " (with \(trial))"
        return (first.mismatch, "\(first.mismatch)\(suffix)")
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

    /// All combinations of some parameters' values, the others at their first; where they are too
    /// many, each parameter's ends and choices alone.
    private static func configurations(
        _ space: SearchSpace, varying: (String) -> Bool
    ) -> [Configuration] {
        let first = Configuration(
            space.parameters.map { .init($0.name, $0.domain.samples[0]) })
        let varied = space.parameters.indices.filter {
            varying(space.parameters[$0].name) && space.parameters[$0].domain.samples.count > 1
        }
        var all = [first]
        for index in varied {
            let values = space.parameters[index].domain.samples
            guard all.count * values.count <= maximumCombinations else {
                return varied.reduce(into: [first]) { list, index in
                    for value in space.parameters[index].domain.samples.dropFirst() {
                        list.append(first.replacing(index, with: value))
                    }
                }
            }
            all = all.flatMap { base in values.map { base.replacing(index, with: $0) } }
        }
        return all
    }
}

extension Configuration {
    fileprivate func replacing(_ index: Int, with value: ParameterValue) -> Configuration {
        var copy = self
        copy.entries[index].value = value
        return copy
    }
}

extension SettingValue {
    /// The parameter that gives the value, if one does.
    var parameterName: String? {
        if case .parameter(let name) = self { return name }
        return nil
    }
}

extension Domain {
    /// All values where they are few; else the ends.
    fileprivate var samples: [ParameterValue] {
        switch self {
        case .categorical(let choices): choices
        case .int(let domain):
            domain.count <= 32
                ? (0..<domain.count).map { .int(domain.value(at: $0)) }
                : [.int(domain.low), .int(domain.high)]
        case .float(let domain):
            domain.low == domain.high
                ? [.float(domain.low)] : [.float(domain.low), .float(domain.high)]
        case .pool(let pool): pool.fixed
        }
    }
}
