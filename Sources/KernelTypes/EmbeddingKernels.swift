/// The points of an embedding as kernels see them: one row of coordinates a dimension.
///
/// Rows are `stride` floats apart, a multiple of 16, and aligned to whole vectors. What follows the
/// last point in a row is `farAway`, so that pairs with it weigh nothing.
package struct EmbeddedPoints {
    /// A coordinate that nothing is near to, and whose squares are still finite.
    @inlinable
    package static var farAway: Float { 1e15 }
    /// How many terms of a sum are added up before they go to the sum's total.
    @inlinable
    package static var termsInBlock: Int { 512 }

    package var coordinates: UnsafePointer<Float>
    package var stride: Int
    package var count: Int
    /// 2 or 3.
    package var dimensions: Int

    package init(
        coordinates: UnsafePointer<Float>, stride: Int, count: Int, dimensions: Int
    ) {
        self.coordinates = coordinates
        self.stride = stride
        self.count = count
        self.dimensions = dimensions
    }
}

/// Who attracts whom, point by point, in groups of 16 whose last is filled up with weights of 0.
package struct AttractionLists {
    /// The first group of each point, and the end of the last one's.
    package var firstGroups: UnsafePointer<Int32>
    /// 16 points a group.
    package var neighbours: UnsafePointer<Int32>
    package var weights: UnsafePointer<Lanes>

    package init(
        firstGroups: UnsafePointer<Int32>, neighbours: UnsafePointer<Int32>,
        weights: UnsafePointer<Lanes>
    ) {
        self.firstGroups = firstGroups
        self.neighbours = neighbours
        self.weights = weights
    }
}

/// The kernels of embeddings: forces between points, distances, covariances.
package typealias EmbeddingKernels = (
    /// Takes points and a range of them in whole vectors; writes forces (a row a dimension) and
    /// each point's sum of similarities, itself included.
    repel: @Sendable (EmbeddedPoints, Range<Int>, MutableFloats, MutableFloats) -> Void,
    /// Takes points, lists and a range of points; writes forces (a row a dimension).
    attract: @Sendable (EmbeddedPoints, AttractionLists, Range<Int>, MutableFloats) -> Void,
    /// Takes points, lists and a range of points; writes each point's weighted sum of
    /// ln(1 + d²).
    attractionLogarithms:
        @Sendable (EmbeddedPoints, AttractionLists, Range<Int>, MutableFloats) -> Void,
    /// Takes a panel of 16 points, its vectors, rows as long, their count; writes a vector of
    /// squared distances a row.
    squaredDistances: @Sendable (Panel, Int, Floats, Int, MutablePanel) -> Void,
    /// Takes values, count, limits; gives how many values of each lane are below its limit.
    countBelow: @Sendable (Panel, Int, Lanes) -> Lanes,
    /// Takes values, count; gives each lane's sum of square roots.
    sumRoots: @Sendable (Panel, Int) -> Lanes,
    /// Takes rows, their count and length (a multiple of 8); adds the sums of products of columns
    /// to a matrix, of which only what is right of the diagonal's block of 8 × 8 is made.
    addProducts: @Sendable (UnsafePointer<Double>, Int, Int, UnsafeMutablePointer<Double>) -> Void
)
