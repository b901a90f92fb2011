package import KernelTypes

/// One step of Adam on whole vectors, as torch.optim.Adam computes it.
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; weight decay is
/// added to the gradient.
@inline(never)
package func adamStep(
    _ step: AdamStep, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, mean: UnsafeMutablePointer<Lanes>,
    square: UnsafeMutablePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let mean = chunks(mean)
    let square = chunks(square)
    let decay = Chunk(repeating: step.weightDecay)
    let meanShare = Chunk(repeating: step.meanShare)
    let squareKept = Chunk(repeating: step.squareKept)
    let squareShare = Chunk(repeating: step.squareShare)
    let rootCorrection = ConstantDivisor(step.rootCorrection)
    let epsilon = Chunk(repeating: step.epsilon)
    let negativeRate = Chunk(repeating: -step.correctedRate)
    var index = 0
    while index < count * chunksPerVector {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let m = mean[index].addingProduct(gradient - mean[index], meanShare)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        mean[index] = m
        square[index] = v
        let divisor = rootCorrection.quotient(v.squareRoot()) + epsilon
        values[index] = value.addingProduct(negativeRate, m / divisor)
        index += 1
    }
}

/// One step of RMSprop on whole vectors, as torch.optim.RMSprop computes it (not centred, no
/// momentum); weight decay is added to the gradient.
@inline(never)
package func rmspropStep(
    _ step: RMSpropStep, count: Int, values: UnsafeMutablePointer<Lanes>,
    gradients: UnsafePointer<Lanes>, square: UnsafeMutablePointer<Lanes>
) {
    let values = chunks(values)
    let gradients = chunks(gradients)
    let square = chunks(square)
    let decay = Chunk(repeating: step.weightDecay)
    let squareKept = Chunk(repeating: step.squareKept)
    let squareShare = Chunk(repeating: step.squareShare)
    let epsilon = Chunk(repeating: step.epsilon)
    let negativeRate = Chunk(repeating: -step.rate)
    var index = 0
    while index < count * chunksPerVector {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        square[index] = v
        values[index] = value.addingProduct(negativeRate, gradient / (v.squareRoot() + epsilon))
        index += 1
    }
}
