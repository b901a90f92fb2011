package import TrainingEngine

/// The convolutional autoencoder of the reports.
package enum AutoencoderModel {
    /// The network for images of 28×28, which it reconstructs through `encodingDimension` numbers.
    ///
    /// - Parameter hiddenUnits: the width of the linear layers on both sides of the encoding
    ///   (Nh_1).
    /// - Throws: `EngineError.mismatch` for images whose size the decoder does not give back.
    package static func network(
        input: Shape = .image(channels: 1, height: 28, width: 28), encodingDimension: Int,
        hiddenUnits: Int
    ) throws(EngineError) -> Network {
        let encoder: [Layer] = [
            .conv2D(Convolution(channels: 8, kernel: 3, stride: 2, padding: 1)), .relu,
            .conv2D(Convolution(channels: 16, kernel: 3, stride: 2, padding: 1)), .relu,
            .conv2D(Convolution(channels: 32, kernel: 3, stride: 2)), .relu,
            .flatten,
            .linear(hiddenUnits), .relu,
            .linear(encodingDimension),
        ]
        let decoder: [Layer] = [
            .linear(hiddenUnits), .relu,
            .linear(288), .relu,
            .unflatten(channels: 32, height: 3, width: 3),
            .convTranspose2D(Convolution(channels: 16, kernel: 3, stride: 2)), .relu,
            .convTranspose2D(
                Convolution(channels: 8, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
            .relu,
            .convTranspose2D(
                Convolution(channels: 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
            .sigmoid,
        ]
        return try Network(
            input: input,
            layers: NamedLayer.sequence("encoder", encoder)
                + NamedLayer.sequence("decoder", decoder))
    }
}
