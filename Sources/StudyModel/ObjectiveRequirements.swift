/// A part of a model that an objective requires or allows.
package struct PartRequirement: Sendable, Hashable {
    package var name: String
    package var isRequired: Bool

    package init(_ name: String, isRequired: Bool = true) {
        self.name = name
        self.isRequired = isRequired
    }
}

/// The requirements of an objective on a job: the single source for the job checker and for the
/// objective itself.
package struct ObjectiveRequirements: Sendable, Hashable {
    /// The parameters it knows, or nil if it accepts any.
    ///
    /// A parameter used by several settings has one entry per distinct requirement.
    package var parameters: [ParameterRequirement]?
    /// The metrics it reports.
    package var metrics: [String]
    /// Whether it trains on a data set, for a number of epochs.
    package var trains: Bool
    /// The model's parts, in the order of the data.
    package var parts: [PartRequirement]

    /// The requirements that do not depend on the model; of the parameters, only those that every
    /// model allows.
    ///
    /// No code reads `repetition`. Its values train one configuration with several seeds, because
    /// each trial has its own random numbers.
    package init(_ objective: ObjectiveKind) {
        trains = objective != .null
        parameters =
            trains
            ? [
                ParameterRequirement("batch_size", .int(1...60_000), isRequired: false),
                ParameterRequirement("repetition", .int(1...10_000), isRequired: false),
            ] : nil
        switch objective {
        case .autoencoder, .denoisingAutoencoder:
            metrics = ["validation_loss", "train_loss"]
            parts = [PartRequirement("encoder"), PartRequirement("decoder")]
        case .classifier:
            metrics = ["validation_loss", "validation_accuracy", "train_loss"]
            parts = [
                PartRequirement("encoder", isRequired: false), PartRequirement("classifier"),
            ]
        case .gan:
            metrics = ["discriminator_loss", "generator_loss"]
            parts = [PartRequirement("generator"), PartRequirement("discriminator")]
        case .null:
            metrics = ["validation_loss"]
            parts = []
        }
    }

    /// The requirements with a model, training and corruption that refer to parameters.
    ///
    /// - Parameters:
    ///   - model: nil for the objective's standard model.
    ///   - hasQuality: whether the quality of a GAN's samples is measured; it is then the first
    ///     metric.
    package init(
        _ objective: ObjectiveKind, model: ModelDescription?,
        training: TrainingDescription = TrainingDescription(), corruption: [Setting] = [],
        hasQuality: Bool = false
    ) {
        self.init(objective)
        guard trains else { return }
        if hasQuality { metrics.insert(GANQuality.metric, at: 0) }
        for part in (model ?? StandardModel.description(of: objective))?.parts ?? [] {
            for layer in part.layers { add(layer.settings, layer.kind.rules) }
        }
        let rules = TrainingDescription.rules(for: objective)
        add(training.settings, rules)
        for rule in rules where training[rule.name] == nil {
            let parts = objective == .gan ? TrainingDescription.ganParts : []
            let isGivenToParts =
                !parts.isEmpty && parts.allSatisfy { training["\($0).\(rule.name)"] != nil }
            guard !isGivenToParts else { continue }
            for name in rule.parameterNames {
                add(
                    ParameterRequirement(
                        name, rule.accepted, isRequired: rule.standard == .required))
            }
        }
        add(corruption, Corruption.rules)
    }

    /// The requirements of a job's objective.
    package init(_ job: Job) {
        self.init(
            job.objective, model: job.model, training: job.training, corruption: job.corruption,
            hasQuality: job.quality != nil)
    }

    /// All requirements on a parameter.
    package func requirements(of name: String) -> [ParameterRequirement] {
        (parameters ?? []).filter { $0.name == name }
    }

    private mutating func add(_ settings: [Setting], _ rules: [SettingRule]) {
        for setting in settings {
            guard case .parameter(let name) = setting.value,
                let rule = rules.first(where: { $0.name == setting.name })
            else { continue }
            add(ParameterRequirement(name, rule.accepted))
        }
    }

    private mutating func add(_ requirement: ParameterRequirement) {
        guard
            let index = parameters?.firstIndex(where: {
                $0.name == requirement.name && $0.accepted == requirement.accepted
            })
        else {
            parameters?.append(requirement)
            return
        }
        if requirement.isRequired { parameters?[index].isRequired = true }
    }
}
