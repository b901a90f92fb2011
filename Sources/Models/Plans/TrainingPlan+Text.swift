import Portable
import StudyModel
import TrainingEngine

extension TrainingPlan {
    /// The description of a training, in the order of its steps.
    func text(
        for job: NetworkJob, _ configuration: Configuration
    ) -> [ModelSummary.Training.Item] {
        var items: [(String, String?)] = [
            ("samples", "\(job.dataset), \(batchSize) in a batch"),
            ("epochs", "\(job.epochs)"),
        ]
        if job.objective.corruptsSamples {
            items.append(("corruption", Corruption(job.corruption, in: configuration).text))
        }
        if let pretrained = job.pretrained {
            let manner = pretrained.isFrozen ? "kept as they are" : "trained on"
            let parts = pretrained.parts.joined(separator: " and ")
            items.append(("weights", "\(parts) from \(pretrained.file.path), \(manner)"))
        }
        items.append(("quality", job.quality?.text))
        items += [
            ("initialiser", initialiser.text), ("loss", loss.text),
            ("optimizer", optimizer.text), ("clipping", optimizer.clipping?.text),
            ("schedule", scheduleWords(job)), ("warm-up", warmUpWords),
            ("early stopping", earlyStopping?.text),
        ]
        return items.compactMap { name, text in text.map { .init(name: name, text: $0) } }
    }

    private func scheduleWords(_ job: NetworkJob) -> String? {
        let unit = scheduleUnit.rawValue
        let isWhole = job.training["schedule.period"] == nil
        func period(_ length: Int) -> String {
            isWhole && scheduleUnit == .steps ? "the whole training" : "\(length) \(unit)"
        }
        let text: String?
        switch schedule.rule {
        case .constant: text = nil
        case .step(let every, let factor): text = "times \(factor) after every \(every) \(unit)"
        case .exponential(let factor): text = "times \(factor) after each of the \(unit)"
        case .cosine(let length, let minimum):
            text = "half a cosine down to \(minimum) in \(period(length))"
        case .oneCycle(let cycle):
            text =
                "one cycle in \(period(cycle.steps)), up from 1/\(cycle.startDivisor.shortText)"
        case .plateau(let plateau):
            text =
                "times \(plateau.factor) after more than \(plateau.patience, "epoch") without "
                + "improvement"
        }
        return text
    }

    private var warmUpWords: String? {
        schedule.warmUp.map { warmUp in
            let share = Double(Int((warmUp.startFactor * 1_000).rounded())) / 1_000
            return "\(warmUp.steps) \(scheduleUnit.rawValue) before it, from \(share) of the rate"
        }
    }
}

extension Loss {
    fileprivate var text: String {
        switch self {
        case .meanSquaredError: "mean squared error"
        case .l1: "mean distance (L1)"
        case .huber(let delta): "Huber, delta \(delta)"
        case .binaryCrossEntropy: "binary cross entropy"
        case .binaryCrossEntropyWithLogits: "binary cross entropy of logits"
        case .crossEntropy(let smoothing):
            smoothing == 0 ? "cross entropy" : "cross entropy, label smoothing \(smoothing)"
        }
    }
}

extension OptimizerSettings {
    fileprivate var text: String {
        var parts = ["\(kind.rawValue), learning rate \(learningRate)"]
        if weightDecay != 0 { parts.append("weight decay \(weightDecay)") }
        if momentum != 0 {
            parts.append("\(isNesterov ? "Nesterov's momentum" : "momentum") \(momentum)")
        }
        let standard = OptimizerSettings(kind, learningRate: learningRate)
        if (beta1, beta2) != (standard.beta1, standard.beta2) {
            parts.append("betas \(beta1) and \(beta2)")
        }
        if smoothing != standard.smoothing { parts.append("alpha \(smoothing)") }
        if epsilon != standard.epsilon { parts.append("epsilon \(epsilon)") }
        return parts.joined(separator: ", ")
    }
}

extension GradientClipping {
    fileprivate var text: String {
        switch self {
        case .norm(let limit): "the gradients' norm to at most \(limit)"
        case .value(let limit): "each gradient to ±\(limit)"
        }
    }
}

extension Initialiser {
    fileprivate var text: String {
        switch self {
        case .constant(let value): "all weights \(value)"
        case .xavier(let distribution, let gain):
            "Xavier \(distribution.rawValue)" + (gain == 1 ? "" : ", gain \(gain)")
        case .he(let distribution, let gain, let fan):
            "He \(distribution.rawValue), of \(fan.rawValue)"
                + (gain == Gain.relu.value ? "" : ", gain \(gain)")
        }
    }
}

extension EarlyStopping {
    fileprivate var text: String {
        let least = minimumDelta == 0 ? "" : " by more than \(minimumDelta)"
        return "after \(patience, "epoch") without improvement\(least)"
    }
}

extension Corruption {
    fileprivate var text: String {
        switch kind {
        case .gaussian: "normal noise of deviation \(deviation)"
        case .saltAndPepper: "salt and pepper on \(fraction) of the values"
        case .masking: "\(fraction) of the values become 0"
        case .mixture: "noise of deviation \(deviation), salt and pepper or masking (\(fraction))"
        }
    }
}

extension GANQuality {
    fileprivate var text: String {
        let times = every == 1 ? "each epoch" : "each \(every) epochs and at the end"
        return "\(Self.metric) of \(samples, "sample"), \(times), by \(features.path)"
    }
}
