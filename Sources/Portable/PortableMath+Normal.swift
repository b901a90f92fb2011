extension PortableMath {
    /// The standard normal distribution function: the mass of the distribution below z.
    package static func normalDistribution(_ z: Double) -> Double {
        0.5 * complementaryError(-z * 0x1.6a09e667f3bcdp-1)
    }

    /// The mass of the standard normal distribution between two numbers of deviations, a ≤ b.
    ///
    /// Differences are computed in the tail in which both terms are small, so far tails keep their
    /// precision.
    package static func normalMass(from a: Double, to b: Double) -> Double {
        // The mass beyond 9 deviations is smaller than the last bit of 0.5.
        if a < -9, b > 0 { return b > 9 ? 1 : normalDistribution(b) }
        if b > 9, a < 0 { return normalDistribution(-a) }
        if a > 0 { return normalDistribution(-a) - normalDistribution(-b) }
        return normalDistribution(b) - normalDistribution(a)
    }

    /// 1 - erf(x), with a relative error of about 1e-15.
    ///
    /// Source: Cody, "Rational Chebyshev approximations for the error function", Mathematics of
    /// Computation 23 (1969).
    private static func complementaryError(_ x: Double) -> Double {
        let y = abs(x)
        if y <= 0.46875 {
            let square = y * y
            return 1 - x * quotient(near, at: square)
        }
        if y > 27 { return x < 0 ? 2 : 0 }
        let tail: Double
        if y <= 4 {
            tail = quotient(middle, at: y)
        } else {
            let square = 1 / (y * y)
            // 1 / sqrt(π)
            tail = (0x1.20dd750429b6dp-1 - square * quotient(far, at: square)) / y
        }
        // e^(-y²) as a product of two factors; the first argument squares exactly.
        let head = (y * 16).rounded(.towardZero) / 16
        let rest = (y - head) * (y + head)
        let value = exp(-head * head) * exp(-rest) * tail
        return x < 0 ? 2 - value : value
    }

    /// Numerator and denominator coefficients, highest power first.
    private typealias Quotient = (numerator: [Double], denominator: [Double])

    private static func quotient(_ parts: Quotient, at x: Double) -> Double {
        let above = parts.numerator.reduce(0) { $1.addingProduct($0, x) }
        return above / parts.denominator.reduce(0) { $1.addingProduct($0, x) }
    }

    private static let near: Quotient = (
        [
            1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2,
            3.77485237685302021e2, 3.20937758913846947e3,
        ],
        [
            1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3,
            2.84423683343917062e3,
        ]
    )
    private static let middle: Quotient = (
        [
            2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0,
            6.61191906371416295e1, 2.98635138197400131e2, 8.81952221241769090e2,
            1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
        ],
        [
            1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2,
            1.62138957456669019e3, 3.29079923573345963e3, 4.36261909014324716e3,
            3.43936767414372164e3, 1.23033935480374942e3,
        ]
    )
    private static let far: Quotient = (
        [
            1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1,
            1.25781726111229246e-1, 1.60837851487422766e-2, 6.58749161529837803e-4,
        ],
        [
            1, 2.56852019228982242e0, 1.87295284992346725e0, 5.27905102951428412e-1,
            6.05183413124413191e-2, 2.33520497626869185e-3,
        ]
    )
}
