import KernelTypes

extension EmbeddingEngine {
    /// The degree to which neighbours in an embedding were neighbours before; 1 is best.
    ///
    /// 1 - 2 / (n k (2n - 3k - 1)) Σ max(rank - k, 0) over each point's k nearest neighbours in the
    /// embedding, where rank is the neighbour's rank in the original; ties all have the best rank.
    /// This is scikit-learn's definition, O(n² (d + k)).
    ///
    /// Source: Venna and Kaski, "Neighborhood preservation in nonlinear projection methods",
    /// ICANN 2001.
    ///
    /// - Parameter neighbours: k, less than half the number of points.
    package func trustworthiness(
        of embedding: PointMatrix, original: PointMatrix, neighbours: Int = 5
    ) throws(EmbeddingError) -> Double {
        let count = original.count
        guard embedding.count == count else {
            throw .mismatch(
                what: "an embedding", found: "\(embedding.count) points",
                expected: "\(count), as many as were embedded")
        }
        guard neighbours >= 1, 2 * neighbours < count else {
            throw .invalidSetting(
                name: "the number of neighbours", found: "\(neighbours)",
                expected: "at least 1 and less than half of \(count) points")
        }
        let nearest = try nearestNeighbours(of: embedding, count: neighbours)
        let panels = PointPanels(points: original, kernels: kernels)
        var excesses = [Int](repeating: 0, count: panels.count)
        excesses.withUnsafeMutableBufferPointer { excesses in
            forEachBlock(panels.count) { excesses[$0] = panels.excess(of: nearest, in: $0) }
        }
        let (n, k) = (Double(count), Double(neighbours))
        return 1 - Double(excesses.reduce(0, +)) * 2 / (n * k * (2 * n - 3 * k - 1))
    }
}

extension PointPanels {
    /// The sum over a panel's neighbours of max(rank - k, 0).
    fileprivate func excess(of nearest: NearestNeighbours, in panel: Int) -> Int {
        let members = members(panel)
        let coordinates = coordinates(panel)
        let distances = AlignedVectors(count: points.count)
        self.distances(of: coordinates, from: 0..<points.count, to: distances.lanes)
        for (lane, point) in members.enumerated() {
            // A point is not its own neighbour.
            distances.floats[point * laneCount + lane] = .infinity
        }
        var excess = 0
        for rank in 0..<nearest.count {
            var limits = Lanes()
            for (lane, point) in members.enumerated() {
                let neighbour = Int(nearest.indices[point * nearest.count + rank])
                limits[lane] = distances.floats[neighbour * laneCount + lane]
            }
            let nearer = kernels.countBelow(distances.lanes, points.count, limits)
            for lane in 0..<members.count {
                excess += max(Int(nearer[lane]) + 1 - nearest.count, 0)
            }
        }
        withExtendedLifetime((coordinates, distances)) {}
        return excess
    }
}
