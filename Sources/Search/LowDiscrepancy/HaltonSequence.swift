import Portable

/// The Halton sequence: coordinate k of point n has the digits of n in base p, the k-th prime, in
/// reverse order behind the point.
///
/// A scrambled sequence permutes the digits, with a random permutation for each place of each
/// dimension. Without it, the coordinates of large bases rise together for the first points.
///
/// Sources: Halton, "On the efficiency of certain quasi-random sequences of points in evaluating
/// multi-dimensional integrals", Numerische Mathematik 2 (1960); Owen, "A randomized Halton
/// algorithm in R", arXiv:1706.02808 (2017).
struct HaltonSequence: Sendable {
    /// Points have indices below 2^24 here: later digits are 0.
    private static let largestIndex = 1 << 24
    // Epochs of the generator's counter, one per place, after the one of `NestedScrambling`.
    private static let firstPlace = 2

    private struct Axis: Sendable {
        var base: Int
        /// Per place that a point can fill: where each digit goes; empty without scrambling.
        var permutations: [[Int32]]
        /// What the zeros in all later places become, together.
        var tail: Double
    }

    private let axes: [Axis]

    /// - Parameter seed: of the permutations; nil for the plain sequence.
    init(dimensions: Int, seed: UInt64?) {
        let generator = seed.map { SeededGenerator(seed: $0, purpose: .sequence) }
        axes = Self.primes(count: dimensions).enumerated().map { dimension, base in
            guard let generator else { return Axis(base: base, permutations: [], tail: 0) }
            var (permutations, reach) = ([[Int32]](), 1)
            while reach < Self.largestIndex {
                permutations.append(
                    generator.permutation(
                        count: base, epoch: Self.firstPlace + permutations.count, step: dimension))
                reach *= base
            }
            // Each of these digits is 0, and its permutation takes 0 to any digit: together they
            // are a uniform number below the last place.
            let tail = generator.openFraction(
                epoch: Self.firstPlace + permutations.count, step: dimension, index: 0)
            return Axis(base: base, permutations: permutations, tail: tail)
        }
    }

    /// A coordinate of point `index`, inside [0, 1).
    func fraction(of index: Int, dimension: Int) -> Double {
        let axis = axes[dimension]
        let base = Double(axis.base)
        var (rest, unit, value) = (index, 1.0, 0.0)
        if axis.permutations.isEmpty {
            while rest > 0 {
                unit /= base
                value += Double(rest % axis.base) * unit
                rest /= axis.base
            }
        } else {
            for permutation in axis.permutations {
                unit /= base
                value += Double(permutation[rest % axis.base]) * unit
                rest /= axis.base
            }
            value += axis.tail * unit
        }
        return min(value, 1 - 0x1p-53)
    }

    /// The first primes, by division by the smaller ones.
    private static func primes(count: Int) -> [Int] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            let isPrime = primes.prefix { $0 * $0 <= candidate }
                .allSatisfy { candidate % $0 != 0 }
            if isPrime { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }
}
