/// The quality of an embedding in three numbers; higher is better.
package struct EmbeddingQuality: Sendable, Hashable {
    /// The degree to which neighbours in the embedding were neighbours before: 0 to 1.
    package let trustworthiness: Double
    /// The fraction of points whose nearest neighbours mostly have the same label: 0 to 1.
    package let neighbourAccuracy: Double
    /// The distance between labels compared with their spread: -1 to 1.
    package let silhouette: Double
}

extension EmbeddingEngine {
    /// All three qualities of an embedding with the customary numbers of neighbours.
    ///
    /// - Parameters:
    ///   - original: the points before they were embedded.
    ///   - labels: one per point, at least two distinct ones.
    package func quality(
        of embedding: PointMatrix, original: PointMatrix, labels: [UInt8]
    ) throws(EmbeddingError) -> EmbeddingQuality {
        EmbeddingQuality(
            trustworthiness: try trustworthiness(of: embedding, original: original),
            neighbourAccuracy: try neighbourAccuracy(of: embedding, labels: labels),
            silhouette: try silhouette(of: embedding, labels: labels))
    }

    /// The fraction of points whose label is the most frequent among their nearest neighbours,
    /// excluding the point itself.
    ///
    /// Of equally frequent labels the lowest wins, as in scikit-learn's KNeighborsClassifier.
    package func neighbourAccuracy(
        of points: PointMatrix, labels: [UInt8], neighbours: Int = 10
    ) throws(EmbeddingError) -> Double {
        try check(labels, for: points)
        let nearest = try nearestNeighbours(of: points, count: neighbours)
        var right = 0
        var votes = [Int](repeating: 0, count: 256)
        for point in 0..<points.count {
            for neighbour in nearest[point] { votes[Int(labels[Int(neighbour)])] += 1 }
            var winner = 0
            for label in votes.indices {
                if votes[label] > votes[winner] { winner = label }
            }
            if winner == Int(labels[point]) { right += 1 }
            for neighbour in nearest[point] { votes[Int(labels[Int(neighbour)])] = 0 }
        }
        return Double(right) / Double(points.count)
    }

    func check(_ labels: [UInt8], for points: PointMatrix) throws(EmbeddingError) {
        guard labels.count == points.count else {
            throw .mismatch(
                what: "labels", found: "\(labels.count)", expected: "\(points.count), one per point"
            )
        }
    }
}
