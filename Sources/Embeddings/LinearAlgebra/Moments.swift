import KernelTypes

/// The mean and the covariance of points.
package struct Moments: Sendable, Hashable {
    /// The number of points.
    package let count: Int
    /// One mean per column.
    package let means: [Double]
    /// A symmetric matrix in row-major order: sums of products over count - 1, as in numpy.cov.
    package let covariance: [Double]

    package var dimensions: Int { means.count }

    /// The total variance: the covariance's trace.
    package var totalVariance: Double {
        (0..<dimensions).reduce(0) { $0 + covariance[$1 * dimensions + $1] }
    }
}

extension EmbeddingEngine {
    /// The rows per block of products; block sums are added to the total.
    private static let rowsInBlock = 128

    /// The mean and the covariance of at least two points, in Double.
    ///
    /// Means are summed in row order, products of centred values in blocks of 128 rows. O(n d²).
    package func moments(of points: PointMatrix) throws(EmbeddingError) -> Moments {
        guard points.count >= 2 else {
            throw .mismatch(
                what: "points for a covariance", found: "\(points.count)", expected: "at least 2")
        }
        let (count, dimensions) = (points.count, points.dimensions)
        var means = [Double](repeating: 0, count: dimensions)
        for row in 0..<count {
            for column in 0..<dimensions {
                means[column] += Double(points.values[row * dimensions + column])
            }
        }
        for column in 0..<dimensions { means[column] /= Double(count) }
        let covariance = sumsOfProducts(points, centres: means).map { $0 / Double(count - 1) }
        return Moments(count: count, means: means, covariance: covariance)
    }

    /// The sums of products of centred columns: a symmetric matrix in row-major order.
    private func sumsOfProducts(_ points: PointMatrix, centres: [Double]) -> [Double] {
        let dimensions = points.dimensions
        let width = (dimensions + 7) / 8 * 8
        // A vector has the size of 8 doubles.
        let rows = AlignedVectors(count: Self.rowsInBlock * width / 8)
        let sums = AlignedVectors(count: width * width / 8)
        // Both blocks belong only to this call; their zero bytes are also the bits of 0.0.
        let row = UnsafeMutableRawPointer(rows.lanes).bindMemory(
            to: Double.self, capacity: Self.rowsInBlock * width)
        let matrix = UnsafeMutableRawPointer(sums.lanes).bindMemory(
            to: Double.self, capacity: width * width)
        for first in stride(from: 0, to: points.count, by: Self.rowsInBlock) {
            let count = min(Self.rowsInBlock, points.count - first)
            for index in 0..<count {
                for column in 0..<dimensions {
                    row[index * width + column] =
                        Double(points.values[(first + index) * dimensions + column])
                        - centres[column]
                }
            }
            kernels.addProducts(row, count, width, matrix)
        }
        var result = [Double](repeating: 0, count: dimensions * dimensions)
        for i in 0..<dimensions {
            for j in i..<dimensions {
                result[i * dimensions + j] = matrix[i * width + j]
                result[j * dimensions + i] = matrix[i * width + j]
            }
        }
        withExtendedLifetime((rows, sums)) {}
        return result
    }
}
