package import KernelTypes

/// Normalises each sample by the mean and variance of all its values, then scales and shifts.
///
/// Sums are one chain a lane, values ascending: first the mean, then the squares of distances from
/// it. Output: (x - mean) · r · weight + bias with r = 1 / √(variance + epsilon), the last product
/// fused.
///
/// Source: Ba, Kiros and Hinton, "Layer normalization", 2016.
///
/// - Parameter statistics: receives the means and r, two vectors, for the gradient.
@inline(never)
package func layerNorm(
    _ input: UnsafePointer<Lanes>, count: Int, weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, epsilon: Float, statistics: UnsafeMutablePointer<Lanes>,
    to output: UnsafeMutablePointer<Lanes>
) {
    let size = Lanes(repeating: Float(count))
    var sum = Lanes(repeating: 0)
    var index = 0
    while index < count {
        sum += input[index]
        index += 1
    }
    let mean = sum / size
    var squares = Lanes(repeating: 0)
    index = 0
    while index < count {
        let distance = input[index] - mean
        squares.addProduct(distance, distance)
        index += 1
    }
    let one = Lanes(repeating: 1)
    let inverse = one / (squares / size + Lanes(repeating: epsilon)).squareRoot()
    index = 0
    while index < count {
        let normal = (input[index] - mean) * inverse
        output[index] = Lanes(repeating: bias[index]).addingProduct(
            normal, Lanes(repeating: weight[index]))
        index += 1
    }
    statistics[0] = mean
    statistics[1] = inverse
}

/// The gradients of `layerNorm`: of its input, and lane sums for weight and bias.
///
/// With n = (x - mean) · r and h = gradient · weight, an input's gradient is
/// r · (h - mean(h) - n · mean(h · n)), the means over the sample's values.
///
/// - Parameters:
///   - fresh: whether the sums begin at zero.
///   - sums: `count` vectors for the weight, then `count` for the bias.
@inline(never)
package func layerNormGradient(
    _ input: UnsafePointer<Lanes>, count: Int, weight: UnsafePointer<Float>,
    statistics: UnsafePointer<Lanes>, gradients: UnsafePointer<Lanes>, fresh: Bool,
    sums: UnsafeMutablePointer<Lanes>, to inputGradients: UnsafeMutablePointer<Lanes>
) {
    let (mean, inverse) = (statistics[0], statistics[1])
    let zero = Lanes(repeating: 0)
    if fresh { sums.update(repeating: zero, count: 2 * count) }
    var sum = zero
    var products = zero
    var index = 0
    while index < count {
        let normal = (input[index] - mean) * inverse
        let gradient = gradients[index]
        sums[index].addProduct(gradient, normal)
        sums[count + index] += gradient
        let scaled = gradient * weight[index]
        sum += scaled
        products.addProduct(scaled, normal)
        index += 1
    }
    let size = Lanes(repeating: Float(count))
    let (meanOfScaled, meanOfProducts) = (sum / size, products / size)
    index = 0
    while index < count {
        let normal = (input[index] - mean) * inverse
        let centred = gradients[index] * weight[index] - meanOfScaled
        inputGradients[index] = inverse * centred.addingProduct(-normal, meanOfProducts)
        index += 1
    }
}
