import Datasets
package import Embeddings
package import Figures
import Models
import TrainingEngine

/// The part of a model that makes images from vectors: an autoencoder's decoder or a GAN's
/// generator.
///
/// Only one thread at a time may use it, because of the runner in it.
package final class ImageMaker {
    private let runner: ModelRunner
    private let shape: ImageShape
    /// The values that are black and white: the lowest and the highest.
    private let range: ClosedRange<Float>

    /// - Throws: `AnalysisError` if the model makes no images.
    package init(_ model: TrainedModel, threads: Int = 1) throws {
        let isGAN = model.job.objective.isAdversarial
        shape = try ImageShape(of: model)
        runner = try model.runner(of: [isGAN ? "generator" : "decoder"], threads: threads)
        // A generator that ends with tanh was trained on images from -1 to 1.
        range = isGAN && runner.network.endsInTanh ? -1...1 : 0...1
    }

    /// The number of inputs per image.
    package var inputSize: Int { runner.inputSize }

    /// Concatenated images with values from 0 to 1.
    package func values(of inputs: PointMatrix) -> [Float] {
        let made = runner.outputs(of: inputs.values)
        guard range != 0...1 else { return made }
        let (low, width) = (range.lowerBound, range.upperBound - range.lowerBound)
        return made.map { ($0 - low) / width }
    }

    package func pictures(of inputs: PointMatrix) -> [Picture] {
        shape.pictures(of: values(of: inputs))
    }
}

/// The shape of samples that can be shown as pictures.
package struct ImageShape: Sendable, Hashable {
    package let channels: Int
    package let height: Int
    package let width: Int

    /// - Throws: `AnalysisError` if samples are vectors, or don't have 1 or 3 channels.
    package init(of model: TrainedModel) throws(AnalysisError) {
        let shape = model.sampleShape
        guard shape.count == 3, shape[0] == 1 || shape[0] == 3 else {
            throw AnalysisError(
                place: model.path,
                found: "samples of \(shape.map { "\($0)" }.joined(separator: " x "))",
                expected: "images of 1 or 3 channels")
        }
        (channels, height, width) = (shape[0], shape[1], shape[2])
    }

    /// Pictures from concatenated images with values from 0 to 1 in planar layout.
    package func pictures(of values: [Float]) -> [Picture] {
        let size = channels * height * width
        return stride(from: 0, to: values.count, by: size).map {
            Picture(
                width: width, height: height, channels: channels, floats: values[$0..<$0 + size])
        }
    }
}

extension Network {
    fileprivate var endsInTanh: Bool {
        // Skip Flatten and Unflatten, which don't change values.
        let last = layers.last { named in
            switch named.layer {
            case .flatten, .unflatten: false
            default: true
            }
        }
        return last?.layer == .tanh
    }
}
