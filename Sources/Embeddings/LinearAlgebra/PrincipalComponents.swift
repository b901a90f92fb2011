import Portable

/// The directions of largest variance of points.
///
/// They are the exact eigenvectors of the covariance, in Double. Signs follow scikit-learn: in each
/// component the loading of largest magnitude (the first of equal ones) is positive.
///
/// Source: Hotelling, "Analysis of a complex of statistical variables into principal components",
/// Journal of Educational Psychology 24 (1933).
package struct PrincipalComponents: Sendable, Hashable {
    /// The number of components.
    package let count: Int
    /// One mean per column of the points.
    package let means: [Double]
    /// One component of length 1 per row, in descending order of variance.
    package let components: [Double]
    /// The variance along each component (over n - 1), largest first.
    package let explainedVariance: [Double]
    /// `explainedVariance` as a fraction of the total variance; 0 if the total is 0.
    package let explainedVarianceRatio: [Double]

    package var dimensions: Int { means.count }

    /// A component's loadings.
    package func component(_ index: Int) -> ArraySlice<Double> {
        components[index * dimensions..<(index + 1) * dimensions]
    }

    /// - Parameter count: from 1 to the number of columns.
    init(_ moments: Moments, count: Int) {
        let size = moments.dimensions
        let eigen = SymmetricEigen(moments.covariance, size: size)
        let total = moments.totalVariance
        self.count = count
        means = moments.means
        components = (0..<count).flatMap { index in
            let loadings = eigen.vectors[index * size..<(index + 1) * size]
            var largest = 0.0
            for loading in loadings where abs(loading) > abs(largest) { largest = loading }
            return largest < 0 ? loadings.map { -$0 } : Array(loadings)
        }
        // Rounding may make a zero variance slightly negative.
        explainedVariance = eigen.values.prefix(count).map { max($0, 0) }
        explainedVarianceRatio = explainedVariance.map { total > 0 ? $0 / total : 0 }
    }

    /// The coordinates of points along the components.
    ///
    /// - Throws: `EmbeddingError.mismatch` if the points have another number of columns.
    package func project(_ points: PointMatrix) throws(EmbeddingError) -> PointMatrix {
        guard points.dimensions == dimensions else {
            throw .mismatch(
                what: "points to project", found: "\(points.dimensions) columns",
                expected: "\(dimensions), as the components have")
        }
        var result: [Float] = []
        result.reserveCapacity(points.count * count)
        var centred = [Double](repeating: 0, count: dimensions)
        for row in 0..<points.count {
            for column in 0..<dimensions {
                centred[column] = Double(points.values[row * dimensions + column]) - means[column]
            }
            for index in 0..<count {
                var sum = 0.0
                for column in 0..<dimensions {
                    sum += centred[column] * components[index * dimensions + column]
                }
                result.append(Float(sum))
            }
        }
        return PointMatrix(unchecked: result, count: points.count, dimensions: count)
    }
}

extension EmbeddingEngine {
    /// The principal components of at least two points: O(n d² + d³).
    ///
    /// - Parameter count: the number of components; nil means all.
    /// - Throws: `EmbeddingError.mismatch` for a single point, `invalidSetting` for a count outside
    ///   1 to the number of columns.
    package func principalComponents(
        of points: PointMatrix, count: Int? = nil
    ) throws(EmbeddingError) -> PrincipalComponents {
        let count = count ?? points.dimensions
        guard (1...points.dimensions).contains(count) else {
            throw .invalidSetting(
                name: "the number of components", found: "\(count)",
                expected: "from 1 to \(points.dimensions), the number of columns")
        }
        return PrincipalComponents(try moments(of: points), count: count)
    }
}
