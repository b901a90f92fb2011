/// The numbers of one step of Adam, worked out in Double and rounded once.
package struct AdamStep: Sendable, Hashable {
    package var weightDecay: Float
    /// 1 - beta1.
    package var meanShare: Float
    /// beta2.
    package var squareKept: Float
    /// 1 - beta2.
    package var squareShare: Float
    /// √(1 - beta2^step).
    package var rootCorrection: Float
    package var epsilon: Float
    /// learning rate / (1 - beta1^step).
    package var correctedRate: Float

    package init(
        weightDecay: Float, meanShare: Float, squareKept: Float, squareShare: Float,
        rootCorrection: Float, epsilon: Float, correctedRate: Float
    ) {
        self.weightDecay = weightDecay
        self.meanShare = meanShare
        self.squareKept = squareKept
        self.squareShare = squareShare
        self.rootCorrection = rootCorrection
        self.epsilon = epsilon
        self.correctedRate = correctedRate
    }
}

/// The numbers of one step of RMSprop.
package struct RMSpropStep: Sendable, Hashable {
    package var weightDecay: Float
    /// alpha.
    package var squareKept: Float
    /// 1 - alpha.
    package var squareShare: Float
    package var epsilon: Float
    package var rate: Float

    package init(
        weightDecay: Float, squareKept: Float, squareShare: Float, epsilon: Float, rate: Float
    ) {
        self.weightDecay = weightDecay
        self.squareKept = squareKept
        self.squareShare = squareShare
        self.epsilon = epsilon
        self.rate = rate
    }
}
