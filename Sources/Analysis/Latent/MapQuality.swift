package import Embeddings

/// How well points keep what was near and tell labels apart: of the codes themselves and of maps of
/// them.
package struct MapQuality: Sendable, Hashable {
    /// How many neighbours trustworthiness looks at: scikit-learn's standard, and one that others
    /// report.
    package static let trustNeighbours = [5, 12]
    package static let votingNeighbours = 10

    /// In the order of `trustNeighbours`; nil where there are too few points for so many.
    package let trustworthiness: [Double?]
    /// Nil without at least two labels, or with too few points.
    package let neighbourAccuracy: Double?
    package let silhouette: Double?

    /// - Parameters:
    ///   - points: a map of the codes, or the codes' own points.
    ///   - codes: with the labels.
    package init(
        of points: PointMatrix, codes: SampleCodes, engine: EmbeddingEngine
    ) throws(EmbeddingError) {
        var trust: [Double?] = []
        for neighbours in Self.trustNeighbours {
            guard 2 * neighbours < codes.count else {
                trust.append(nil)
                continue
            }
            // Nothing is lost between points and themselves.
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
