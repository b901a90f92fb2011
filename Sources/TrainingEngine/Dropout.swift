/// Which random words a dropout layer asks for: for all values of one sample, in their order.
package struct DropoutKey: Sendable, Hashable {
    /// Optimizer steps taken before the batch; a checkpoint keeps the count.
    package var step: Int
    /// 0 for the network's own training; 1 where a discriminator judges for the generator's.
    package var purpose = 0
    /// The layer's place in the network.
    package var layer: Int
    /// The sample's place in the batch.
    package var sample: Int
}

/// Fills a buffer with the random words of a key: the same words for the same key, always.
///
/// Element e of the buffer decides over value e of the sample. It runs once a sample and dropout
/// layer of each training step, on any of the trainer's threads, and should not allocate memory.
package typealias DropoutSource =
    @Sendable (DropoutKey, UnsafeMutableBufferPointer<UInt32>) -> Void

/// What a forward pass is for.
enum PassMode {
    /// Layers do what they do once training is over.
    case evaluation
    /// Panels of a batch that is trained on.
    ///
    /// - Parameters:
    ///   - step: optimizer steps before the batch.
    ///   - purpose: as in `DropoutKey`.
    ///   - firstSample: the place in the batch of the panel's first sample.
    ///   - live: how many lanes have samples.
    case training(step: Int, purpose: Int = 0, firstSample: Int, live: Int)
}

extension Network {
    /// The name of the first layer that needs random words.
    var firstDropout: String? {
        layers.first {
            if case .dropout = $0.layer { return true }
            return false
        }?.name
    }
}
