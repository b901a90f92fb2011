/// A part of a model that an objective asks for.
package struct PartRequirement: Sendable, Hashable {
    package var name: String
    package var isRequired: Bool

    package init(_ name: String, isRequired: Bool = true) {
        self.name = name
        self.isRequired = isRequired
    }
}

/// What an objective asks of a job: the one place that the job checker and the objective itself go
/// by.
package struct ObjectiveRequirements: Sendable, Hashable {
    /// The parameters it knows, or nil where it takes any.
    ///
    /// A parameter that several settings refer to is here once for each thing that it must be.
    package var parameters: [ParameterRequirement]?
    /// The metrics it reports.
    package var metrics: [String]
    /// Whether it trains on a data set, for a number of epochs.
    package var trains: Bool
    /// The model's parts, in the order of the data.
    package var parts: [PartRequirement]

    /// What an objective asks whatever its model is; of parameters, those that any model may have.
    ///
    /// Nothing uses a `repetition`: its values train one configuration with several seeds, as each
    /// trial has random numbers of its own.
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

    /// What an objective asks with a model, training and corruption that refer to parameters.
    ///
    /// - Parameters:
    ///   - model: the objective's own where it is nil.
    ///   - hasQuality: whether the quality of a GAN's samples is measured, which is the first
    ///     metric then.
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

    /// What a job's objective asks.
    package init(_ job: Job) {
        self.init(
            job.objective, model: job.model, training: job.training, corruption: job.corruption,
            hasQuality: job.quality != nil)
    }

    /// All that is asked of a parameter.
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
