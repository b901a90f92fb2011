package import Embeddings

/// Codes mapped to 2D or 3D for display.
package struct LatentMap: Sendable {
    package enum Method: Sendable, Hashable {
        /// Selected code variables, counted from 0.
        case variables([Int])
        /// The given number of principal components.
        case principalComponents(Int)
        case tsne(TSNESettings)
    }

    package let method: Method
    /// One row per sample, in the order of the codes.
    package let points: PointMatrix
    /// For principal components, the fraction of the codes' variance that each explains.
    package let explainedVariance: [Double]
    /// For t-SNE, the Kullback-Leibler divergence in nats.
    package let divergence: Double?

    /// - Parameter progress: called by t-SNE; false stops it.
    /// - Throws: `AnalysisError` if codes have too few variables, and `EmbeddingError`.
    package init(
        of codes: PointMatrix, by method: Method, engine: EmbeddingEngine,
        progress: (TSNEProgress) -> Bool = { _ in true }
    ) throws {
        self.method = method
        if let complaint = method.complaint(codeSize: codes.dimensions) { throw complaint }
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
    /// The number of dimensions of the map.
    package var dimensions: Int {
        switch self {
        case .variables(let variables): variables.count
        case .principalComponents(let count): count
        case .tsne(let settings): settings.dimensions
        }
    }

    /// The error in a map of codes with a number of variables, or nil.
    package func complaint(codeSize: Int) -> AnalysisError? {
        switch self {
        case .tsne: return nil
        case .principalComponents(let count):
            guard count > codeSize else { return nil }
            guard codeSize > 1 else { return Self.tooSmall("--method pca") }
            return AnalysisError(
                place: "--components", found: "\(count)",
                expected: "at most \(codeSize), as many as a code has variables")
        case .variables(let variables):
            guard let odd = variables.first(where: { !(0..<codeSize).contains($0) })
            else { return nil }
            guard codeSize > 1 else { return Self.tooSmall("--method codes") }
            return AnalysisError(
                place: "--variables", found: "\(odd + 1)",
                expected: "numbers from 1 to \(codeSize), as many as a code has variables")
        }
    }

    private static func tooSmall(_ option: String) -> AnalysisError {
        AnalysisError(
            place: option, found: "codes of one variable",
            expected: "codes of at least two variables, which a map needs")
    }
}
