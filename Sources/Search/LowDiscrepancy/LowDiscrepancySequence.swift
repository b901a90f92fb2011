import Portable

/// The points of a sequence that the quasi-Monte Carlo sampler draws from.
struct LowDiscrepancySequence: Sendable {
    /// The largest number of dimensions.
    static let largestDimensions = SobolSequence.largestDimensions

    private enum Kind: Sendable {
        case sobol(SobolSequence, NestedScrambling?)
        case halton(HaltonSequence)
    }

    private let kind: Kind
    let dimensions: Int

    /// - Parameters:
    ///   - dimensions: at most `largestDimensions`.
    ///   - seed: of the scrambling; nil for the plain sequence.
    init(_ sequence: QMCSettings.Sequence, dimensions: Int, seed: UInt64?) {
        self.dimensions = dimensions
        switch sequence {
        case .sobol:
            kind = .sobol(
                SobolSequence(dimensions: dimensions), seed.map { NestedScrambling(seed: $0) })
        case .halton: kind = .halton(HaltonSequence(dimensions: dimensions, seed: seed))
        }
    }

    /// A coordinate of point `index`, inside (0, 1).
    ///
    /// A plain Sobol coordinate is the middle of its 2^-32 wide interval, because a quantile at 0
    /// can be infinite.
    func fraction(of index: Int, dimension: Int) -> Double {
        switch kind {
        case .sobol(let sobol, let scrambling):
            let coordinate = sobol.coordinate(of: index, dimension: dimension)
            return scrambling?.fraction(coordinate, dimension: dimension)
                ?? (Double(coordinate) + 0.5) * 0x1p-32
        case .halton(let halton):
            return max(halton.fraction(of: index, dimension: dimension), 0x1p-53)
        }
    }
}
