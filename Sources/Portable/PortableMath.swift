/// Elementary functions with the same bits on every machine.
///
/// The `log` and `exp` of C libraries may differ between versions or processors. These functions
/// use only operations that IEEE 754 rounds exactly (add, multiply, divide, square root, fused
/// multiply-add), in a fixed order. Sampled configurations therefore agree on all machines. The
/// error is about one unit in the last place. They are for sampling, not for training loops.
package enum PortableMath {
    // ln 2 in two parts: the first has trailing zero bits, so that k · ln2High is exact.
    private static let ln2High = 0x1.62e42fefa3800p-1
    private static let ln2Low = 0x1.ef35793c76730p-45

    /// The natural logarithm.
    ///
    /// NaN for negative numbers, -infinity for zero.
    package static func log(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? -.infinity : .nan }
        guard x.isFinite else { return x }
        var exponent: Double
        var mantissa: Double
        if x.isNormal {
            let bits = x.bitPattern
            exponent = Double(Int64(bits >> 52) - 1_023)
            mantissa = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
        } else {
            exponent = Double(x.exponent)
            mantissa = x.significand
        }
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        // log m = 2 artanh(f) with f = (m - 1)/(m + 1), |f| < 0.172: the odd series to f^23.
        let f = (mantissa - 1) / (mantissa + 1)
        let s = f * f
        var series = 1.0 / 23
        series = (1.0 / 21).addingProduct(series, s)
        series = (1.0 / 19).addingProduct(series, s)
        series = (1.0 / 17).addingProduct(series, s)
        series = (1.0 / 15).addingProduct(series, s)
        series = (1.0 / 13).addingProduct(series, s)
        series = (1.0 / 11).addingProduct(series, s)
        series = (1.0 / 9).addingProduct(series, s)
        series = (1.0 / 7).addingProduct(series, s)
        series = (1.0 / 5).addingProduct(series, s)
        series = (1.0 / 3).addingProduct(series, s)
        let tail = 2 * f * s * series
        return (exponent * ln2High) + (2 * f + (tail + exponent * ln2Low))
    }

    /// The exponential function.
    package static func exp(_ x: Double) -> Double {
        guard !x.isNaN else { return x }
        if x > 709.782712893384 { return .infinity }
        if x < -745.1332191019412 { return 0 }
        let k = rounded(x * 1.4426950408889634)
        let r = (x - k * ln2High) - k * ln2Low
        var series = 1.0
        series = (1.0).addingProduct(series, r / 14)
        series = (1.0).addingProduct(series, r / 13)
        series = (1.0).addingProduct(series, r / 12)
        series = (1.0).addingProduct(series, r / 11)
        series = (1.0).addingProduct(series, r / 10)
        series = (1.0).addingProduct(series, r / 9)
        series = (1.0).addingProduct(series, r / 8)
        series = (1.0).addingProduct(series, r / 7)
        series = (1.0).addingProduct(series, r / 6)
        series = (1.0).addingProduct(series, r / 5)
        series = (1.0).addingProduct(series, r / 4)
        series = (1.0).addingProduct(series, r / 3)
        series = (1.0).addingProduct(series, r / 2)
        series = (1.0).addingProduct(series, r)
        // In two steps, so that subnormal results are possible.
        let whole = Int64(k)
        let half = whole >> 1
        return series * powerOfTwo(half) * powerOfTwo(whole - half)
    }

    /// The nearest whole number, halves away from zero, of a number below 2^51 in magnitude.
    ///
    /// It is what `rounded()` returns, which is a call of the C library on processors without an
    /// instruction for it.
    @inline(__always)
    private static func rounded(_ x: Double) -> Double {
        // The sum has no bits behind the point: it is rounded, halves to even.
        let even = (x + 0x1.8p52) - 0x1.8p52
        let rest = x - even
        if rest == 0.5, x > 0 { return even + 1 }
        if rest == -0.5, x < 0 { return even - 1 }
        return even
    }

    /// The number 2ⁿ for -1022 ≤ n ≤ 1023.
    @inline(__always)
    private static func powerOfTwo(_ n: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: n &+ 1_023) << 52)
    }

    /// The inverse of the standard normal distribution function, for 0 < p < 1.
    ///
    /// Source: Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
    /// Applied Statistics 37 (1988), routine PPND16: relative error about 1e-16.
    package static func normalQuantile(_ p: Double) -> Double {
        let q = p - 0.5
        if abs(q) <= 0.425 {
            let r = 0.180625 - q * q
            return q * ratio(central, at: r)
        }
        let tail = q < 0 ? p : 1 - p
        guard tail > 0 else { return q < 0 ? -.infinity : .infinity }
        let r = (-log(tail)).squareRoot()
        let value = r <= 5 ? ratio(middle, at: r - 1.6) : ratio(far, at: r - 5)
        return q < 0 ? -value : value
    }

    /// Numerator and denominator coefficients, lowest power first.
    private typealias Rational = (numerator: SIMD8<Double>, denominator: SIMD8<Double>)

    @inline(__always)
    private static func ratio(_ rational: Rational, at x: Double) -> Double {
        polynomial(rational.numerator, at: x) / polynomial(rational.denominator, at: x)
    }

    @inline(__always)
    private static func polynomial(_ coefficients: SIMD8<Double>, at x: Double) -> Double {
        var sum = coefficients[7]
        sum = coefficients[6].addingProduct(sum, x)
        sum = coefficients[5].addingProduct(sum, x)
        sum = coefficients[4].addingProduct(sum, x)
        sum = coefficients[3].addingProduct(sum, x)
        sum = coefficients[2].addingProduct(sum, x)
        sum = coefficients[1].addingProduct(sum, x)
        return coefficients[0].addingProduct(sum, x)
    }

    @inline(__always)
    private static var central: Rational {
        (
            SIMD8(
                3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
                1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                3.3430575583588128105e+4, 2.5090809287301226727e+3),
            SIMD8(
                1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
                2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
                5.2264952788528545610e+3)
        )
    }

    @inline(__always)
    private static var middle: Rational {
        (
            SIMD8(
                1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                2.27238449892691845833e-2, 7.74545014278341407640e-4),
            SIMD8(
                1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
                1.05075007164441684324e-9)
        )
    }

    @inline(__always)
    private static var far: Rational {
        (
            SIMD8(
                6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                2.71155556874348757815e-5, 2.01033439929228813265e-7),
            SIMD8(
                1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
                2.04426310338993978564e-15)
        )
    }
}
