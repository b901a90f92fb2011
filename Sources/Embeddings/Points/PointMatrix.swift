/// Points as rows of a matrix of finite numbers: codes, features or an embedding's coordinates.
package struct PointMatrix: Sendable, Hashable {
    /// The number of points: rows.
    package let count: Int
    /// The number of coordinates per point: columns.
    package let dimensions: Int
    /// The values in row-major order.
    package let values: [Float]

    /// - Throws: `EmbeddingError.mismatch` if rows × columns isn't the number of values or one of
    ///   them is below 1; `notFinite` for the first value that isn't finite.
    package init(_ values: [Float], count: Int, dimensions: Int) throws(EmbeddingError) {
        guard count >= 1, dimensions >= 1, values.count == count * dimensions else {
            throw .mismatch(
                what: "points", found: "\(values.count) values",
                expected: "\(count) rows of \(dimensions), at least 1 of each")
        }
        if let place = values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(
                row: place / dimensions, column: place % dimensions, found: values[place])
        }
        self.init(unchecked: values, count: count, dimensions: dimensions)
    }

    /// For values that were checked or computed in this module.
    init(unchecked values: [Float], count: Int, dimensions: Int) {
        self.values = values
        self.count = count
        self.dimensions = dimensions
    }

    /// A point's coordinates.
    package subscript(row: Int) -> ArraySlice<Float> {
        values[row * dimensions..<(row + 1) * dimensions]
    }

    /// The points with the given indices, in that order.
    package func rows(_ numbers: [Int]) -> PointMatrix {
        PointMatrix(
            unchecked: numbers.flatMap { self[$0] }, count: numbers.count, dimensions: dimensions)
    }
}
