import KernelTypes

/// ln x with the same bits everywhere: relative error below 2e-7.
///
/// Negative infinity at 0; NaN and infinity stay; negative numbers are not for it.
///
/// x = 2^k · m with √½ <= m < √2; ln m = 2 artanh(s) with s = (m - 1)/(m + 1), whose odd series is
/// cut after s^9. Only exactly rounded operations, in a fixed order.
@inline(__always)
func logarithm(_ x: Lanes) -> Lanes {
    // Numbers below the smallest normal one are lifted first.
    let small = x .< Lanes(repeating: .leastNormalMagnitude)
    let lifted = x.replacing(with: x * Lanes(repeating: 0x1p25), where: small)
    // Counted from √½'s bits, the exponent field of m's bits comes out as k. The casts are safe
    // because any bits are a value of either vector.
    let bits = unsafeBitCast(lifted, to: SIMD16<Int32>.self)
    let offset = bits &- SIMD16<Int32>(repeating: 0x3f35_04f3)
    let power = offset &>> 23
    let m = unsafeBitCast(bits &- power &<< 23, to: Lanes.self)
    // A small whole number becomes a float by way of 1.5 · 2^23's mantissa bits: the library's
    // generic conversion could be linked into code for other processors.
    let magic = Lanes(repeating: 0x1.8p23)
    var k =
        unsafeBitCast(
            power &+ unsafeBitCast(magic, to: SIMD16<Int32>.self), to: Lanes.self) - magic
    k.replace(with: k - 25, where: small)
    let f = m - 1
    let s = f / (f + 2)
    let square = s * s
    var series = Lanes(repeating: 2 / 9)
    series = Lanes(repeating: 2 / 7).addingProduct(series, square)
    series = Lanes(repeating: 2 / 5).addingProduct(series, square)
    series = Lanes(repeating: 2 / 3).addingProduct(series, square)
    series = Lanes(repeating: 2).addingProduct(series, square)
    // ln 2 in two parts: the first has trailing zero bits, so that k · ln2High is exact.
    let low = (k * Lanes(repeating: 0x1.7f7d1cp-20)).addingProduct(series, s)
    var result = low.addingProduct(k, Lanes(repeating: 0x1.62e4p-1))
    result.replace(with: -Float.infinity, where: x .== 0)
    return result.replacing(with: x, where: .!(x .< Lanes(repeating: .infinity)))
}

/// ln(1 + x) for x >= -1, right for small x too.
@inline(__always)
func logarithmOnePlus(_ x: Lanes) -> Lanes {
    let w = x + 1
    // What rounding took from 1 + x, to first order.
    let lost = ((x - (w - 1)) / w).replacing(with: 0, where: w .<= 0)
    return logarithm(w) + lost
}
