import Foundation

/// Numbers of the packages cmaes and SciPy (`Scripts/goldens_knowledge.py`).
struct KnowledgeGoldens: Decodable {
    struct WarmStart: Decodable {
        var points: [[Double]]
        var values: [Double]
        var mean: [Double]
        var sigma: Double
        var covariance: [Double]
    }

    struct Prior: Decodable {
        var mean: Double
        var confidence: String
        var fractions: [Double]
        var quantiles: [Double]
        /// At the fractions.
        var logDensities: [Double]
    }

    var warmStarts: [WarmStart]
    var priors: [Prior]

    static func read() throws -> KnowledgeGoldens {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/knowledge.json")
        return try JSONDecoder().decode(KnowledgeGoldens.self, from: Data(contentsOf: url))
    }
}
