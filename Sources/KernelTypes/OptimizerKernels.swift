/// The numbers of one step of stochastic gradient descent.
package struct SGDStep: Sendable, Hashable {
    package var weightDecay: Float
    package var momentum: Float
    package var isNesterov: Bool
    package var rate: Float

    package init(weightDecay: Float, momentum: Float, isNesterov: Bool, rate: Float) {
        self.weightDecay = weightDecay
        self.momentum = momentum
        self.isNesterov = isNesterov
        self.rate = rate
    }
}

/// The kernels of optimizers other than plain Adam and RMSprop, and of gradient clipping.
package typealias OptimizerKernels = (
    /// Takes step, count; writes values, gradients.
    sgd: @Sendable (SGDStep, Int, MutablePanel, Panel) -> Void,
    /// Takes step, count; writes values, gradients, momentum.
    sgdMomentum: @Sendable (SGDStep, Int, MutablePanel, Panel, MutablePanel) -> Void,
    /// Takes step, share of values kept, count; writes values, gradients, mean, square.
    adamW:
        @Sendable (AdamStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel) -> Void,
    /// Takes step, momentum, count; writes values, gradients, square, momentum buffer.
    rmspropMomentum:
        @Sendable (
            RMSpropStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel
        ) -> Void,
    /// Takes values, count; writes the sum of squares of each lane.
    sumSquares: @Sendable (Panel, Int, MutablePanel) -> Void,
    /// Takes values, count, factor.
    scale: @Sendable (MutablePanel, Int, Float) -> Void,
    /// Takes values, count, limit.
    clamp: @Sendable (MutablePanel, Int, Float) -> Void
)
