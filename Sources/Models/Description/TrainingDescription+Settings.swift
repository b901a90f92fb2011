package import StudyModel

/// The settings of a training, with PyTorch's semantics and defaults.
extension TrainingDescription {
    package static let losses = [
        "mse", "l1", "huber", "bce", "bce_with_logits", "cross_entropy",
    ]
    package static let optimizers = ["Adam", "AdamW", "RMSprop", "SGD"]
    package static let schedules = [
        "constant", "step", "exponential", "cosine", "one_cycle", "plateau",
    ]
    package static let initialisers = [
        "xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "constant",
    ]
    /// The networks of a GAN; each has its own optimizer.
    package static let ganParts = ["generator", "discriminator"]

    private static func only(_ setting: String, _ words: String...) -> SettingRule.Condition {
        SettingRule.Condition(setting: setting, words: words)
    }

    /// The settings of an optimizer; a GAN also has them per part.
    package static let optimizerRules = [
        SettingRule(
            "optimizer", .text(optimizers), .value(.text("Adam")), from: ["optimizer"]),
        SettingRule("learning_rate", .float(.aboveZero), .required, from: ["learning_rate"]),
        SettingRule(
            "weight_decay", .float(.atLeastZero), .derived("0, and 0.01 with AdamW"),
            from: ["weight_decay", "l2"]),
        SettingRule(
            "momentum", .float(.atLeastZero), .value(.float(0)), from: ["momentum"],
            only: only("optimizer", "SGD", "RMSprop")),
        SettingRule("nesterov", .bool, .value(.bool(false)), only: only("optimizer", "SGD")),
        SettingRule(
            "beta1", .float(.share), .value(.float(0.9)), only: only("optimizer", "Adam", "AdamW")),
        SettingRule(
            "beta2", .float(.share), .value(.float(0.999)),
            only: only("optimizer", "Adam", "AdamW")),
        SettingRule(
            "alpha", .float(.share), .value(.float(0.99)), only: only("optimizer", "RMSprop")),
        SettingRule(
            "epsilon", .float(.atLeastZero), .value(.float(1e-8)),
            only: only("optimizer", "Adam", "AdamW", "RMSprop")),
        SettingRule("clipping.norm", .float(.aboveZero)),
        SettingRule("clipping.value", .float(.aboveZero)),
    ]

    private static let lossRules = [
        SettingRule("loss.kind", .text(losses), .derived("the objective's")),
        SettingRule(
            "loss.delta", .float(.aboveZero), .value(.float(1)), only: only("loss.kind", "huber")),
        SettingRule(
            "loss.label_smoothing", .float(.wholeShare), .value(.float(0)),
            from: ["label_smoothing"], only: only("loss.kind", "cross_entropy")),
    ]

    private static let scheduleRules = [
        SettingRule("schedule.kind", .text(schedules), .value(.text("constant"))),
        SettingRule(
            "schedule.counts", .text(["epochs", "steps"]), .value(.text("epochs")),
            only: only("schedule.kind", "step", "exponential", "cosine", "one_cycle")),
        SettingRule(
            "schedule.every", .int(1...1_000_000_000), .required,
            only: only("schedule.kind", "step")),
        SettingRule(
            "schedule.factor", .float(.positiveShare), .value(.float(0.1)),
            only: only("schedule.kind", "step", "exponential", "plateau")),
        SettingRule(
            "schedule.period", .int(2...1_000_000_000), .derived("the whole training"),
            only: only("schedule.kind", "cosine", "one_cycle")),
        SettingRule(
            "schedule.minimum", .float(.atLeastZero), .value(.float(0)),
            only: only("schedule.kind", "cosine", "plateau")),
        SettingRule(
            "schedule.rising_share", .float(.properShare), .value(.float(0.3)),
            only: only("schedule.kind", "one_cycle")),
        SettingRule(
            "schedule.start_divisor", .float(.aboveZero), .value(.float(25)),
            only: only("schedule.kind", "one_cycle")),
        SettingRule(
            "schedule.end_divisor", .float(.aboveZero), .value(.float(1e4)),
            only: only("schedule.kind", "one_cycle")),
        SettingRule(
            "schedule.linear", .bool, .value(.bool(false)),
            only: only("schedule.kind", "one_cycle")),
        SettingRule(
            "schedule.patience", .int(0...1_000_000), .value(.int(10)),
            only: only("schedule.kind", "plateau")),
        SettingRule(
            "schedule.threshold", .float(.atLeastZero), .value(.float(1e-4)),
            only: only("schedule.kind", "plateau")),
        SettingRule(
            "schedule.cooldown", .int(0...1_000_000), .value(.int(0)),
            only: only("schedule.kind", "plateau")),
        SettingRule("warm_up.length", .int(1...1_000_000_000)),
        SettingRule("warm_up.start_factor", .float(.positiveShare), .value(.float(1.0 / 3))),
    ]

    private static let endRules = [
        SettingRule("early_stopping.patience", .int(1...1_000_000)),
        SettingRule("early_stopping.minimum_delta", .float(.atLeastZero), .value(.float(0))),
    ]

    private static let initialiserRules = [
        SettingRule(
            "initialiser.kind", .text(initialisers), .value(.text("xavier_uniform"))),
        SettingRule(
            "initialiser.gain", .float(.aboveZero), .derived("1, and the root of 2 with he_…"),
            only: only(
                "initialiser.kind", "xavier_uniform", "xavier_normal", "he_uniform", "he_normal")),
        SettingRule(
            "initialiser.fan", .text(["inputs", "outputs"]), .value(.text("inputs")),
            only: only("initialiser.kind", "he_uniform", "he_normal")),
        SettingRule(
            "initialiser.value", .float(.any), .value(.float(0)),
            only: only("initialiser.kind", "constant")),
    ]

    /// All settings allowed for an objective's training, in the documentation's order.
    package static func rules(for objective: NetworkKind) -> [SettingRule] {
        let shared = lossRules + optimizerRules + scheduleRules
        switch objective {
        case .autoencoder, .denoisingAutoencoder:
            let words = losses.filter { $0 != "cross_entropy" }
            return (shared + endRules + initialiserRules).allowing(words, for: "loss.kind")
        case .classifier:
            return (shared + endRules + initialiserRules)
                .allowing(["cross_entropy"], for: "loss.kind")
        case .regression:
            return (shared + endRules + initialiserRules)
                .allowing(["mse", "l1", "huber"], for: "loss.kind")
        case .gan:
            let latent = SettingRule(
                "latent_dimension", .int(1...65_536), .value(.int(100)), from: ["latent_dimension"])
            let rules = [latent] + shared + endRules + initialiserRules
            // A GAN has no validation loss to monitor.
            return (rules + ganParts.flatMap(optimizerRules(of:)))
                .allowing(["bce", "bce_with_logits", "mse"], for: "loss.kind")
                .allowing(schedules.filter { $0 != "plateau" }, for: "schedule.kind")
        }
    }

    /// The optimizer settings of one part of a GAN.
    private static func optimizerRules(of part: String) -> [SettingRule] {
        optimizerRules.map { rule in
            var rule = rule
            rule.name = "\(part).\(rule.name)"
            rule.standard = .derived("as without \(part)")
            rule.parameterNames = []
            if let condition = rule.condition {
                rule.condition?.setting = "\(part).\(condition.setting)"
            }
            return rule
        }
    }

    /// The default loss of an objective.
    package static func usualLoss(of objective: NetworkKind) -> String {
        switch objective {
        case .autoencoder, .denoisingAutoencoder, .regression: "mse"
        case .classifier: "cross_entropy"
        case .gan: "bce"
        }
    }
}

extension TrainingDescription {
    /// The source of a setting: the part's setting, the common setting, or an existing parameter
    /// with one of the usual names; nil if none exists.
    ///
    /// - Parameter part: a GAN's part, or nil.
    package func source(
        of rule: SettingRule, part: String? = nil, has parameter: (String) -> Bool
    ) -> SettingValue? {
        if let part, let own = self["\(part).\(rule.name)"] { return own }
        if let common = self[rule.name] { return common }
        return rule.parameterNames.first(where: parameter).map(SettingValue.parameter)
    }

    /// A setting's value in a configuration, including the default; nil if there is none.
    package func value(
        of rule: SettingRule, part: String? = nil, in configuration: Configuration
    ) -> ParameterValue? {
        guard let source = source(of: rule, part: part, has: { configuration[$0] != nil }) else {
            return rule.standardValue
        }
        // A parameter that is inactive in the configuration leaves the default.
        return source.value(in: configuration) ?? rule.standardValue
    }

    /// The same training with the fewest settings for an objective and space, without redundant
    /// ones.
    package func canonical(for objective: NetworkKind, in space: SearchSpace)
        -> TrainingDescription
    {
        let rules = Self.rules(for: objective)
        let loss = Setting("loss.kind", .literal(.text(Self.usualLoss(of: objective))))
        let kept = rules.canonical(settings.filter { $0 != loss })
        return TrainingDescription(
            kept.filter { setting in
                guard case .parameter(let name) = setting.value,
                    let rule = rules.first(where: { $0.name == setting.name })
                else { return true }
                return rule.parameterNames.first { space[$0] != nil } != name
            })
    }
}

extension [SettingRule] {
    /// The rules with fewer words for one of them, without rules that no longer apply.
    fileprivate func allowing(_ words: [String], for name: String) -> [SettingRule] {
        compactMap { rule in
            var rule = rule
            if rule.name == name { rule.accepted = .text(words) }
            if let condition = rule.condition, condition.setting == name {
                let left = condition.words.filter(words.contains)
                if left.isEmpty { return nil }
                rule.condition?.words = left
            }
            return rule
        }
    }
}
