/// The objective functions that train networks, by their names in job files.
package enum NetworkKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A network that reconstructs its input.
    case autoencoder
    /// An autoencoder that is given corrupted samples and reconstructs the clean ones.
    case denoisingAutoencoder = "denoising-autoencoder"
    /// A network that predicts a sample's class, optionally on a pretrained encoder.
    case classifier
    /// A network that predicts numbers: the targets of a table.
    case regression
    /// A generator and a discriminator that train against each other.
    case gan
}
