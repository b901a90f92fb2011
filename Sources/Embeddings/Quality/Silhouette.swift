import KernelTypes

extension EmbeddingEngine {
    /// The mean silhouette: the distance between labels compared with their spread, -1 to 1.
    ///
    /// A point's silhouette is (b - a) / max(a, b), where a is its mean distance from the other
    /// points with its label and b that from the nearest other label; 0 if no other point has its
    /// label. Distances are Euclidean, over all pairs: O(n² d). This is scikit-learn's definition.
    ///
    /// Source: Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of
    /// cluster analysis", Journal of Computational and Applied Mathematics 20 (1987).
    ///
    /// - Parameter labels: one per point, at least two distinct ones.
    package func silhouette(
        of points: PointMatrix, labels: [UInt8]
    ) throws(EmbeddingError) -> Double {
        try check(labels, for: points)
        // Points are sorted by label, so that each label is a contiguous range.
        let order = (0..<points.count).sorted { (labels[$0], $0) < (labels[$1], $1) }
        let sorted = order.map { labels[$0] }
        var ranges: [Range<Int>] = []
        for place in sorted.indices {
            if place > 0, sorted[place] == sorted[place - 1] {
                ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<place + 1
            } else {
                ranges.append(place..<place + 1)
            }
        }
        guard ranges.count >= 2 else {
            throw .mismatch(
                what: "labels for a silhouette", found: "one class only",
                expected: "at least two classes")
        }
        let panels = PointPanels(points: points.rows(order), kernels: kernels)
        var totals = [Double](repeating: 0, count: panels.count)
        totals.withUnsafeMutableBufferPointer { totals in
            forEachBlock(panels.count) { totals[$0] = panels.silhouettes(of: $0, ranges) }
        }
        return totals.reduce(0, +) / Double(points.count)
    }
}

extension PointPanels {
    /// The number of distances summed in Float before the sum is added in Double.
    private static let termsInSum = 64

    /// The sum of a panel's silhouettes, for points sorted by label.
    fileprivate func silhouettes(of panel: Int, _ ranges: [Range<Int>]) -> Double {
        let coordinates = coordinates(panel)
        let members = members(panel)
        var sums = [[Double]](
            repeating: Array(repeating: 0, count: ranges.count), count: members.count)
        let block = AlignedVectors(count: Self.termsInSum)
        for (label, range) in ranges.enumerated() {
            for first in stride(from: range.lowerBound, to: range.upperBound, by: Self.termsInSum) {
                let rows = first..<min(first + Self.termsInSum, range.upperBound)
                distances(of: coordinates, from: rows, to: block.lanes)
                let part = kernels.sumRoots(block.lanes, rows.count)
                for lane in 0..<members.count { sums[lane][label] += Double(part[lane]) }
            }
        }
        withExtendedLifetime(block) {}
        var total = 0.0
        for (lane, point) in members.enumerated() {
            total += Self.silhouette(of: point, distances: sums[lane], ranges)
        }
        return total
    }

    private static func silhouette(
        of point: Int, distances: [Double], _ ranges: [Range<Int>]
    ) -> Double {
        var (within, between) = (0.0, Double.infinity)
        for (range, distance) in zip(ranges, distances) {
            if range.contains(point) {
                guard range.count > 1 else { return 0 }
                within = distance / Double(range.count - 1)
            } else {
                between = min(between, distance / Double(range.count))
            }
        }
        let larger = max(within, between)
        return larger > 0 ? (between - within) / larger : 0
    }
}
