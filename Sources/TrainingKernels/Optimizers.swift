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
    let decay = Lanes(repeating: step.weightDecay)
    let meanShare = Lanes(repeating: step.meanShare)
    let squareKept = Lanes(repeating: step.squareKept)
    let squareShare = Lanes(repeating: step.squareShare)
    let rootCorrection = Lanes(repeating: step.rootCorrection)
    let epsilon = Lanes(repeating: step.epsilon)
    let negativeRate = Lanes(repeating: -step.correctedRate)
    var index = 0
    while index < count {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let m = mean[index].addingProduct(gradient - mean[index], meanShare)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        mean[index] = m
        square[index] = v
        let divisor = v.squareRoot() / rootCorrection + epsilon
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
    let decay = Lanes(repeating: step.weightDecay)
    let squareKept = Lanes(repeating: step.squareKept)
    let squareShare = Lanes(repeating: step.squareShare)
    let epsilon = Lanes(repeating: step.epsilon)
    let negativeRate = Lanes(repeating: -step.rate)
    var index = 0
    while index < count {
        let value = values[index]
        let gradient = gradients[index].addingProduct(decay, value)
        let v = (square[index] * squareKept).addingProduct(gradient * gradient, squareShare)
        square[index] = v
        values[index] = value.addingProduct(negativeRate, gradient / (v.squareRoot() + epsilon))
        index += 1
    }
}
