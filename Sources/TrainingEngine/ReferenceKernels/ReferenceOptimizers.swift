import KernelTypes

/// Steps of one number by the further optimizers, written plainly.
extension ReferenceKernels {
    static func sgd(_ step: SGDStep, value: Float, gradient: Float) -> Float {
        value.addingProduct(-step.rate, gradient.addingProduct(step.weightDecay, value))
    }

    static func sgd(
        _ step: SGDStep, value: Float, gradient: Float, momentum: Float
    ) -> (value: Float, momentum: Float) {
        let g = gradient.addingProduct(step.weightDecay, value)
        let buffer = g.addingProduct(step.momentum, momentum)
        let direction = step.isNesterov ? g.addingProduct(step.momentum, buffer) : buffer
        return (value.addingProduct(-step.rate, direction), buffer)
    }

    static func adamW(
        _ step: AdamStep, kept: Float, value: Float, gradient: Float, mean: Float, square: Float
    ) -> (value: Float, mean: Float, square: Float) {
        let m = mean.addingProduct(gradient - mean, step.meanShare)
        let v = (square * step.squareKept).addingProduct(gradient * gradient, step.squareShare)
        let divisor = v.squareRoot() / step.rootCorrection + step.epsilon
        return ((value * kept).addingProduct(-step.correctedRate, m / divisor), m, v)
    }

    static func rmsprop(
        _ step: RMSpropStep, momentum: Float, value: Float, gradient: Float, square: Float,
        buffer: Float
    ) -> (value: Float, square: Float, buffer: Float) {
        let g = gradient.addingProduct(step.weightDecay, value)
        let v = (square * step.squareKept).addingProduct(g * g, step.squareShare)
        let direction = (g / (v.squareRoot() + step.epsilon)).addingProduct(momentum, buffer)
        return (value.addingProduct(-step.rate, direction), v, direction)
    }
}
