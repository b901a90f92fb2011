package import Datasets
import Embeddings
import TrainingEngine

/// The Fréchet distance of generated from real images in a classifier's features.
///
/// The features are the inputs of its last linear layer.
///
/// Training has its own `SampleQuality` for the same distance. That type draws the noise and runs
/// the generator itself, in batches and reused buffers; consecutive trials share the features of
/// real samples. This type takes any images, and reports errors in a classifier for the command
/// line. Both use the moments and their distance from `Embeddings`.
///
/// Only one thread at a time may use it, because of the runner in it.
package final class FeatureDistance {
    private let runner: ModelRunner
    private let layer: Int
    private let engine: EmbeddingEngine
    private let reference: Moments
    /// The number of real images in the comparison.
    package let referenceCount: Int

    /// - Parameters:
    ///   - classifier: a classifier of samples with the same shape.
    ///   - samples: the real images.
    /// - Throws: `AnalysisError` if the model isn't a classifier, or has another sample shape.
    package init(classifier: TrainedModel, samples: ImageSet, threads: Int = 1) throws {
        try Self.check(classifier, sampleShape: samples.sampleShape)
        runner = try classifier.runner(of: classifier.parts, threads: threads)
        guard let last = runner.network.lastLinearLayer, last > 0 else {
            throw AnalysisError(
                place: classifier.path, found: "a classifier of one layer",
                expected: "one with a layer before its last linear one")
        }
        layer = last - 1
        engine = try EmbeddingEngine(threads: threads)
        reference = try engine.moments(of: runner.points(of: samples, through: layer))
        referenceCount = samples.count
    }

    /// Refuses a model whose features can't compare samples of a shape.
    package static func check(
        _ classifier: TrainedModel, sampleShape: [Int]
    ) throws(AnalysisError) {
        guard classifier.parts.contains("classifier") else {
            throw AnalysisError(
                place: classifier.path,
                found: "a model of \(classifier.parts.joined(separator: " and "))",
                expected: "a classifier, whose features images are compared by")
        }
        guard classifier.sampleShape == sampleShape else {
            throw AnalysisError(
                place: classifier.path,
                found: "a classifier of samples of \(Shape(sampleShape: classifier.sampleShape))",
                expected: "one of samples of \(Shape(sampleShape: sampleShape))")
        }
    }

    /// The squared Fréchet distance of concatenated images with values from 0 to 1.
    package func callAsFunction(_ images: [Float]) throws -> Double {
        let features = runner.outputs(of: images, through: layer)
        let count = images.count / runner.inputSize
        return try engine.moments(
            of: PointMatrix(features, count: count, dimensions: features.count / count)
        ).frechetDistance(to: reference)
    }
}
