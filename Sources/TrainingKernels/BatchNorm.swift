package import KernelTypes

/// For each channel the sums of a panel's distances from a centre, and of their squares.
///
/// A sum is one chain a lane over the plane's positions. Lanes without a sample count nothing.
///
/// - Parameters:
///   - centres: one number a channel.
///   - sums: `channels` vectors of sums, then as many of sums of squares.
@inline(never)
package func centredSums(
    _ input: UnsafePointer<Lanes>, channels: Int, plane: Int, liveLanes: Int,
    centres: UnsafePointer<Float>, sums: UnsafeMutablePointer<Lanes>
) {
    let dead = deadLanes(liveLanes)
    var channel = 0
    while channel < channels {
        let values = input + channel * plane
        let centre = Lanes(repeating: centres[channel])
        var sum = Lanes(repeating: 0)
        var squares = Lanes(repeating: 0)
        var position = 0
        while position < plane {
            let distance = values[position] - centre
            sum += distance
            squares.addProduct(distance, distance)
            position += 1
        }
        sums[channel] = sum.replacing(with: 0, where: dead)
        sums[channels + channel] = squares.replacing(with: 0, where: dead)
        channel += 1
    }
}

/// (x - mean) · factor + bias for each channel, the product fused.
@inline(never)
package func scaleChannels(
    _ input: UnsafePointer<Lanes>, channels: Int, plane: Int, means: UnsafePointer<Float>,
    factors: UnsafePointer<Float>, biases: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    var channel = 0
    while channel < channels {
        let mean = Lanes(repeating: means[channel])
        let factor = Lanes(repeating: factors[channel])
        let bias = Lanes(repeating: biases[channel])
        let end = index + plane
        while index < end {
            output[index] = bias.addingProduct(input[index] - mean, factor)
            index += 1
        }
        channel += 1
    }
}

/// For each channel the sums of a panel's gradients, and of their products with x - mean.
///
/// - Parameter sums: `channels` vectors of sums, then as many of sums of products.
@inline(never)
package func centredGradientSums(
    _ input: UnsafePointer<Lanes>, gradients: UnsafePointer<Lanes>, channels: Int, plane: Int,
    means: UnsafePointer<Float>, sums: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    var channel = 0
    while channel < channels {
        let mean = Lanes(repeating: means[channel])
        var sum = Lanes(repeating: 0)
        var products = Lanes(repeating: 0)
        let end = index + plane
        while index < end {
            sum += gradients[index]
            products.addProduct(gradients[index], input[index] - mean)
            index += 1
        }
        sums[channel] = sum
        sums[channels + channel] = products
        channel += 1
    }
}

/// factor · (gradient - share - (x - mean) · slope) for each channel; 0 in lanes without a sample.
@inline(never)
package func centredGradients(
    _ input: UnsafePointer<Lanes>, gradients: UnsafePointer<Lanes>, channels: Int, plane: Int,
    liveLanes: Int, channelValues: UnsafePointer<Float>, to output: UnsafeMutablePointer<Lanes>
) {
    let dead = deadLanes(liveLanes)
    var index = 0
    var channel = 0
    while channel < channels {
        // Four numbers a channel, each kind for all channels before the next kind.
        let mean = Lanes(repeating: channelValues[channel])
        let factor = Lanes(repeating: channelValues[channels + channel])
        let share = Lanes(repeating: channelValues[2 * channels + channel])
        let slope = Lanes(repeating: channelValues[3 * channels + channel])
        let end = index + plane
        while index < end {
            let centred = gradients[index] - share
            let value = factor * centred.addingProduct(mean - input[index], slope)
            output[index] = value.replacing(with: 0, where: dead)
            index += 1
        }
        channel += 1
    }
}

/// Where a panel has no samples.
@inline(__always)
private func deadLanes(_ liveLanes: Int) -> SIMDMask<SIMD16<Int32>> {
    var live = Lanes(repeating: 0)
    var lane = 0
    while lane < liveLanes {
        live[lane] = 1
        lane += 1
    }
    return live .== 0
}
