/// Elementary functions of Double with the same bits on every machine.
///
/// They use only operations that IEEE 754 rounds exactly, in a fixed order.
enum PortableNumbers {
    /// `base` to an integer power by repeated squaring.
    static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, left) = (1.0, base, exponent)
        while left > 0 {
            if left & 1 == 1 { result *= square }
            square *= square
            left >>= 1
        }
        return result
    }

    /// The cosine of `halfTurns` · π, within 2e-16.
    ///
    /// In half turns, the argument is reduced without rounding. Taylor polynomials cover the range
    /// up to π / 4.
    static func cosine(halfTurns: Double) -> Double {
        guard halfTurns.isFinite else { return .nan }
        let turn = abs(halfTurns).truncatingRemainder(dividingBy: 2)
        let half = turn > 1 ? 2 - turn : turn
        let (quarter, sign) = half > 0.5 ? (1 - half, -1.0) : (half, 1.0)
        // Even factors give the cosine's series, odd ones the series of sin(x) / x.
        if quarter <= 0.25 { return sign * series(quarter * .pi, from: 18) }
        let x = (0.5 - quarter) * .pi
        return sign * x * series(x, from: 19)
    }

    /// 1 - x²/(n (n - 1)) · (1 - x²/((n + 2)(n + 1)) · …) from n = 2 or 3 to `last`, inside out.
    private static func series(_ x: Double, from last: Int) -> Double {
        let square = x * x
        var (sum, factor) = (1.0, last)
        while factor >= 2 {
            sum = 1 - square / Double(factor * (factor - 1)) * sum
            factor -= 2
        }
        return sum
    }
}
