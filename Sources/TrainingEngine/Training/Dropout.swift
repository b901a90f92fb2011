/// Identifies the random words of a dropout layer for all values of one sample, in order.
package struct DropoutKey: Sendable, Hashable {
    /// The optimizer steps before the batch; a checkpoint keeps the count.
    package var step: Int
    /// 0 for the network's own training; 1 for a discriminator in a generator's step.
    package var purpose = 0
    /// The layer's index in the network.
    package var layer: Int
    /// The sample's position in the batch.
    package var sample: Int
}

/// Fills a buffer with the random words of a key: the same key always gives the same words.
///
/// Element e of the buffer decides over value e of the sample. It is called per sample and dropout
/// layer in each training step, on any thread of the trainer, and should not allocate memory.
package typealias DropoutSource =
    @Sendable (DropoutKey, UnsafeMutableBufferPointer<UInt32>) -> Void

/// The purpose of a forward pass.
enum PassMode {
    /// Layers behave as after training.
    case evaluation
    /// The panels belong to a training batch.
    ///
    /// - Parameters:
    ///   - step: optimizer steps before the batch.
    ///   - purpose: as in `DropoutKey`.
    ///   - firstSample: the position of the panel's first sample in the batch.
    ///   - live: the number of lanes with samples.
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
