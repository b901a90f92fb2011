import KernelTypes

/// How parameters follow their gradients, with PyTorch's defaults for what is not set here.
package struct OptimizerSettings: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// torch.optim.Adam: betas (0.9, 0.999), eps 1e-8.
        case adam = "Adam"
        /// torch.optim.RMSprop: alpha 0.99, eps 1e-8, no momentum, not centred.
        case rmsprop = "RMSprop"
    }

    package var kind: Kind
    package var learningRate: Double
    /// λ in gradient + λ · parameter.
    package var weightDecay: Double

    package init(_ kind: Kind, learningRate: Double, weightDecay: Double = 0) {
        self.kind = kind
        self.learningRate = learningRate
        self.weightDecay = weightDecay
    }

    func validate() throws(EngineError) {
        guard learningRate > 0, learningRate.isFinite else {
            throw .invalidSetting(
                name: "learning rate", found: "\(learningRate)", expected: "above 0 and finite")
        }
        guard weightDecay >= 0, weightDecay.isFinite else {
            throw .invalidSetting(
                name: "weight decay", found: "\(weightDecay)", expected: "at least 0 and finite")
        }
    }

    /// The state's tensors beside each parameter, under the names of torch.optim's state.
    var stateNames: [String] {
        switch kind {
        case .adam: ["exp_avg", "exp_avg_sq"]
        case .rmsprop: ["square_avg"]
        }
    }

    /// The numbers of Adam's step number `step`, counted from 1.
    func adamStep(_ step: Int) -> AdamStep {
        let (beta1, beta2) = (0.9, 0.999)
        return AdamStep(
            weightDecay: Float(weightDecay), meanShare: Float(1 - beta1), squareKept: Float(beta2),
            squareShare: Float(1 - beta2),
            rootCorrection: Float((1 - power(beta2, step)).squareRoot()), epsilon: 1e-8,
            correctedRate: Float(learningRate / (1 - power(beta1, step))))
    }

    func rmspropStep() -> RMSpropStep {
        RMSpropStep(
            weightDecay: Float(weightDecay), squareKept: 0.99, squareShare: Float(1 - 0.99),
            epsilon: 1e-8, rate: Float(learningRate))
    }
}

/// `base` to a whole power by repeated squaring: the same bits everywhere, unlike a C library's pow.
private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
        if left & 1 == 1 { result *= square }
        square *= square
        left >>= 1
    }
    return result
}
