package import Datasets
package import Embeddings
import Portable
import StudyModel
import TrainingEngine

/// The codes that a model's encoder gives samples.
package struct SampleCodes: Sendable {
    /// One code per row.
    package let points: PointMatrix
    /// One label per sample; empty if the samples have none.
    package let labels: [UInt8]

    package init(points: PointMatrix, labels: [UInt8] = []) {
        precondition(
            labels.isEmpty || labels.count == points.count,
            "\(labels.count) labels for \(points.count) codes")
        self.points = points
        self.labels = labels
    }

    /// Encodes samples.
    ///
    /// - Parameter count: the number of samples, from the first on; all if nil.
    /// - Throws: `AnalysisError` if the model has no encoder, or the samples don't fit its training
    ///   data; `EmbeddingError.notFinite` if a code isn't finite.
    package init(
        of samples: ImageSet, by model: TrainedModel, first count: Int? = nil, threads: Int = 1
    ) throws {
        guard samples.count > 0, samples.sampleShape == model.sampleShape else {
            throw AnalysisError(
                place: model.path,
                found: "\(samples.count, "sample") of \(Shape(sampleShape: samples.sampleShape))",
                expected: "samples of \(Shape(sampleShape: model.sampleShape)), as it was trained "
                    + "on")
        }
        let all = try model.runner(of: ["encoder"], threads: threads).points(of: samples)
        let chosen = min(count ?? all.count, all.count)
        self.init(
            points: chosen == all.count ? all : all.rows(Array(0..<chosen)),
            labels: Array(samples.labels.prefix(chosen)))
    }

    package var count: Int { points.count }
    package var dimensions: Int { points.dimensions }
    /// Whether there are at least two different labels.
    package var hasClasses: Bool { Set(labels).count > 1 }

    /// Comma-separated values with all digits: one line per sample with its label, if any, and
    /// coordinates.
    ///
    /// - Parameters:
    ///   - points: the points to write, which may replace the codes themselves.
    ///   - columns: one heading per coordinate.
    package func csv(of points: PointMatrix, columns: [String]) -> String {
        precondition(
            points.count == count && columns.count == points.dimensions,
            "\(points.count) points and \(columns.count) columns")
        let heads = ["sample"] + (labels.isEmpty ? [] : ["label"]) + columns
        var text = heads.joined(separator: ",") + "\n"
        for sample in 0..<count {
            text += "\(sample)"
            if !labels.isEmpty { text += ",\(labels[sample])" }
            for value in points[sample] { text += ",\(value)" }
            text += "\n"
        }
        return text
    }
}
