package import Embeddings

/// How well points preserve neighbourhoods and separate labels, for codes and for maps of them.
package struct MapQuality: Sendable, Hashable {
    /// The numbers of neighbours for trustworthiness: scikit-learn's default, and another common
    /// one.
    package static let trustNeighbours = [5, 12]
    package static let votingNeighbours = 10

    /// One value per element of `trustNeighbours`; nil if there are too few points.
    package let trustworthiness: [Double?]
    /// Nil with fewer than two labels, or with too few points.
    package let neighbourAccuracy: Double?
    package let silhouette: Double?

    /// - Parameters:
    ///   - points: a map of the codes, or the codes' own points.
    ///   - codes: the codes, with their labels.
    package init(
        of points: PointMatrix, codes: SampleCodes, engine: EmbeddingEngine
    ) throws(EmbeddingError) {
        var trust: [Double?] = []
        for neighbours in Self.trustNeighbours {
            guard 2 * neighbours < codes.count else {
                trust.append(nil)
                continue
            }
            // The trustworthiness of points relative to themselves is 1.
            trust.append(
                points == codes.points
                    ? 1
                    : try engine.trustworthiness(
                        of: points, original: codes.points, neighbours: neighbours))
        }
        trustworthiness = trust
        guard codes.hasClasses else {
            neighbourAccuracy = nil
            silhouette = nil
            return
        }
        neighbourAccuracy =
            Self.votingNeighbours < codes.count
            ? try engine.neighbourAccuracy(
                of: points, labels: codes.labels, neighbours: Self.votingNeighbours)
            : nil
        silhouette = try engine.silhouette(of: points, labels: codes.labels)
    }
}
