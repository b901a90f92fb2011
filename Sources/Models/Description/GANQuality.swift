package import StudyModel

/// How the quality of a GAN's samples is measured, as the metric `frechet_distance`.
package struct GANQuality: Sendable, Hashable, Codable {
    /// The metric's name.
    package static let metric = "frechet_distance"

    /// The model file of a trained classifier, whose features are compared.
    package var features: InputFile
    /// The number of generated samples, and the maximum number of test samples to compare with.
    package var samples: Int
    /// The number of epochs between measurements; the last epoch is always measured.
    package var every: Int

    package init(features: InputFile, samples: Int = 10_000, every: Int = 1) {
        self.features = features
        self.samples = samples
        self.every = every
    }

    /// Whether it is measured after an epoch; epochs count from 1.
    package func isMeasured(after epoch: Int, of epochs: Int) -> Bool {
        epoch % every == 0 || epoch == epochs
    }
}
