import StudyModel
import TrainingEngine

/// The training settings of a job with their values in one configuration.
struct TrainingSettings {
    private let job: NetworkJob
    private let part: String?
    private let configuration: Configuration
    private let rules: [SettingRule]

    init(job: NetworkJob, part: String?, configuration: Configuration) {
        self.job = job
        self.part = part
        self.configuration = configuration
        rules = TrainingDescription.rules(for: job.objective)
    }

    func mismatch(_ reason: String) -> ModelMismatch {
        ModelMismatch(part: "training", reason: reason)
    }

    /// A setting's value if its condition holds, else its default.
    private func value(_ name: String) throws(ModelMismatch) -> ParameterValue? {
        guard let rule = rules.first(where: { $0.name == name }) else { return nil }
        if let condition = rule.condition {
            let found = try value(condition.setting)
            guard condition.words.contains(where: { found == .text($0) }) else {
                return rule.standardValue
            }
        }
        var value = job.training.value(of: rule, part: part, in: configuration)
        if value == nil, name == "loss.kind" {
            value = .text(TrainingDescription.usualLoss(of: job.objective))
        }
        if value == nil, rule.standard == .required {
            throw mismatch("\(name) is missing; expected \(rule.accepted.expectation)")
        }
        if let value, !rule.accepted.accepts(value) {
            throw mismatch("\(name) is \(value); expected \(rule.accepted.expectation)")
        }
        return value
    }

    private func int(_ name: String) throws(ModelMismatch) -> Int? {
        if case .int(let number)? = try value(name) { return number }
        return nil
    }

    private func float(_ name: String) throws(ModelMismatch) -> Double? { try value(name)?.number }

    private func word(_ name: String) throws(ModelMismatch) -> String? {
        if case .text(let word)? = try value(name) { return word }
        return nil
    }

    /// 0 without a generator.
    func latentDimension() throws(ModelMismatch) -> Int { try int("latent_dimension") ?? 0 }

    func loss() throws(ModelMismatch) -> Loss {
        switch try word("loss.kind") {
        case "l1": return .l1
        case "huber": return .huber(delta: try float("loss.delta") ?? 1)
        case "bce": return .binaryCrossEntropy
        case "bce_with_logits": return .binaryCrossEntropyWithLogits
        case "cross_entropy":
            return .crossEntropy(labelSmoothing: try float("loss.label_smoothing") ?? 0)
        default: return .meanSquaredError
        }
    }

    func optimizer() throws(ModelMismatch) -> OptimizerSettings {
        guard let kind = OptimizerSettings.Kind(rawValue: try word("optimizer") ?? "Adam"),
            let rate = try float("learning_rate")
        else { throw mismatch("the optimizer or its learning rate is missing") }
        var settings = OptimizerSettings(
            kind, learningRate: rate, weightDecay: try float("weight_decay"))
        settings.momentum = try float("momentum") ?? 0
        settings.isNesterov = try value("nesterov") == .bool(true)
        settings.beta1 = try float("beta1") ?? settings.beta1
        settings.beta2 = try float("beta2") ?? settings.beta2
        settings.smoothing = try float("alpha") ?? settings.smoothing
        settings.epsilon = try float("epsilon") ?? settings.epsilon
        if let norm = try float("clipping.norm") {
            settings.clipping = .norm(norm)
        } else if let limit = try float("clipping.value") {
            settings.clipping = .value(limit)
        }
        guard !settings.isNesterov || settings.momentum > 0 else {
            throw mismatch("nesterov is true, which needs a momentum above 0")
        }
        return settings
    }

    func initialiser() throws(ModelMismatch) -> Initialiser {
        let gain = try float("initialiser.gain")
        let fan = try word("initialiser.fan").flatMap(Initialiser.Fan.init) ?? .inputs
        let rootOfTwo = Initialiser.Gain.relu.value
        switch try word("initialiser.kind") {
        case "xavier_normal": return .xavier(.normal, gain: gain ?? 1)
        case "he_uniform": return .he(.uniform, gain: gain ?? rootOfTwo, fan: fan)
        case "he_normal": return .he(.normal, gain: gain ?? rootOfTwo, fan: fan)
        case "constant": return .constant(try float("initialiser.value") ?? 0)
        default: return .xavier(.uniform, gain: gain ?? 1)
        }
    }

    func schedule(
        stepsPerEpoch: Int
    ) throws(ModelMismatch) -> (LearningRateSchedule, TrainingPlan.Unit) {
        let unit = try word("schedule.counts").flatMap(TrainingPlan.Unit.init) ?? .epochs
        var warmUp: LearningRateSchedule.WarmUp?
        if let length = try int("warm_up.length") {
            warmUp = LearningRateSchedule.WarmUp(
                steps: length, startFactor: try float("warm_up.start_factor") ?? 1.0 / 3)
        }
        let whole = job.epochs * (unit == .steps ? stepsPerEpoch : 1) - (warmUp?.steps ?? 0)
        let period = try int("schedule.period") ?? max(2, whole)
        let factor = try float("schedule.factor") ?? 0.1
        let rule: LearningRateSchedule.Rule
        switch try word("schedule.kind") {
        case "step": rule = .step(every: try int("schedule.every") ?? 1, factor: factor)
        case "exponential": rule = .exponential(factor: factor)
        case "cosine":
            rule = .cosine(period: period, minimum: try float("schedule.minimum") ?? 0)
        case "one_cycle":
            var cycle = LearningRateSchedule.OneCycle(steps: period)
            cycle.risingShare = try float("schedule.rising_share") ?? cycle.risingShare
            cycle.startDivisor = try float("schedule.start_divisor") ?? cycle.startDivisor
            cycle.endDivisor = try float("schedule.end_divisor") ?? cycle.endDivisor
            cycle.isLinear = try value("schedule.linear") == .bool(true)
            rule = .oneCycle(cycle)
        case "plateau":
            var plateau = LearningRateSchedule.Plateau()
            plateau.factor = factor
            plateau.patience = try int("schedule.patience") ?? plateau.patience
            plateau.threshold = try float("schedule.threshold") ?? plateau.threshold
            plateau.cooldown = try int("schedule.cooldown") ?? plateau.cooldown
            plateau.minimum = try float("schedule.minimum") ?? plateau.minimum
            rule = .plateau(plateau)
        default: rule = .constant
        }
        let schedule = LearningRateSchedule(rule, warmUp: warmUp)
        do { try schedule.validate() } catch { throw mismatch("\(error)") }
        return (schedule, unit)
    }

    func earlyStopping() throws(ModelMismatch) -> EarlyStopping? {
        guard let patience = try int("early_stopping.patience") else { return nil }
        return EarlyStopping(
            patience: patience, minimumDelta: try float("early_stopping.minimum_delta") ?? 0)
    }
}
