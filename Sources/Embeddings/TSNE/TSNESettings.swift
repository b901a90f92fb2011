/// The settings of t-SNE.
package struct TSNESettings: Sendable, Hashable {
    /// The initial coordinates of the points.
    package enum Start: String, Sendable, Hashable, CaseIterable {
        /// The first principal components, scaled to a standard deviation of 1e-4 of the first.
        case principalComponents
        /// Normal numbers of standard deviation 1e-4, from the seed.
        case random
    }

    /// 2 or 3.
    package var dimensions = 2
    /// The effective number of neighbours per point.
    package var perplexity = 30.0
    /// The factor of attraction in the first iterations.
    package var earlyExaggeration = 12.0
    /// The number of exaggerated iterations.
    package var earlyIterations = 250
    /// The total number of iterations.
    package var iterations = 1000
    /// The learning rate for the gradient 4 Σ (p - q)(…); nil for scikit-learn's max(n /
    /// exaggeration / 4, 50).
    package var learningRate: Double?
    package var start = Start.principalComponents
    /// The seed of a random start; other starts use no randomness.
    package var seed: UInt64 = 0
    /// The number of neighbours that attract a point; nil for 3 · perplexity, at most n - 1.
    package var neighbours: Int?

    package init(dimensions: Int = 2) { self.dimensions = dimensions }

    /// The number of neighbours that attract each of `count` points.
    package func neighbours(of count: Int) -> Int {
        neighbours ?? min(Int((3 * perplexity).rounded(.up)), count - 1)
    }

    /// The learning rate for `count` points.
    package func learningRate(for count: Int) -> Double {
        learningRate ?? max(Double(count) / earlyExaggeration / 4, 50)
    }

    /// - Throws: `EmbeddingError.invalidSetting` for the first setting out of range.
    func validate(for count: Int) throws(EmbeddingError) {
        guard dimensions == 2 || dimensions == 3 else {
            throw .invalidSetting(
                name: "the embedding's number of dimensions", found: "\(dimensions)",
                expected: "2 or 3")
        }
        // Checked before the number of neighbours is derived from it.
        guard perplexity >= 1, perplexity < Double(count) else {
            throw .invalidSetting(
                name: "the perplexity", found: "\(perplexity)",
                expected: "at least 1 and less than the number of points, which is \(count)")
        }
        guard earlyExaggeration >= 1, earlyExaggeration.isFinite else {
            throw .invalidSetting(
                name: "the early exaggeration", found: "\(earlyExaggeration)",
                expected: "at least 1")
        }
        guard earlyIterations >= 0, iterations >= max(earlyIterations, 1) else {
            throw .invalidSetting(
                name: "the number of iterations",
                found: "\(iterations), \(earlyIterations) of them exaggerated",
                expected: "at least 1, and not fewer than the exaggerated ones")
        }
        guard learningRate(for: count) > 0, learningRate(for: count).isFinite else {
            throw .invalidSetting(
                name: "the learning rate", found: "\(learningRate(for: count))",
                expected: "above 0")
        }
    }
}

/// The progress of a t-SNE.
package struct TSNEProgress: Sendable, Hashable {
    /// The number of finished iterations, and the total.
    package let iteration: Int
    package let iterations: Int
    /// The Kullback-Leibler divergence (in nats) of the embedding from the affinities, without
    /// exaggeration.
    package let divergence: Double
}

/// The result of t-SNE.
package struct TSNEResult: Sendable, Hashable {
    /// The points' coordinates, centred on 0.
    package let points: PointMatrix
    /// The final Kullback-Leibler divergence, in nats.
    package let divergence: Double
}
