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
package struct OptimizerKernels: Sendable {
    package typealias Panel = UnsafePointer<Lanes>
    package typealias MutablePanel = UnsafeMutablePointer<Lanes>

    /// Takes step, count; writes values, gradients.
    package var sgd: @Sendable (SGDStep, Int, MutablePanel, Panel) -> Void
    /// Takes step, count; writes values, gradients, momentum.
    package var sgdMomentum: @Sendable (SGDStep, Int, MutablePanel, Panel, MutablePanel) -> Void
    /// Takes step, share of values kept, count; writes values, gradients, mean, square.
    package var adamW:
        @Sendable (AdamStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel) -> Void
    /// Takes step, momentum, count; writes values, gradients, square, momentum buffer.
    package var rmspropMomentum:
        @Sendable (RMSpropStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel) -> Void
    /// Takes values, count; writes the sum of squares of each lane.
    package var sumSquares: @Sendable (Panel, Int, MutablePanel) -> Void
    /// Takes values, count, factor.
    package var scale: @Sendable (MutablePanel, Int, Float) -> Void
    /// Takes values, count, limit.
    package var clamp: @Sendable (MutablePanel, Int, Float) -> Void

    package init(
        sgd: @escaping @Sendable (SGDStep, Int, MutablePanel, Panel) -> Void,
        sgdMomentum:
            @escaping @Sendable (SGDStep, Int, MutablePanel, Panel, MutablePanel) -> Void,
        adamW:
            @escaping @Sendable (
                AdamStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel
            ) -> Void,
        rmspropMomentum:
            @escaping @Sendable (
                RMSpropStep, Float, Int, MutablePanel, Panel, MutablePanel, MutablePanel
            ) -> Void,
        sumSquares: @escaping @Sendable (Panel, Int, MutablePanel) -> Void,
        scale: @escaping @Sendable (MutablePanel, Int, Float) -> Void,
        clamp: @escaping @Sendable (MutablePanel, Int, Float) -> Void
    ) {
        self.sgd = sgd
        self.sgdMomentum = sgdMomentum
        self.adamW = adamW
        self.rmspropMomentum = rmspropMomentum
        self.sumSquares = sumSquares
        self.scale = scale
        self.clamp = clamp
    }
}
