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
            return 1 - x * near(square)
        }
        if y > 27 { return x < 0 ? 2 : 0 }
        let tail: Double
        if y <= 4 {
            tail = middle(y)
        } else {
            let square = 1 / (y * y)
            // 1 / sqrt(π)
            tail = (0x1.20dd750429b6dp-1 - square * far(square)) / y
        }
        // e^(-y²) as a product of two factors; the first argument squares exactly.
        let head = (y * 16).rounded(.towardZero) / 16
        let rest = (y - head) * (y + head)
        let value = exp(-head * head) * exp(-rest) * tail
        return x < 0 ? 2 - value : value
    }

    /// erf(x) / x as a function of x², for |x| ≤ 0.46875.
    @inline(__always)
    private static func near(_ x: Double) -> Double {
        var above = 1.85777706184603153e-1
        above = (3.16112374387056560e0).addingProduct(above, x)
        above = (1.13864154151050156e2).addingProduct(above, x)
        above = (3.77485237685302021e2).addingProduct(above, x)
        above = (3.20937758913846947e3).addingProduct(above, x)
        var below = 1.0
        below = (2.36012909523441209e1).addingProduct(below, x)
        below = (2.44024637934444173e2).addingProduct(below, x)
        below = (1.28261652607737228e3).addingProduct(below, x)
        below = (2.84423683343917062e3).addingProduct(below, x)
        return above / below
    }

    /// e^(x²) erfc(x), for 0.46875 ≤ x ≤ 4.
    @inline(__always)
    private static func middle(_ x: Double) -> Double {
        var above = 2.15311535474403846e-8
        above = (5.64188496988670089e-1).addingProduct(above, x)
        above = (8.88314979438837594e0).addingProduct(above, x)
        above = (6.61191906371416295e1).addingProduct(above, x)
        above = (2.98635138197400131e2).addingProduct(above, x)
        above = (8.81952221241769090e2).addingProduct(above, x)
        above = (1.71204761263407058e3).addingProduct(above, x)
        above = (2.05107837782607147e3).addingProduct(above, x)
        above = (1.23033935479799725e3).addingProduct(above, x)
        var below = 1.0
        below = (1.57449261107098347e1).addingProduct(below, x)
        below = (1.17693950891312499e2).addingProduct(below, x)
        below = (5.37181101862009858e2).addingProduct(below, x)
        below = (1.62138957456669019e3).addingProduct(below, x)
        below = (3.29079923573345963e3).addingProduct(below, x)
        below = (4.36261909014324716e3).addingProduct(below, x)
        below = (3.43936767414372164e3).addingProduct(below, x)
        below = (1.23033935480374942e3).addingProduct(below, x)
        return above / below
    }

    /// The far tail as a function of 1 / x², for x > 4.
    @inline(__always)
    private static func far(_ x: Double) -> Double {
        var above = 1.63153871373020978e-2
        above = (3.05326634961232344e-1).addingProduct(above, x)
        above = (3.60344899949804439e-1).addingProduct(above, x)
        above = (1.25781726111229246e-1).addingProduct(above, x)
        above = (1.60837851487422766e-2).addingProduct(above, x)
        above = (6.58749161529837803e-4).addingProduct(above, x)
        var below = 1.0
        below = (2.56852019228982242e0).addingProduct(below, x)
        below = (1.87295284992346725e0).addingProduct(below, x)
        below = (5.27905102951428412e-1).addingProduct(below, x)
        below = (6.05183413124413191e-2).addingProduct(below, x)
        below = (2.33520497626869185e-3).addingProduct(below, x)
        return above / below
    }
}
