/// The Matérn covariance with smoothness 5/2, for eight distances at a time.
///
/// With r² the squared distance in length scales and t = √5 r: k = (1 + t + t²/3) e⁻ᵗ. As a
/// function of r² its slope is -5/6 (1 + t) e⁻ᵗ, which is finite at 0.
///
/// Source: Rasmussen and Williams, "Gaussian Processes for Machine Learning", MIT Press 2006,
/// equation 4.17.
enum MaternKernel {
    typealias Lanes = SIMD8<Double>

    /// The correlation at squared distances.
    @inline(__always)
    static func correlation(_ squared: Lanes) -> Lanes {
        let t = (5 * squared).squareRoot()
        return (1 + t + t * t * (1.0 / 3)) * decay(t)
    }

    /// The correlation, and its derivative by the squared distance.
    @inline(__always)
    static func correlationAndSlope(_ squared: Lanes) -> (value: Lanes, slope: Lanes) {
        let t = (5 * squared).squareRoot()
        let decay = decay(t)
        return ((1 + t + t * t * (1.0 / 3)) * decay, (-5.0 / 6) * (1 + t) * decay)
    }

    /// e⁻ᵗ for t ≥ 0, with a relative error of about 1e-15; beyond 600 it is that of 600.
    ///
    /// It uses only exactly rounded operations: e⁻ᵗ = 2ᵏ eʳ with |r| ≤ ln 2 / 2, and the series of
    /// eʳ up to r¹³ in even and odd terms.
    @inline(__always)
    static func decay(_ t: Lanes) -> Lanes {
        let x = -t.replacing(with: 600, where: t .> 600)
        // Adding 1.5 · 2^52 rounds to a whole number, which the last bits then hold.
        let magic = Lanes(repeating: 0x1.8p52)
        let shifted = x * 1.4426950408889634 + magic
        let k = shifted - magic
        let r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45
        let s = r * r
        var even = Lanes(repeating: 1.0 / 479_001_600)
        even = even * s + 1.0 / 3_628_800
        even = even * s + 1.0 / 40_320
        even = even * s + 1.0 / 720
        even = even * s + 1.0 / 24
        even = even * s + 0.5
        even = even * s + 1
        var odd = Lanes(repeating: 1.0 / 6_227_020_800)
        odd = odd * s + 1.0 / 39_916_800
        odd = odd * s + 1.0 / 362_880
        odd = odd * s + 1.0 / 5_040
        odd = odd * s + 1.0 / 120
        odd = odd * s + 1.0 / 6
        odd = odd * s + 1
        let exponent = (unsafeBitCast(shifted, to: SIMD8<Int64>.self) &+ 1_023) &<< 52
        // The bits of 2ᵏ.
        return (even + r * odd) * unsafeBitCast(exponent, to: Lanes.self)
    }
}
