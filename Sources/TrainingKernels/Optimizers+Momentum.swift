package import KernelTypes

/// The kernels of this module's further optimizers and of gradient clipping.
func optimizerKernels() -> OptimizerKernels {
    (
        sgd: { sgdStep($0, count: $1, values: $2, gradients: $3) },
        sgdMomentum: { sgdStep($0, count: $1, values: $2, gradients: $3, momentum: $4) },
        adamW: {
            adamWStep(
                $0, kept: $1, count: $2, values: $3, gradients: $4, mean: $5, square: $6)
        },
        rmspropMomentum: {
            rmspropStep(
                $0, momentum: $1, count: $2, values: $3, gradients: $4, square: $5, buffer: $6)
        },
        sumSquares: { sumSquares($0, count: $1, to: $2) },
        scale: { scale($0, count: $1, by: $2) },
        clamp: { clamp($0, count: $1, to: $2) }
    )
}

/// One step of gradient descent on whole vectors; weight decay is added to the gradient.
@inline(never)
package func sgdStep(
    _ step: SGDStep, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let decay = Chunk(repeating: step.weightDecay)
    let negativeRate = Chunk(repeating: -step.rate)
    var index = 0
    while index < count * chunksPerVector {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        values[index] = value.addingProduct(negativeRate, gradient)
        index += 1
    }
}

/// One step of gradient descent with momentum on whole vectors, as torch.optim.SGD computes it with
/// dampening 0.
///
/// From a buffer of zeros its first step is PyTorch's, which begins with the gradient itself.
///
/// Source: Sutskever et al., "On the importance of initialization and momentum in deep learning",
/// ICML 2013, for Nesterov's form.
@inline(never)
package func sgdStep(
    _ step: SGDStep, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, momentum: UnsafeMutablePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let momentum = chunks(momentum)
    let decay = Chunk(repeating: step.weightDecay)
    let kept = Chunk(repeating: step.momentum)
    let negativeRate = Chunk(repeating: -step.rate)
    var index = 0
    while index < count * chunksPerVector {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let buffer = gradient.addingProduct(kept, momentum[index])
        momentum[index] = buffer
        let direction = step.isNesterov ? gradient.addingProduct(kept, buffer) : buffer
        values[index] = value.addingProduct(negativeRate, direction)
        index += 1
    }
}

/// One step of AdamW on whole vectors, as torch.optim.AdamW computes it.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019.
///
/// - Parameter kept: 1 - learning rate · weight decay; the step's own weight decay is not used.
@inline(never)
package func adamWStep(
    _ step: AdamStep, kept: Float, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, mean: UnsafeMutablePointer<Lanes>,
    square: UnsafeMutablePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let mean = chunks(mean)
    let square = chunks(square)
    let kept = Chunk(repeating: kept)
    let meanShare = Chunk(repeating: step.meanShare)
    let squareKept = Chunk(repeating: step.squareKept)
    let squareShare = Chunk(repeating: step.squareShare)
    let rootCorrection = ConstantDivisor(step.rootCorrection)
    let epsilon = Chunk(repeating: step.epsilon)
    let negativeRate = Chunk(repeating: -step.correctedRate)
    var index = 0
    while index < count * chunksPerVector {
        let gradient = gradients[index]
        let m = mean[index].addingProduct(gradient - mean[index], meanShare)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        mean[index] = m
        square[index] = v
        let divisor = rootCorrection.quotient(v.squareRoot()) + epsilon
        values[index] = (values[index] * kept).addingProduct(negativeRate, m / divisor)
        index += 1
    }
}

/// One step of RMSprop with momentum on whole vectors, as torch.optim.RMSprop computes it (not
/// centred).
@inline(never)
package func rmspropStep(
    _ step: RMSpropStep, momentum: Float, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, square: UnsafeMutablePointer<Lanes>,
    buffer: UnsafeMutablePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let square = chunks(square)
    let buffer = chunks(buffer)
    let decay = Chunk(repeating: step.weightDecay)
    let squareKept = Chunk(repeating: step.squareKept)
    let squareShare = Chunk(repeating: step.squareShare)
    let epsilon = Chunk(repeating: step.epsilon)
    let kept = Chunk(repeating: momentum)
    let negativeRate = Chunk(repeating: -step.rate)
    var index = 0
    while index < count * chunksPerVector {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        square[index] = v
        let direction = (gradient / (v.squareRoot() + epsilon)).addingProduct(kept, buffer[index])
        buffer[index] = direction
        values[index] = value.addingProduct(negativeRate, direction)
        index += 1
    }
}

/// The sum of squares in each lane, in one chain.
@inline(never)
package func sumSquares(
    _ values: UnsafePointer<Lanes>, count: Int, to sums: UnsafeMutablePointer<Lanes>
) {
    var sum = Lanes(repeating: 0)
    var index = 0
    while index < count {
        sum.addProduct(values[index], values[index])
        index += 1
    }
    sums.pointee = sum
}

/// Multiplies values by a factor.
@inline(never)
package func scale(_ values: UnsafeMutablePointer<Lanes>, count: Int, by factor: Float) {
    let factor = Lanes(repeating: factor)
    var index = 0
    while index < count {
        values[index] *= factor
        index += 1
    }
}

/// Brings values into ± limit (NaN stays).
@inline(never)
package func clamp(_ values: UnsafeMutablePointer<Lanes>, count: Int, to limit: Float) {
    let limit = Lanes(repeating: limit)
    var index = 0
    while index < count {
        var value = values[index]
        value.replace(with: limit, where: value .> limit)
        value.replace(with: -limit, where: value .< -limit)
        values[index] = value
        index += 1
    }
}
