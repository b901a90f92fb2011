import Portable
package import StudyModel

/// A distribution truncated to an interval, sampled by its inverse distribution function.
///
/// One random fraction gives one value, so a draw never needs a second random number. The cut mass
/// is redistributed in proportion, as in rejection sampling. All computations use `PortableMath`,
/// so values have the same bits on every machine.
package struct TruncatedDistribution: Sendable, Hashable {
    private enum Shape: Sendable, Hashable {
        /// Uniform between two bounds.
        case even(low: Double, high: Double)
        /// Normal, between two values of its distribution function.
        case normal(mean: Double, deviation: Double, from: Double, to: Double)
    }

    private let low: Double
    private let high: Double
    private let shape: Shape
    /// Whether the shape describes the value's logarithm.
    private let isLogarithmic: Bool

    package init(_ distribution: Distribution, low: Double, high: Double) {
        self.low = low
        self.high = high
        switch distribution {
        case .uniform:
            isLogarithmic = false
            shape = .even(low: low, high: high)
        case .logUniform:
            isLogarithmic = true
            shape = .even(low: PortableMath.log(low), high: PortableMath.log(high))
        case .normal(let mean, let deviation):
            isLogarithmic = false
            shape = Self.normal(mean: mean, deviation: deviation, low: low, high: high)
        case .logNormal(let mean, let deviation):
            isLogarithmic = true
            shape = Self.normal(
                mean: mean, deviation: deviation,
                low: low > 0 ? PortableMath.log(low) : -.infinity,
                high: high > 0 ? PortableMath.log(high) : -.infinity)
        }
    }

    /// The quantile of the truncated distribution at a fraction in (0, 1).
    package func value(at fraction: Double) -> Double {
        let onScale =
            switch shape {
            case .even(let low, let high): low + (high - low) * fraction
            case .normal(let mean, let deviation, let from, let to):
                mean + deviation * PortableMath.normalQuantile(from + (to - from) * fraction)
            }
        return min(max(isLogarithmic ? PortableMath.exp(onScale) : onScale, low), high)
    }

    /// The fraction of the truncated distribution below a value: the inverse of `value(at:)`.
    func fraction(below value: Double) -> Double {
        let onScale = isLogarithmic ? PortableMath.log(max(value, 0)) : value
        let (part, whole) =
            switch shape {
            case .even(let low, let high): (onScale - low, high - low)
            case .normal(let mean, let deviation, let from, let to):
                (PortableMath.normalDistribution((onScale - mean) / deviation) - from, to - from)
            }
        return whole > 0 ? min(max(part / whole, 0), 1) : 0.5
    }

    /// The share of the whole distribution between the bounds.
    package var mass: Double {
        switch shape {
        case .even: 1
        case .normal(_, _, let from, let to): to - from
        }
    }

    private static func normal(
        mean: Double, deviation: Double, low: Double, high: Double
    ) -> Shape {
        .normal(
            mean: mean, deviation: deviation,
            from: normalDistribution(at: (low - mean) / deviation),
            to: normalDistribution(at: (high - mean) / deviation))
    }

    /// The standard normal distribution function, with an absolute error of about 1e-16, by
    /// bisection of its inverse: portable, and fast enough for one evaluation per study.
    ///
    /// `PortableMath.normalDistribution` is faster but differs in the last bits, which would change
    /// the pools of recorded studies.
    static func normalDistribution(at z: Double) -> Double {
        var (below, above) = (0.0, 1.0)
        for _ in 0..<64 {
            let middle = (below + above) / 2
            if PortableMath.normalQuantile(middle) < z { below = middle } else { above = middle }
        }
        return above < 0x1p-60 ? 0 : (below + above) / 2
    }
}
