import KernelTypes

// Elementary functions with the same bits everywhere: fused multiply-adds in a fixed order, IEEE
// divisions, integer shifts. NaN stays NaN.

/// e^x - 1: relative error below 4e-7, also near 0; x clamped to ±87.
///
/// e^x - 1 = 2^k · (e^r - 1) + (2^k - 1), with k and r as in `exponential`.
@inline(__always)
func exponentialLessOne(_ x: Lanes) -> Lanes {
    let (k, r, tail) = exponentialParts(x)
    let less = r.addingProduct(tail, r * r)
    // The cast is of bits to bits of the same size: the power of two is put together by hand.
    let power = unsafeBitCast(
        k &+ SIMD16<UInt32>(repeating: 127 << 23), to: Lanes.self)
    return (power - Lanes(repeating: 1)).addingProduct(power, less)
}

/// tanh x: relative error below 1e-6.
///
/// tanh x = (e^2x - 1) / ((e^2x - 1) + 2); beyond ±10 it is ±1 to the last bit.
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let high = Lanes(repeating: 10)
    var clamped = x.replacing(with: high, where: x .> high)
    clamped.replace(with: -high, where: clamped .< -high)
    let less = exponentialLessOne(clamped + clamped)
    return less / (less + Lanes(repeating: 2))
}

/// log(1 + e) for e from 0 to 1: relative error below 4e-7.
///
/// It is 2 artanh(s) with s = e / (2 + e) <= 1/3: a series of odd powers of s up to the 13th.
@inline(__always)
func logarithmOfOneMore(_ e: Lanes) -> Lanes {
    let s = e / (Lanes(repeating: 2) + e)
    let square = s * s
    var series = Lanes(repeating: 2 / 13)
    series = Lanes(repeating: 2 / 11).addingProduct(series, square)
    series = Lanes(repeating: 2 / 9).addingProduct(series, square)
    series = Lanes(repeating: 2 / 7).addingProduct(series, square)
    series = Lanes(repeating: 2 / 5).addingProduct(series, square)
    series = Lanes(repeating: 2 / 3).addingProduct(series, square)
    series = Lanes(repeating: 2).addingProduct(series, square)
    return s * series
}

/// The normal distribution at x, and e^(-x²/2).
///
/// The relative errors are below 1e-6 from -13.19 on; below it, both are 0.
/// With a = |x| and t = 1 / (1 + a/4), Φ(-a) = e^(-a²/2) · t · Q(t): Q is a polynomial fitted to
/// the least squares of the relative error over 0 <= a <= 13.19. This gives erf (x/√2) too, as
/// 2 Φ(x) - 1, without its cancellation for negative x.
@inline(__always)
func normalDistribution(_ x: Lanes) -> (distribution: Lanes, bell: Lanes) {
    let one = Lanes(repeating: 1)
    let limit = Lanes(repeating: 13.19)
    let size = x.replacing(with: -x, where: x .< 0)
    let a = size.replacing(with: limit, where: size .> limit)
    // The exponent in two parts: its rounding error would be multiplied by e^x's slope.
    let half = a * Lanes(repeating: -0.5)
    let exponent = half * a
    let rest = (-exponent).addingProduct(half, a)
    let power = exponential(exponent)
    let bell = power.addingProduct(power, rest).replacing(with: 0, where: size .> limit)
    let t = one / one.addingProduct(a, Lanes(repeating: 0.25))
    var series = Lanes(repeating: 0x1.bc10b8p-6)
    series = Lanes(repeating: -0x1.46c21cp-3).addingProduct(series, t)
    series = Lanes(repeating: 0x1.3d95e8p-2).addingProduct(series, t)
    series = Lanes(repeating: -0x1.c69928p-3).addingProduct(series, t)
    series = Lanes(repeating: 0x1.b465f6p-3).addingProduct(series, t)
    series = Lanes(repeating: 0x1.cb1232p-6).addingProduct(series, t)
    series = Lanes(repeating: 0x1.ae3514p-4).addingProduct(series, t)
    series = Lanes(repeating: 0x1.92c414p-4).addingProduct(series, t)
    series = Lanes(repeating: 0x1.98d112p-4).addingProduct(series, t)
    let tail = bell * (t * series)
    return ((one - tail).replacing(with: tail, where: x .< 0), bell)
}
