package import Datasets
import Embeddings
import TrainingEngine

/// How far generated images are from real ones, as a trained classifier sees them: the Fréchet
/// distance of its features, which are what its last linear layer decides by.
///
/// Training has a `SampleQuality` of its own for the same distance: it draws the noise and runs the
/// generator itself, a batch at a time and in buffers that it keeps, and one trial after another
/// shares the features of real samples. Here images are at hand, whoever made them, and what is
/// wrong with a classifier is told to someone at a command line. What both do, the moments and
/// their distance, is in `Embeddings`.
///
/// It belongs to one thread at a time, as the runner in it.
package final class FeatureDistance {
    private let runner: ModelRunner
    private let layer: Int
    private let engine: EmbeddingEngine
    private let reference: Moments
    /// How many real images are compared with.
    package let referenceCount: Int

    /// - Parameters:
    ///   - classifier: one of samples of the same shape.
    ///   - samples: the real images.
    /// - Throws: `AnalysisError` where the model is no classifier, or one of other samples.
    package init(classifier: TrainedModel, samples: ImageSet, threads: Int = 1) throws {
        guard classifier.parts.contains("classifier") else {
            throw AnalysisError(
                place: classifier.path,
                found: "a model of \(classifier.parts.joined(separator: " and "))",
                expected: "a classifier, whose features images are compared by")
        }
        guard classifier.sampleShape == samples.sampleShape else {
            throw AnalysisError(
                place: classifier.path,
                found: "a classifier of samples of \(Shape(sampleShape: classifier.sampleShape))",
                expected: "one of samples of \(Shape(sampleShape: samples.sampleShape))")
        }
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

    /// The squared Fréchet distance of images of values from 0 to 1, one behind the other.
    package func callAsFunction(_ images: [Float]) throws -> Double {
        let features = runner.outputs(of: images, through: layer)
        let count = images.count / runner.inputSize
        return try engine.moments(
            of: PointMatrix(features, count: count, dimensions: features.count / count)
        ).frechetDistance(to: reference)
    }
}
