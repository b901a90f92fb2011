import Portable

/// The logarithm of a sum of exponential functions.
enum LogarithmicSum {
    typealias Lanes = SIMD8<Double>

    /// A term this far below the largest one is lost in rounding.
    private static let negligible = 40.0

    static func of(_ logarithms: [Double]) -> Double {
        var padded = logarithms
        while padded.count % 8 != 0 { padded.append(-.infinity) }
        return padded.withUnsafeBufferPointer { of($0) }
    }

    /// The terms are added in their order.
    ///
    /// - Parameter logarithms: a multiple of eight; -∞ in places without a term.
    static func of(_ logarithms: UnsafeBufferPointer<Double>) -> Double {
        precondition(logarithms.count % 8 == 0, "\(logarithms.count) terms are no whole blocks")
        let terms = UnsafeRawPointer(logarithms.baseAddress)
        guard let terms else { return -.infinity }
        let end = logarithms.count * 8
        var highest = Lanes(repeating: -.infinity)
        for place in stride(from: 0, to: end, by: 64) {
            let block = terms.loadUnaligned(fromByteOffset: place, as: Lanes.self)
            highest.replace(with: block, where: block .> highest)
        }
        let top = highest.max()
        guard top > -.infinity else { return -.infinity }
        let least = Lanes(repeating: top - negligible)
        var sum = 0.0
        for place in stride(from: 0, to: end, by: 64) {
            let block = terms.loadUnaligned(fromByteOffset: place, as: Lanes.self)
            let counts = block .> least
            guard any(counts) else { continue }
            // A term that does not count is 0, which changes no sum.
            let parts = Lanes.zero.replacing(with: exponential(block - top), where: counts)
            for lane in 0..<8 { sum += parts[lane] }
        }
        return top + PortableMath.log(sum)
    }

    /// e^x for -40 ≤ x ≤ 0, with a relative error of about 1e-15; other lanes have any value.
    ///
    /// Sampling evaluates it for every kernel and candidate. `PortableMath.exp` divides and takes
    /// several times as long. This function too uses only exactly rounded operations.
    @inline(__always)
    private static func exponential(_ x: Lanes) -> Lanes {
        let scaled = x * 1.4426950408889634
        // Adding 1.5 · 2^52 rounds to a whole number, halves to even; here they go away from zero.
        let magic = Lanes(repeating: 0x1.8p52)
        let nearest = (scaled + magic) - magic
        let halves = nearest - Lanes.zero.replacing(with: 1, where: (scaled - nearest) .== -0.5)
        let r = (x - halves * 0x1.62e42fefa3800p-1) - halves * 0x1.ef35793c76730p-45
        let s = r * r
        // Separate series of even and odd terms, up to r^13: they can execute in parallel.
        var even = Lanes(repeating: 1.0 / 3_628_800) + s * (1.0 / 479_001_600)
        even = 1.0 / 40_320 + s * even
        even = 1.0 / 720 + s * even
        even = 1.0 / 24 + s * even
        even = 0.5 + s * even
        even = 1 + s * even
        var odd = Lanes(repeating: 1.0 / 39_916_800) + s * (1.0 / 6_227_020_800)
        odd = 1.0 / 362_880 + s * odd
        odd = 1.0 / 5_040 + s * odd
        odd = 1.0 / 120 + s * odd
        odd = 1.0 / 6 + s * odd
        odd = 1 + s * odd
        // The last bits of the sum hold the whole number; they become the bits of its power of 2.
        let exponent = (unsafeBitCast(halves + magic, to: SIMD8<Int64>.self) &+ 1_023) &<< 52
        return (even + r * odd) * unsafeBitCast(exponent, to: Lanes.self)
    }
}
