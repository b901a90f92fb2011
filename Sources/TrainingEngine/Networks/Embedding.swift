import Portable

/// Learned tables for the categories among a vector's values: one torch.nn.Embedding for each.
///
/// A value that is a category's number becomes the category's row; other values pass unchanged. The
/// results follow one another in the order of the input. A number that is no category of its table
/// becomes zeros.
///
/// Source: Guo and Berkhahn, "Entity embeddings of categorical variables", 2016.
package struct Embedding: Sendable, Hashable {
    /// One value of the input.
    package enum Column: Sendable, Hashable {
        case number
        case categories(Int, dimension: Int)

        /// The number of values that it becomes.
        package var width: Int {
            if case .categories(_, let dimension) = self { return dimension }
            return 1
        }
    }

    package var columns: [Column]

    package init(_ columns: [Column]) { self.columns = columns }

    /// The rows and the columns of each table.
    package var tables: [(categories: Int, dimension: Int)] {
        columns.compactMap { column in
            guard case .categories(let count, let dimension) = column else { return nil }
            return (count, dimension)
        }
    }

    func outputShape(_ input: Shape) throws(LayerMismatch) -> Shape {
        guard input == .vector(columns.count) else {
            throw LayerMismatch(
                "Embedding of \(columns.count, "column") needs a vector of as many values; found "
                    + "\(input)")
        }
        for table in tables where table.categories < 1 || table.dimension < 1 {
            throw LayerMismatch(
                "Embedding has a table of \(table.categories)×\(table.dimension); it needs at "
                    + "least 1×1")
        }
        // Each width is bounded, so the sum is exact.
        return .vector(columns.reduce(0) { $0 + $1.width })
    }
}
