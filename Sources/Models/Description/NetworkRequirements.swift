package import StudyModel

/// What objectives that train networks require of a job.
extension ObjectiveRequirements {
    /// The requirements of a model, a training and a corruption that refer to parameters.
    ///
    /// No code reads `repetition`. Its values train one configuration with several seeds, because
    /// each trial has its own random numbers.
    ///
    /// - Parameters:
    ///   - model: nil for the kind's standard model.
    ///   - hasQuality: whether the quality of a GAN's samples is measured; it is then the first
    ///     metric.
    ///   - table: the data set, if it is a table.
    package init(
        _ kind: NetworkKind, model: ModelDescription? = nil,
        training: TrainingDescription = TrainingDescription(), corruption: [Setting] = [],
        hasQuality: Bool = false, table: TableDataset? = nil
    ) {
        self.init(
            parameters: [
                ParameterRequirement("batch_size", .int(1...60_000), isRequired: false),
                ParameterRequirement(Parameter.repetition, .int(1...10_000), isRequired: false),
                ParameterRequirement(
                    Parameter.randomTrial, .int(0...Job.largestCount), isRequired: false),
            ], metrics: kind.metrics(hasQuality: hasQuality, table: table) + ModelCost.metrics,
            hasEpochs: true)
        for layer in (model ?? StandardModel.description(of: kind, table: table)).allLayers {
            add(layer.settings, layer.kind.rules, haveDefaults: true)
        }
        for column in table?.columns ?? [] {
            let rule = TableDataset.Column.embeddingRule
            if let value = column.embedding { add([Setting(rule.name, value)], [rule]) }
        }
        let rules = TrainingDescription.rules(for: kind)
        add(training.settings, rules, haveDefaults: true)
        for rule in rules where training[rule.name] == nil {
            let parts = kind.isAdversarial ? TrainingDescription.ganParts : []
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

    /// Adds the requirements of settings that refer to parameters.
    ///
    /// - Parameter haveDefaults: whether a setting has its default if its parameter is inactive.
    private mutating func add(
        _ settings: [Setting], _ rules: [SettingRule], haveDefaults: Bool = false
    ) {
        for setting in settings {
            guard case .parameter(let name) = setting.value,
                let rule = rules.first(where: { $0.name == setting.name })
            else { continue }
            add(
                ParameterRequirement(
                    name, rule.accepted,
                    hasDefault: haveDefaults && rule.standard != .required))
        }
    }
}

extension NetworkKind {
    /// The metrics that it reports; the quality of a GAN's samples is the first if it is measured.
    ///
    /// - Parameter table: the data set, if it is a table; several targets have their own metrics.
    package func metrics(hasQuality: Bool, table: TableDataset? = nil) -> [String] {
        let own =
            switch self {
            case .autoencoder, .denoisingAutoencoder: ["validation_loss", "train_loss"]
            case .classifier: ["validation_loss", "validation_accuracy", "train_loss"]
            case .regression: RegressionMetric.names(of: table)
            case .gan: ["discriminator_loss", "generator_loss"]
            }
        return (hasQuality ? [GANQuality.metric] : []) + own
    }
}
