package import KernelTypes

/// Applies a function to each value.
@inline(never)
package func pointwise(
    _ function: PointwiseFunction, _ input: UnsafePointer<Lanes>, count: Int,
    to output: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    switch function {
    case .leakyReLU(let slope):
        while index < count {
            let x = input[index]
            output[index] = x.replacing(with: x * slope, where: x .<= 0)
            index += 1
        }
    case .elu(let alpha):
        while index < count {
            let x = input[index]
            output[index] = x.replacing(with: exponentialLessOne(x) * alpha, where: x .<= 0)
            index += 1
        }
    case .gelu:
        while index < count {
            output[index] = input[index] * normalDistribution(input[index]).distribution
            index += 1
        }
    case .silu:
        while index < count {
            let x = atLeastMinus87(input[index])
            output[index] = x / (Lanes(repeating: 1) + exponential(-x))
            index += 1
        }
    case .tanh:
        while index < count {
            output[index] = hyperbolicTangent(input[index])
            index += 1
        }
    case .softplus(let beta, let threshold):
        while index < count {
            output[index] = softplus(input[index], beta, threshold)
            index += 1
        }
    }
}

/// Multiplies gradients by a function's derivative.
///
/// - Parameter source: the function's result where `hasDerivativeOfResult`, its input elsewhere.
@inline(never)
package func pointwiseGradient(
    _ function: PointwiseFunction, _ source: UnsafePointer<Lanes>, count: Int,
    gradient: UnsafeMutablePointer<Lanes>
) {
    let one = Lanes(repeating: 1)
    var index = 0
    switch function {
    case .leakyReLU(let slope):
        while index < count {
            let g = gradient[index]
            gradient[index] = g.replacing(with: g * slope, where: source[index] .<= 0)
            index += 1
        }
    case .elu(let alpha):
        while index < count {
            let (x, g) = (source[index], gradient[index])
            gradient[index] = g.replacing(
                with: g * (exponential(x) * alpha), where: x .<= 0)
            index += 1
        }
    case .gelu:
        while index < count {
            let x = source[index]
            let (distribution, bell) = normalDistribution(x)
            // 1 / √(2π).
            let density = bell * Lanes(repeating: 0x1.988454p-2)
            gradient[index] *= distribution.addingProduct(x, density)
            index += 1
        }
    case .silu:
        while index < count {
            let x = atMost87(atLeastMinus87(source[index]))
            let power = exponential(-x)
            let y = one / (one + power)
            // 1 - y without cancellation.
            let rest = power * y
            gradient[index] *= y * one.addingProduct(x, rest)
            index += 1
        }
    case .tanh:
        while index < count {
            let y = source[index]
            gradient[index] *= one.addingProduct(-y, y)
            index += 1
        }
    case .softplus(let beta, let threshold):
        while index < count {
            let scaled = source[index] * beta
            let slope = one / (one + exponential(-scaled))
            gradient[index] *= slope.replacing(
                with: one, where: scaled .> Lanes(repeating: threshold))
            index += 1
        }
    }
}

/// log(1 + e^u) / beta with u = beta · x, as max(u, 0) + log(1 + e^-|u|).
@inline(__always)
private func softplus(_ x: Lanes, _ beta: Float, _ threshold: Float) -> Lanes {
    let scaled = x * beta
    let positive = scaled.replacing(with: 0, where: scaled .< 0)
    let size = scaled.replacing(with: -scaled, where: scaled .< 0)
    let result = (positive + logarithmOfOneMore(exponential(-size))) / beta
    return result.replacing(with: x, where: scaled .> Lanes(repeating: threshold))
}

@inline(__always)
private func atLeastMinus87(_ x: Lanes) -> Lanes {
    x.replacing(with: -87, where: x .< -87)
}

@inline(__always)
private func atMost87(_ x: Lanes) -> Lanes {
    x.replacing(with: 87, where: x .> 87)
}
