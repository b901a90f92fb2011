package import Embeddings

/// Codes brought into a plane or into space, to be looked at.
package struct LatentMap: Sendable {
    package enum Method: Sendable, Hashable {
        /// Some of the codes' own variables, counted from 0.
        case variables([Int])
        /// So many principal components.
        case principalComponents(Int)
        case tsne(TSNESettings)
    }

    package let method: Method
    /// A sample a row, in the order of the codes.
    package let points: PointMatrix
    /// Of principal components, the share of the codes' variance that each has.
    package let explainedVariance: [Double]
    /// Of t-SNE, the Kullback-Leibler divergence in nats.
    package let divergence: Double?

    /// - Parameter progress: of t-SNE; false stops it.
    /// - Throws: `AnalysisError` where codes have fewer variables than are asked for, and
    ///   `EmbeddingError`.
    package init(
        of codes: PointMatrix, by method: Method, engine: EmbeddingEngine,
        progress: (TSNEProgress) -> Bool = { _ in true }
    ) throws {
        self.method = method
        try method.check(for: codes)
        switch method {
        case .variables(let variables):
            points = try PointMatrix(
                (0..<codes.count).flatMap { row -> [Float] in
                    let code = codes[row]
                    return variables.map { code[code.startIndex + $0] }
                }, count: codes.count, dimensions: variables.count)
            explainedVariance = []
            divergence = nil
        case .principalComponents(let count):
            let components = try engine.principalComponents(of: codes, count: count)
            points = try components.project(codes)
            explainedVariance = components.explainedVarianceRatio
            divergence = nil
        case .tsne(let settings):
            let result = try engine.tsne(of: codes, settings: settings, progress: progress)
            points = result.points
            explainedVariance = []
            divergence = result.divergence
        }
    }

    /// A name for each coordinate.
    package var axisNames: [String] {
        switch method {
        case .variables(let variables): variables.map { "Enc. variable \($0 + 1)" }
        case .principalComponents: (1...points.dimensions).map { "Component \($0)" }
        case .tsne: (1...points.dimensions).map { "t-SNE \($0)" }
        }
    }
}

extension LatentMap.Method {
    /// In how many dimensions the map is.
    package var dimensions: Int {
        switch self {
        case .variables(let variables): variables.count
        case .principalComponents(let count): count
        case .tsne(let settings): settings.dimensions
        }
    }

    fileprivate func check(for codes: PointMatrix) throws(AnalysisError) {
        switch self {
        case .tsne: return
        case .principalComponents(let count):
            guard count > codes.dimensions else { return }
            throw AnalysisError(
                place: "--components", found: "\(count)",
                expected: "at most \(codes.dimensions), as many as a code has variables")
        case .variables(let variables):
            guard
                let odd = variables.first(where: { !(0..<codes.dimensions).contains($0) })
            else { return }
            throw AnalysisError(
                place: "--variables", found: "\(odd + 1)",
                expected: "numbers from 1 to \(codes.dimensions), as many as a code has variables")
        }
    }
}
