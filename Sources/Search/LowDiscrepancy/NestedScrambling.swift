import Portable

/// Owen's nested uniform scrambling in base 2.
///
/// Each digit of a coordinate is flipped or not, by a random bit that depends on the dimension and
/// on all digits before it. The points keep their even distribution, and each one is uniform in the
/// cube. The random bits are functions of the seed, so nothing is stored.
///
/// Source: Owen, "Randomly permuted (t,m,s)-nets and (t,s)-sequences", in Monte Carlo and
/// Quasi-Monte Carlo Methods in Scientific Computing, Springer 1995. Random bits by hashing the
/// digits before: Burley, "Practical hash-based Owen scrambling", Journal of Computer Graphics
/// Techniques 9 (2020). His hash mixes only upwards; here each tree of digits has its own random
/// word, so the flips are independent.
struct NestedScrambling: Sendable {
    /// A random word has the flips of a tree with six levels: 63 nodes.
    private static let levels = 6
    private static let trees = 8
    // The epoch of the generator's counter.
    private static let flips = 1

    private let generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed, purpose: .sequence) }

    /// The scrambled coordinate, inside (0, 1): 48 binary digits and a half.
    ///
    /// - Parameter coordinate: in units of 2^-32.
    func fraction(_ coordinate: UInt32, dimension: Int) -> Double {
        let digits = UInt64(coordinate) << 16
        var scrambled: UInt64 = 0
        for tree in 0..<Self.trees {
            let shift = UInt64(48 - (tree + 1) * Self.levels)
            // A leading 1 separates the digits 0 and 00.
            let before = 1 << UInt64(tree * Self.levels) | digits >> (shift + UInt64(Self.levels))
            let flips = generator.word(epoch: Self.flips, step: dimension, index: Int(before))
            let own = digits >> shift & 0x3F
            // The nodes of a tree are numbered from 1 by rows, as in a heap.
            var node: UInt64 = 1
            for level in 0..<UInt64(Self.levels) {
                let digit = own >> (UInt64(Self.levels) - 1 - level) & 1
                scrambled = scrambled << 1 | (digit ^ (flips >> node & 1))
                node = node << 1 | digit
            }
        }
        return (Double(scrambled) + 0.5) * 0x1p-48
    }
}
