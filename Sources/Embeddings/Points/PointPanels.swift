import KernelTypes

/// Panels of 16 points with their distances from all points: the basis of neighbours, ranks and
/// silhouettes.
struct PointPanels {
    /// The rows per block of distances, so that they stay in the L1 cache.
    static let rowsInBlock = 256

    let points: PointMatrix
    let kernels: EmbeddingKernels

    /// The number of panels.
    var count: Int { AlignedVectors.vectors(for: points.count) }

    /// The points of a panel.
    func members(_ panel: Int) -> Range<Int> {
        panel * laneCount..<min((panel + 1) * laneCount, points.count)
    }

    /// A panel's coordinates, one vector each; lanes without a point repeat the last point.
    func coordinates(_ panel: Int) -> AlignedVectors {
        let vectors = AlignedVectors(count: points.dimensions)
        for lane in 0..<laneCount {
            let row = min(panel * laneCount + lane, points.count - 1)
            for column in 0..<points.dimensions {
                vectors.floats[column * laneCount + lane] =
                    points.values[row * points.dimensions + column]
            }
        }
        return vectors
    }

    /// Writes the squared distances of a panel's points from rows, one vector per row.
    func distances(
        of panel: AlignedVectors, from rows: Range<Int>, to distances: UnsafeMutablePointer<Lanes>
    ) {
        points.values.withUnsafeBufferPointer { values in
            kernels.squaredDistances(
                panel.lanes, points.dimensions,
                values.baseAddress! + rows.lowerBound * points.dimensions, rows.count, distances)
        }
    }

    /// Calls `body` with blocks of rows and the squared distances of a panel's points from them.
    func forEachBlock(
        of panel: Int, _ body: (Range<Int>, UnsafeMutablePointer<Lanes>) -> Void
    ) {
        let coordinates = coordinates(panel)
        let block = AlignedVectors(count: Self.rowsInBlock)
        for first in stride(from: 0, to: points.count, by: Self.rowsInBlock) {
            let rows = first..<min(first + Self.rowsInBlock, points.count)
            distances(of: coordinates, from: rows, to: block.lanes)
            body(rows, block.lanes)
        }
        withExtendedLifetime(block) {}
    }
}
