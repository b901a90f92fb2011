import KernelTypes

/// The settings of an optimizer, with PyTorch's defaults.
package struct OptimizerSettings: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// torch.optim.Adam: betas (0.9, 0.999), eps 1e-8.
        case adam = "Adam"
        /// torch.optim.RMSprop: alpha 0.99, eps 1e-8, no momentum unless set, not centred.
        case rmsprop = "RMSprop"
        /// torch.optim.SGD: no momentum unless set, dampening 0.
        case sgd = "SGD"
        /// torch.optim.AdamW: Adam's settings, decoupled weight decay of 0.01.
        case adamW = "AdamW"
    }

    package var kind: Kind
    package var learningRate: Double
    /// The weight decay λ, added to the gradient as λ · parameter.
    ///
    /// AdamW instead shrinks parameters by learning rate · λ.
    package var weightDecay: Double
    /// The momentum of SGD and RMSprop.
    package var momentum = 0.0
    /// Whether SGD uses Nesterov momentum.
    package var isNesterov = false
    /// Adam's and AdamW's betas.
    package var beta1 = 0.9
    package var beta2 = 0.999
    /// RMSprop's alpha.
    package var smoothing = 0.99
    package var epsilon = 1e-8
    package var clipping: GradientClipping?

    /// - Parameter weightDecay: nil means PyTorch's default: 0.01 for AdamW, 0 for others.
    package init(_ kind: Kind, learningRate: Double, weightDecay: Double? = nil) {
        self.kind = kind
        self.learningRate = learningRate
        self.weightDecay = weightDecay ?? (kind == .adamW ? 0.01 : 0)
    }

    func validate() throws(EngineError) {
        func demand(
            _ name: String, _ value: Double, _ isRight: Bool, _ expected: String
        ) throws(EngineError) {
            guard isRight, value.isFinite else {
                throw .invalidSetting(name: name, found: "\(value)", expected: expected)
            }
        }
        try demand("learning rate", learningRate, learningRate > 0, "above 0 and finite")
        try demand("weight decay", weightDecay, weightDecay >= 0, "at least 0 and finite")
        try demand("epsilon", epsilon, epsilon >= 0, "at least 0 and finite")
        for (name, share) in [("beta1", beta1), ("beta2", beta2), ("smoothing", smoothing)] {
            try demand(name, share, share >= 0 && share < 1, "at least 0 and below 1")
        }
        let takesMomentum = kind == .sgd || kind == .rmsprop
        try demand(
            "momentum", momentum, momentum == 0 || (takesMomentum && momentum > 0),
            takesMomentum ? "at least 0 and finite" : "0 with \(kind.rawValue)")
        guard !isNesterov || (kind == .sgd && momentum > 0) else {
            throw .invalidSetting(
                name: "Nesterov's momentum", found: "on",
                expected: "off, unless the optimizer is SGD with momentum above 0")
        }
        try clipping?.validate()
    }

    /// The state tensors per parameter, named as in torch.optim's state.
    package var stateNames: [String] {
        let buffer = momentum > 0 ? ["momentum_buffer"] : []
        return switch kind {
        case .adam, .adamW: ["exp_avg", "exp_avg_sq"]
        case .rmsprop: ["square_avg"] + buffer
        case .sgd: buffer
        }
    }

    /// The coefficients of step number `step` of Adam or AdamW, counted from 1.
    ///
    /// - Parameter rate: the learning rate, if a schedule changed it.
    func adamStep(_ step: Int, rate: Double? = nil) -> AdamStep {
        AdamStep(
            weightDecay: Float(weightDecay), meanShare: Float(1 - beta1), squareKept: Float(beta2),
            squareShare: Float(1 - beta2),
            rootCorrection: Float((1 - PortableNumbers.power(beta2, step)).squareRoot()),
            epsilon: Float(epsilon),
            correctedRate: Float((rate ?? learningRate) / (1 - PortableNumbers.power(beta1, step))))
    }

    func rmspropStep(rate: Double? = nil) -> RMSpropStep {
        RMSpropStep(
            weightDecay: Float(weightDecay), squareKept: Float(smoothing),
            squareShare: Float(1 - smoothing), epsilon: Float(epsilon),
            rate: Float(rate ?? learningRate))
    }

    func sgdStep(rate: Double? = nil) -> SGDStep {
        SGDStep(
            weightDecay: Float(weightDecay), momentum: Float(momentum), isNesterov: isNesterov,
            rate: Float(rate ?? learningRate))
    }
}
