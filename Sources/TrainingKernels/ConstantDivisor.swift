/// A divisor of many numbers, whose quotients have the bits of a division.
///
/// A division of wide vectors takes as long as twenty multiply-adds, and runs beside none of the
/// square roots that use the same unit.
struct ConstantDivisor {
    private let divisor: Chunk
    private let reciprocal: Chunk

    /// - Parameter divisor: from 1e-9 to 1.
    @inline(__always)
    init(_ divisor: Float) {
        self.divisor = Chunk(repeating: divisor)
        reciprocal = Chunk(repeating: 1 / divisor)
    }

    /// The quotient of a square root of a float, which is 0, infinite, no number or from 2^-75 to
    /// 2^64.
    ///
    /// The first estimate is within 1.5 units in the last place, so the first correction is within
    /// one. Then the second is the rounded quotient, as the reciprocal is rounded correctly.
    /// Nothing is small or large enough to lose bits.
    ///
    /// Source: Markstein, "Computation of elementary functions on the IBM RISC System/6000
    /// processor", IBM Journal of Research and Development 34, 1990.
    @inline(__always)
    func quotient(_ root: Chunk) -> Chunk {
        // Infinity has no rest, so it is left out and added at the end.
        let finite = clearing(root, where: root .>= Chunk(repeating: .infinity))
        let estimate = finite * reciprocal
        let rest = finite.addingProduct(-estimate, divisor)
        let near = estimate.addingProduct(rest, reciprocal)
        let lastRest = finite.addingProduct(-near, divisor)
        return near.addingProduct(lastRest, reciprocal) + (root - finite)
    }
}
