/// How t-SNE places points.
package struct TSNESettings: Sendable, Hashable {
    /// Where the points are at first.
    package enum Start: String, Sendable, Hashable, CaseIterable {
        /// On their first principal components, scaled so that the first has a deviation of 1e-4.
        case principalComponents
        /// Normal numbers of deviation 1e-4, from the seed.
        case random
    }

    /// 2 or 3.
    package var dimensions = 2
    /// About how many neighbours each point looks at.
    package var perplexity = 30.0
    /// What attraction is multiplied by at first.
    package var earlyExaggeration = 12.0
    /// How many iterations are exaggerated.
    package var earlyIterations = 250
    /// How many iterations there are in all.
    package var iterations = 1000
    /// By how much a point follows the gradient 4 Σ (p - q)(…); nil for scikit-learn's
    /// max(n / exaggeration / 4, 50).
    package var learningRate: Double?
    package var start = Start.principalComponents
    /// Of a random start; others have no chance in them.
    package var seed: UInt64 = 0
    /// How many neighbours attract a point; nil for 3 · perplexity, and for n - 1 where there are
    /// fewer.
    package var neighbours: Int?

    package init(dimensions: Int = 2) { self.dimensions = dimensions }

    /// How many neighbours attract each of `count` points.
    package func neighbours(of count: Int) -> Int {
        neighbours ?? min(Int((3 * perplexity).rounded(.up)), count - 1)
    }

    /// The step width for `count` points.
    package func learningRate(for count: Int) -> Double {
        learningRate ?? max(Double(count) / earlyExaggeration / 4, 50)
    }

    /// - Throws: `EmbeddingError.invalidSetting` for the first one out of range.
    func validate(for count: Int) throws(EmbeddingError) {
        guard dimensions == 2 || dimensions == 3 else {
            throw .invalidSetting(
                name: "the embedding's number of dimensions", found: "\(dimensions)",
                expected: "2 or 3")
        }
        // Before a number of neighbours is made of it.
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

/// How far a t-SNE has come.
package struct TSNEProgress: Sendable, Hashable {
    /// How many iterations are done, of how many.
    package let iteration: Int
    package let iterations: Int
    /// The Kullback-Leibler divergence (in nats) of the embedding from the affinities, without
    /// exaggeration.
    package let divergence: Double
}

/// What t-SNE made.
package struct TSNEResult: Sendable, Hashable {
    /// The points' places, centred on 0.
    package let points: PointMatrix
    /// The final Kullback-Leibler divergence, in nats.
    package let divergence: Double
}
