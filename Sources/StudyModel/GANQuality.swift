/// How good a GAN's samples are is measured: as the metric `frechet_distance`.
package struct GANQuality: Sendable, Hashable, Codable {
    /// The metric's name.
    package static let metric = "frechet_distance"

    /// The model file of a trained classifier, whose features are compared.
    package var features: InputFile
    /// How many samples are generated, and how many of the test samples they are compared with, if
    /// there are as many.
    package var samples: Int
    /// It is measured each so many epochs, and after the last.
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
