import Portable

extension EmbeddingEngine {
    /// The iterations between two progress reports.
    private static let reportInterval = 25

    /// Embeds points in two or three dimensions so that near points stay near: t-SNE.
    ///
    /// Repulsion is exact over all pairs, so an iteration takes O(n²) operations. Attraction is
    /// over the nearest neighbours. Gradient descent with momentum (0.5 during exaggeration, 0.8
    /// after) and one gain per coordinate follows scikit-learn, except that there is no early
    /// stopping.
    ///
    /// Source: van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 9 (2008). The
    /// automatic learning rate is from Belkina et al., Nature Communications 10 (2019), the initial
    /// layout from Kobak and Berens in the same volume.
    ///
    /// - Parameters:
    ///   - points: at least 4; about 20,000 take minutes.
    ///   - progress: called every 25 iterations and after the last one; it returns false to stop.
    /// - Throws: `EmbeddingError.invalidSetting`, `mismatch` for fewer than 4 points, `cancelled`,
    ///   and `diverged` if the learning rate is too high.
    package func tsne(
        of points: PointMatrix, settings: TSNESettings = TSNESettings(),
        progress: (TSNEProgress) -> Bool = { _ in true }
    ) throws(EmbeddingError) -> TSNEResult {
        guard points.count >= 4 else {
            throw .mismatch(
                what: "points for t-SNE", found: "\(points.count)", expected: "at least 4")
        }
        try settings.validate(for: points.count)
        let affinities = try affinities(
            of: points, perplexity: settings.perplexity,
            neighbours: settings.neighbours(of: points.count))
        let state = EmbeddingState(self, try start(of: points, settings), affinities)
        let rate = settings.learningRate(for: points.count)
        var descent = Descent(places: state.dimensions * state.stride, rate: Float(rate))
        var divergence = Double.nan
        for iteration in 1...settings.iterations {
            let isEarly = iteration <= settings.earlyIterations
            if iteration == settings.earlyIterations + 1 { descent.settle() }
            descent.step(
                state, momentum: isEarly ? 0.5 : 0.8,
                exaggeration: isEarly ? settings.earlyExaggeration : 1)
            let isLast = iteration == settings.iterations
            guard isLast || iteration % Self.reportInterval == 0 else { continue }
            if isLast { state.centre() }
            divergence = state.divergence()
            guard divergence.isFinite else {
                throw .diverged(iteration: iteration, learningRate: rate)
            }
            let report = TSNEProgress(
                iteration: iteration, iterations: settings.iterations, divergence: divergence)
            guard progress(report) || isLast else { throw .cancelled(iteration: iteration) }
        }
        return TSNEResult(points: state.points, divergence: divergence)
    }

    /// The Kullback-Leibler divergence of an embedding from affinities in nats, t-SNE's objective.
    ///
    /// - Throws: `EmbeddingError.mismatch` if the embedding has another number of points or not two
    ///   or three dimensions.
    package func divergence(
        of embedding: PointMatrix, from affinities: Affinities
    ) throws(EmbeddingError) -> Double {
        try state(of: embedding, affinities).divergence()
    }

    /// The gradient of the divergence with respect to each coordinate of an embedding.
    ///
    /// - Throws: `EmbeddingError.mismatch` as for the divergence.
    package func divergenceGradient(
        of embedding: PointMatrix, from affinities: Affinities
    ) throws(EmbeddingError) -> [Float] {
        let state = try state(of: embedding, affinities)
        var gradient = [Float](repeating: 0, count: embedding.values.count)
        state.forEachGradient(exaggeration: 1) { place, slope in
            let (dimension, point) = place.quotientAndRemainder(dividingBy: state.stride)
            gradient[point * embedding.dimensions + dimension] = slope
        }
        return gradient
    }

    private func state(
        of embedding: PointMatrix, _ affinities: Affinities
    ) throws(EmbeddingError) -> EmbeddingState {
        guard embedding.count == affinities.count, (2...3).contains(embedding.dimensions) else {
            throw .mismatch(
                what: "an embedding",
                found: "\(embedding.count) points of \(embedding.dimensions) dimensions",
                expected: "\(affinities.count) points, one per affinity, of 2 or 3 dimensions")
        }
        return EmbeddingState(self, embedding, affinities)
    }

    /// The points' coordinates before the first iteration.
    private func start(
        of points: PointMatrix, _ settings: TSNESettings
    ) throws(EmbeddingError) -> PointMatrix {
        let dimensions = settings.dimensions
        switch settings.start {
        case .random:
            let generator = SeededGenerator(seed: settings.seed, purpose: .evaluation)
            return PointMatrix(
                unchecked: (0..<points.count * dimensions).map {
                    Float(1e-4 * generator.normal(index: $0))
                }, count: points.count, dimensions: dimensions)
        case .principalComponents:
            guard points.dimensions >= dimensions else {
                throw .invalidSetting(
                    name: "the start of a t-SNE in \(dimensions) dimensions",
                    found: "pca, of points with \(points.dimensions) dimensions",
                    expected: "random, as there are fewer components than dimensions")
            }
            let components = try principalComponents(of: points, count: dimensions)
            let projected = try components.project(points)
            // The variance over n, as in numpy.std.
            let variance =
                components.explainedVariance[0] * Double(points.count - 1) / Double(points.count)
            guard variance > 0 else {
                throw .mismatch(
                    what: "points for t-SNE", found: "the same point \(points.count) times",
                    expected: "points that differ")
            }
            let scale = 1e-4 / variance.squareRoot()
            return PointMatrix(
                unchecked: projected.values.map { Float(Double($0) * scale) },
                count: points.count, dimensions: dimensions)
        }
    }
}

/// Gradient descent with momentum and gains per coordinate, which grow while the gradient keeps its
/// direction.
///
/// Source: Jacobs, "Increased rates of convergence through learning rate adaptation", Neural
/// Networks 1 (1988), as van der Maaten and Hinton use it.
private struct Descent {
    private let rate: Float
    private var updates: [Float]
    private var gains: [Float]

    init(places: Int, rate: Float) {
        self.rate = rate
        updates = Array(repeating: 0, count: places)
        gains = Array(repeating: 1, count: places)
    }

    /// Resets momentum and gains when the exaggeration ends.
    mutating func settle() { self = Descent(places: updates.count, rate: rate) }

    mutating func step(_ state: EmbeddingState, momentum: Float, exaggeration: Double) {
        let coordinates = state.coordinates.floats
        updates.withUnsafeMutableBufferPointer { updates in
            gains.withUnsafeMutableBufferPointer { gains in
                state.forEachGradient(exaggeration: exaggeration) { place, slope in
                    let goesOn = updates[place] * slope < 0
                    let gain = max(goesOn ? gains[place] + 0.2 : gains[place] * 0.8, 0.01)
                    let update = momentum * updates[place] - rate * (gain * slope)
                    gains[place] = gain
                    updates[place] = update
                    coordinates[place] += update
                }
            }
        }
    }
}
