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

// What follows from a kind. The rest of the sources asks for these traits or switches over every
// kind, and compares with no kind: a new kind is described here and wherever the compiler asks.
extension NetworkKind {
    /// What the network learns to return for a sample.
    package enum Output: Sendable {
        /// The sample itself.
        case sample
        /// The sample's class.
        case classLabel
        /// The numbers that belong to the sample.
        case targets
        /// Nothing of the sample: the network makes new samples from noise.
        case newSamples
    }

    package var output: Output {
        switch self {
        case .autoencoder, .denoisingAutoencoder: .sample
        case .classifier: .classLabel
        case .regression: .targets
        case .gan: .newSamples
        }
    }

    /// Whether the network reconstructs its samples.
    package var reconstructsSamples: Bool { output == .sample }

    /// Whether the network predicts classes, so that samples need labels.
    package var predictsClasses: Bool { output == .classLabel }

    /// Whether the network predicts numbers, so that samples need targets.
    package var predictsNumbers: Bool { output == .targets }

    /// Whether samples need labels or targets.
    package var isSupervised: Bool { predictsClasses || predictsNumbers }

    /// Whether two networks train against each other instead of one network on a loss.
    package var isAdversarial: Bool { self == .gan }

    /// Whether samples are corrupted before the network sees them.
    package var corruptsSamples: Bool { self == .denoisingAutoencoder }
}
