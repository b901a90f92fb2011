/// Points as rows of a matrix of finite numbers: codes, features or an embedding's coordinates.
package struct PointMatrix: Sendable, Hashable {
    /// How many points there are: rows.
    package let count: Int
    /// How many coordinates each has: columns.
    package let dimensions: Int
    /// Row after row.
    package let values: [Float]

    /// - Throws: `EmbeddingError.mismatch` where rows × columns isn't the number of values, or
    ///   where one of them is below 1; `notFinite` for the first value that isn't finite.
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

    /// For what was checked or worked out here.
    init(unchecked values: [Float], count: Int, dimensions: Int) {
        self.values = values
        self.count = count
        self.dimensions = dimensions
    }

    /// A point's coordinates.
    package subscript(row: Int) -> ArraySlice<Float> {
        values[row * dimensions..<(row + 1) * dimensions]
    }

    /// The points with the given numbers, in that order.
    package func rows(_ numbers: [Int]) -> PointMatrix {
        PointMatrix(
            unchecked: numbers.flatMap { self[$0] }, count: numbers.count, dimensions: dimensions)
    }
}
