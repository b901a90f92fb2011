package import KernelTypes

/// Negative values become zero (NaN stays).
@inline(never)
package func rectify(
    _ input: UnsafePointer<Lanes>, count: Int, to output: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    while index < count {
        let value = input[index]
        output[index] = value.replacing(with: 0, where: value .< 0)
        index += 1
    }
}

/// Gradients become zero wherever the rectifier's result was not positive.
@inline(never)
package func rectifyGradient(
    _ result: UnsafePointer<Lanes>, count: Int, gradient: UnsafeMutablePointer<Lanes>
) {
    var index = 0
    while index < count {
        gradient[index] = gradient[index].replacing(with: 0, where: result[index] .<= 0)
        index += 1
    }
}

/// The logistic function 1 / (1 + e^-x).
@inline(never)
package func sigmoid(
    _ input: UnsafePointer<Lanes>, count: Int, to output: UnsafeMutablePointer<Lanes>
) {
    let one = Lanes(repeating: 1)
    var index = 0
    while index < count {
        output[index] = one / (one + exponential(-input[index]))
        index += 1
    }
}

/// Multiplies gradients by the logistic function's derivative y · (1 - y).
@inline(never)
package func sigmoidGradient(
    _ result: UnsafePointer<Lanes>, count: Int, gradient: UnsafeMutablePointer<Lanes>
) {
    let one = Lanes(repeating: 1)
    var index = 0
    while index < count {
        let y = result[index]
        gradient[index] *= y * (one - y)
        index += 1
    }
}

/// e^x with the same bits everywhere: relative error below 2e-7, x clamped to ±87.
///
/// e^x = 2^k · e^r with k = round(x / ln 2) and |r| <= ln 2 / 2; e^r is its Taylor polynomial of
/// degree 7. Only fused multiply-adds, in a fixed order, and integer shifts.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    let (k, r, tail) = exponentialParts(x)
    var series = Lanes(repeating: 1).addingProduct(tail, r)
    series = Lanes(repeating: 1).addingProduct(series, r)
    // The casts are of bits to bits of the same size: k is added to the exponent field.
    return unsafeBitCast(
        unsafeBitCast(series, to: SIMD16<UInt32>.self) &+ k, to: Lanes.self)
}

/// What e^x is put together from: k in the place of the exponent field, r, and the polynomial's
/// tail t in e^r = 1 + r · (1 + r · t).
@inline(__always)
func exponentialParts(_ x: Lanes) -> (k: SIMD16<UInt32>, r: Lanes, tail: Lanes) {
    let high = Lanes(repeating: 87)
    var clamped = x.replacing(with: high, where: x .> high)
    clamped.replace(with: -high, where: clamped .< -high)
    // Adding 1.5 · 2^23 rounds to a whole number and leaves it in the low mantissa bits.
    let magic = Lanes(repeating: 0x1.8p23)
    let shifted = magic.addingProduct(clamped, Lanes(repeating: 0x1.715476p0))
    let k = shifted - magic
    // ln 2 in two parts: the first has trailing zero bits, so that k · ln2High is exact.
    var r = clamped.addingProduct(k, Lanes(repeating: -0x1.62e4p-1))
    r = r.addingProduct(k, Lanes(repeating: -0x1.7f7d1cp-20))
    var tail = Lanes(repeating: 1 / 5040)
    tail = Lanes(repeating: 1 / 720).addingProduct(tail, r)
    tail = Lanes(repeating: 1 / 120).addingProduct(tail, r)
    tail = Lanes(repeating: 1 / 24).addingProduct(tail, r)
    tail = Lanes(repeating: 1 / 6).addingProduct(tail, r)
    tail = Lanes(repeating: 0.5).addingProduct(tail, r)
    // The cast is of bits to bits of the same size, for the whole number in the mantissa.
    return (unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23, r, tail)
}

/// The mean squared error's gradient, and its sum over the panel's values in each lane.
///
/// - Parameters:
///   - scale: 2 / (samples in the batch · values of a sample).
///   - liveLanes: how many lanes carry samples; the others get no gradient and no loss.
///   - gradient: nil where only the loss is wanted.
///   - losses: receives the sum of squared differences of each lane.
@inline(never)
package func squaredError(
    _ output: UnsafePointer<Lanes>, _ target: UnsafePointer<Lanes>, count: Int, scale: Float,
    liveLanes: Int, gradient: UnsafeMutablePointer<Lanes>?, losses: UnsafeMutablePointer<Lanes>
) {
    var live = Lanes(repeating: 0)
    var lane = 0
    while lane < liveLanes {
        live[lane] = 1
        lane += 1
    }
    let dead = live .== 0
    let factor = Lanes(repeating: scale)
    var sum = Lanes(repeating: 0)
    var index = 0
    while index < count {
        var difference = output[index] - target[index]
        difference.replace(with: 0, where: dead)
        sum.addProduct(difference, difference)
        if let gradient { gradient[index] = difference * factor }
        index += 1
    }
    losses.pointee = sum
}
