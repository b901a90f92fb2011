/// One value of an embedding layer's input, and what becomes of it.
package struct EmbeddedColumn: Sendable, Hashable {
    /// The place of the value in the layer's input, and of its first result in the output.
    package var input: Int
    package var output: Int
    /// The number of the table's rows; 0 for a value that passes unchanged.
    package var categories: Int
    /// The number of values in a row of the table.
    package var dimension: Int
    /// The offset of the table [category][value] among the parameters, and of its gradient's sums
    /// among the layer's, in floats.
    package var weight: Int
    package var sums: Int

    package init(
        input: Int, output: Int, categories: Int, dimension: Int, weight: Int, sums: Int
    ) {
        self.input = input
        self.output = output
        self.categories = categories
        self.dimension = dimension
        self.weight = weight
        self.sums = sums
    }

    /// The row of the table that a value means; nil if it is no category.
    @inlinable
    package func row(_ value: Float) -> Int? {
        // Also false for NaN.
        guard value >= 0, value < Float(categories) else { return nil }
        return Int(value)
    }
}
