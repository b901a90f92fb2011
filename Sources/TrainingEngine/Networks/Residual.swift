/// The end of a residual block: adds the input of the block's first layer to the output of its
/// last one.
///
/// Source: He, Zhang, Ren and Sun, "Deep residual learning for image recognition", CVPR 2016. If
/// the shapes differ, the input passes a learned projection first (their option B, equation 2): a
/// linear layer for vectors, a convolution with kernel 1 for images and sequences, whose stride is
/// the smallest that gives the output's extents. The paper's projection is followed by a batch
/// normalisation and has no bias; this one has a bias and no normalisation.
package struct Residual: Sendable, Hashable {
    /// How many layers before this one belong to the block.
    package var length: Int

    package init(length: Int) { self.length = length }

    /// What a block's input passes before the addition.
    enum Shortcut: Hashable {
        case identity
        case projection(Layer)
        case impossible(reason: String)
    }

    /// The shortcut from a block's input to the output of its last inner layer.
    static func shortcut(from input: Shape, to output: Shape) -> Shortcut {
        if input == output { return .identity }
        switch (input, output) {
        case (.vector, .vector(let count)): return .projection(.linear(count))
        case (
            .sequence(_, let length), .sequence(let channels, let outputLength)
        ):
            guard let stride = stride(from: [length], to: [outputLength]) else { break }
            return .projection(
                .conv1D(Convolution(channels: channels, kernel: 1, stride: stride)))
        case (
            .image(_, let height, let width),
            .image(let channels, let outputHeight, let outputWidth)
        ):
            guard
                let stride = stride(from: [height, width], to: [outputHeight, outputWidth])
            else { break }
            return .projection(
                .conv2D(Convolution(channels: channels, kernel: 1, stride: stride)))
        default:
            return .impossible(
                reason: "its layers make \(output) of \(input); expected the same kind of shape, "
                    + "to add the input to it")
        }
        return .impossible(
            reason: "its layers make \(output) of \(input), and no stride of a projection does; "
                + "expected the same extents, or those of one stride")
    }

    /// The smallest stride with which a kernel of 1 makes some extents of others.
    private static func stride(from input: [Int], to output: [Int]) -> Int? {
        (1...max(1, input.max() ?? 1)).first { stride in
            zip(input, output).allSatisfy { ($0 - 1) / stride + 1 == $1 }
        }
    }
}
