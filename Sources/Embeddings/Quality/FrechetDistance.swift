import Portable

extension Moments {
    /// The squared Fréchet distance of two normal distributions with these moments.
    ///
    /// |m₁ - m₂|² + tr C₁ + tr C₂ - 2 tr √(C₁ C₂). The last trace is the sum of the square roots of
    /// the eigenvalues of √C₁ C₂ √C₁. This matrix is symmetric and has the eigenvalues of C₁ C₂, so
    /// no complex numbers occur. Eigenvalues within rounding error of 0 count as 0, because their
    /// roots would not be small. O(d³).
    ///
    /// With features of a trained classifier it corresponds to the "Fréchet inception distance",
    /// which uses Inception's features.
    ///
    /// Source: Dowson and Landau, "The Fréchet distance between multivariate normal
    /// distributions", Journal of Multivariate Analysis 12 (1982); Heusel et al., "GANs trained by
    /// a two time-scale update rule converge to a local Nash equilibrium", NIPS 2017.
    ///
    /// - Throws: `EmbeddingError.mismatch` if the dimensions differ.
    package func frechetDistance(to other: Moments) throws(EmbeddingError) -> Double {
        guard dimensions == other.dimensions else {
            throw .mismatch(
                what: "features for a Fréchet distance",
                found: "\(dimensions) and \(other.dimensions) columns",
                expected: "the same number of columns in both")
        }
        var distance = 0.0
        for (mine, theirs) in zip(means, other.means) {
            distance += (mine - theirs) * (mine - theirs)
        }
        let traces = totalVariance + other.totalVariance
        return max(distance + traces - 2 * traceOfRoot(with: other), 0)
    }

    /// The trace of the square root of the product of two covariances.
    private func traceOfRoot(with other: Moments) -> Double {
        let size = dimensions
        let eigen = SymmetricEigen(covariance, size: size)
        // The rows of R are √λᵢ vᵢ. C₁ is RᵀR, and R C₂ Rᵀ has the required eigenvalues.
        var roots = eigen.vectors
        for row in 0..<size {
            let root = max(eigen.values[row], 0).squareRoot()
            for column in 0..<size { roots[row * size + column] *= root }
        }
        let product = Self.product(roots, other.covariance, size: size)
        var inner = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in i..<size {
                var sum = 0.0
                for k in 0..<size { sum += product[i * size + k] * roots[j * size + k] }
                inner[i * size + j] = sum
                inner[j * size + i] = sum
            }
        }
        let values = SymmetricEigen(inner, size: size).values
        let rounding = (values.first ?? 0) * Double(size) * .ulpOfOne
        return values.reduce(0) { $1 > rounding ? $0 + $1.squareRoot() : $0 }
    }

    private static func product(_ a: [Double], _ b: [Double], size: Int) -> [Double] {
        var result = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for k in 0..<size {
                let factor = a[i * size + k]
                for j in 0..<size { result[i * size + j] += factor * b[k * size + j] }
            }
        }
        return result
    }
}

extension EmbeddingEngine {
    /// The Fréchet distance (squared, as is customary) between normal distributions fitted to two
    /// sets of features.
    ///
    /// - Throws: `EmbeddingError.mismatch` if the numbers of columns differ or a set has fewer than
    ///   two rows.
    package func frechetDistance(
        between first: PointMatrix, and second: PointMatrix
    ) throws(EmbeddingError) -> Double {
        try moments(of: first).frechetDistance(to: moments(of: second))
    }
}
