import KernelTypes

/// The settings of a convolution or a transposed convolution, with square kernels on images.
package struct Convolution: Sendable, Hashable {
    package var channels: Int
    package var kernel: Int
    package var stride: Int
    package var padding: Int
    /// Rows and columns, or values, added at the end of a transposed convolution's output.
    package var outputPadding: Int

    /// - Parameter channels: output channels.
    package init(
        channels: Int, kernel: Int, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0
    ) {
        self.channels = channels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.outputPadding = outputPadding
    }
}

/// The windows of a pooling layer, square ones on images.
package struct Pooling: Sendable, Hashable {
    package var kernel: Int
    package var stride: Int
    package var padding: Int

    /// - Parameter stride: nil means the kernel's size.
    package init(kernel: Int, stride: Int? = nil, padding: Int = 0) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }
}

/// The settings of a batch normalisation.
package struct BatchNorm: Sendable, Hashable {
    /// Added to variances.
    package var epsilon: Double
    /// The weight of the newest batch in the running statistics, which evaluation uses.
    package var momentum: Double

    package init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
        self.epsilon = epsilon
        self.momentum = momentum
    }
}

/// One layer of a network; its settings have PyTorch's meaning.
package enum Layer: Sendable, Hashable {
    case conv2D(Convolution)
    case convTranspose2D(Convolution)
    case conv1D(Convolution)
    case convTranspose1D(Convolution)
    case linear(Int)
    case relu
    case sigmoid
    case leakyReLU(slope: Float = 0.01)
    case elu(alpha: Float = 1)
    case gelu
    case silu
    case tanh
    case softplus(beta: Float = 1, threshold: Float = 20)
    case maxPool2D(Pooling)
    /// Padding counts as zeros, PyTorch's default.
    case avgPool2D(Pooling)
    case maxPool1D(Pooling)
    case avgPool1D(Pooling)
    /// Repeats each row and column, or each value of a sequence, `factor` times: PyTorch's
    /// nearest-neighbour upsampling.
    case upsample(Int)
    /// In training, sets each value to 0 with this probability p and divides the others by 1 - p.
    case dropout(Double)
    /// Normalises each value of a vector over the batch, or each channel of sequences over the
    /// batch and its values.
    case batchNorm1D(BatchNorm = BatchNorm())
    /// Normalises each channel of images over the batch and its pixels.
    case batchNorm2D(BatchNorm = BatchNorm())
    /// Normalises each sample over all its values, with a weight and a bias for each value.
    case layerNorm(epsilon: Double = 1e-5)
    case flatten
    case unflatten(channels: Int, height: Int, width: Int)
    case unflatten1D(channels: Int, length: Int)
    /// Ends a residual block.
    case residual(Residual)
    case embedding(Embedding)

    /// The layer's class name in torch.nn; `Residual` has none there.
    package var kind: String {
        switch self {
        case .conv2D: "Conv2d"
        case .convTranspose2D: "ConvTranspose2d"
        case .conv1D: "Conv1d"
        case .convTranspose1D: "ConvTranspose1d"
        case .linear: "Linear"
        case .relu: "ReLU"
        case .sigmoid: "Sigmoid"
        case .leakyReLU: "LeakyReLU"
        case .elu: "ELU"
        case .gelu: "GELU"
        case .silu: "SiLU"
        case .tanh: "Tanh"
        case .softplus: "Softplus"
        case .maxPool2D: "MaxPool2d"
        case .avgPool2D: "AvgPool2d"
        case .maxPool1D: "MaxPool1d"
        case .avgPool1D: "AvgPool1d"
        case .upsample: "Upsample"
        case .dropout: "Dropout"
        case .batchNorm1D: "BatchNorm1d"
        case .batchNorm2D: "BatchNorm2d"
        case .layerNorm: "LayerNorm"
        case .flatten: "Flatten"
        case .unflatten, .unflatten1D: "Unflatten"
        case .residual: "Residual"
        case .embedding: "Embedding"
        }
    }
}

/// A layer and the name of its parameters in checkpoints, such as `encoder.0`.
package struct NamedLayer: Sendable, Hashable {
    package var name: String
    package var layer: Layer

    package init(_ name: String, _ layer: Layer) {
        self.name = name
        self.layer = layer
    }

    /// The named layers of a part, as in torch.nn.Sequential: `part.0`, `part.1`, and so on.
    package static func sequence(_ part: String, _ layers: [Layer]) -> [NamedLayer] {
        layers.enumerated().map { NamedLayer("\(part).\($0.offset)", $0.element) }
    }
}

extension Layer {
    /// The shape in which the layer reads its input: layers of one dimension read a vector as a
    /// sequence of one channel.
    func reading(_ input: Shape) -> Shape {
        switch self {
        case .conv1D, .convTranspose1D, .maxPool1D, .avgPool1D:
            if case .vector(let count) = input { return .sequence(channels: 1, length: count) }
            return input
        default: return input
        }
    }

    /// The output shape for an input shape.
    ///
    /// - Parameter source: the shape that the layer's weights work on.
    /// - Throws: `LayerMismatch` with a sentence on what does not fit.
    func outputShape(for input: Shape, from source: Shape) throws(LayerMismatch) -> Shape {
        switch self {
        case .residual:
            if case .impossible(let reason) = Residual.shortcut(from: source, to: input) {
                throw LayerMismatch("Residual: \(reason)")
            }
            return input
        case .relu, .sigmoid, .gelu, .silu, .tanh: return input
        case .leakyReLU, .elu, .softplus, .dropout, .layerNorm:
            try checkSettings()
            return input
        case .batchNorm1D, .batchNorm2D:
            try checkSettings()
            if case .image = input, case .batchNorm1D = self {
                throw LayerMismatch("BatchNorm1d needs a flat input; found \(input)")
            }
            if case .batchNorm2D = self { try demandImages(input) }
            return input
        case .maxPool2D(let windows), .avgPool2D(let windows):
            try demandImages(input)
            return try windows.outputShape(input, kind)
        case .maxPool1D(let windows), .avgPool1D(let windows):
            try demandSequences(source)
            return try windows.outputShape(source, kind)
        case .upsample(let factor):
            guard factor > 0 else {
                throw LayerMismatch("Upsample has factor \(factor); it must be at least 1")
            }
            if case .sequence(let channels, let length) = input {
                return .sequence(channels: channels, length: length * factor)
            }
            guard case .image(let channels, let height, let width) = input else {
                throw LayerMismatch(
                    "Upsample needs images or sequences; found a vector of \(input)")
            }
            return .image(channels: channels, height: height * factor, width: width * factor)
        case .embedding(let embedding): return try embedding.outputShape(input)
        case .flatten: return .vector(input.count)
        case .unflatten(let channels, let height, let width):
            guard channels > 0, height > 0, width > 0, channels * height * width == input.count
            else {
                throw LayerMismatch(
                    "Unflatten to \(channels)×\(height)×\(width) needs "
                        + "\(channels * height * width) values; its input has \(input.count)")
            }
            return .image(channels: channels, height: height, width: width)
        case .unflatten1D(let channels, let length):
            guard channels > 0, length > 0, channels * length == input.count else {
                throw LayerMismatch(
                    "Unflatten to \(channels)×\(length) needs \(channels * length) values; its "
                        + "input has \(input.count)")
            }
            return .sequence(channels: channels, length: length)
        case .linear(let outputs):
            guard case .vector = input else {
                throw LayerMismatch("Linear needs a flat input; found \(input). Put Flatten before")
            }
            guard outputs > 0 else {
                throw LayerMismatch("Linear has \(outputs) outputs; it needs at least 1")
            }
            return .vector(outputs)
        case .conv2D(let settings), .convTranspose2D(let settings):
            try demandImages(input)
            return try settings.outputShape(input, kind, transposed: isTransposed)
        case .conv1D(let settings), .convTranspose1D(let settings):
            try demandSequences(source)
            return try settings.outputShape(source, kind, transposed: isTransposed)
        }
    }

    private var isTransposed: Bool {
        switch self {
        case .convTranspose1D, .convTranspose2D: true
        default: false
        }
    }

    private func demandImages(_ input: Shape) throws(LayerMismatch) {
        switch input {
        case .image: break
        case .sequence: throw LayerMismatch("\(kind) needs images; found a sequence of \(input)")
        case .vector: throw LayerMismatch("\(kind) needs images; found a vector of \(input)")
        }
    }

    private func demandSequences(_ input: Shape) throws(LayerMismatch) {
        guard case .image(let channels, let height, let width) = input else { return }
        let rows = channels == 1 ? (height, width) : (channels, height * width)
        throw LayerMismatch(
            "\(kind) needs sequences; found images of \(input). Put unflatten1d: { channels: "
                + "\(rows.0), length: \(rows.1) } before")
    }
}

extension Layer {
    /// The layer's pointwise function; nil for other layers and for ReLU and sigmoid, which have
    /// kernels of their own.
    var function: PointwiseFunction? {
        switch self {
        case .leakyReLU(let slope): .leakyReLU(slope: slope)
        case .elu(let alpha): .elu(alpha: alpha)
        case .gelu: .gelu
        case .silu: .silu
        case .tanh: .tanh
        case .softplus(let beta, let threshold): .softplus(beta: beta, threshold: threshold)
        default: nil
        }
    }

    /// Refuses settings that are out of range.
    private func checkSettings() throws(LayerMismatch) {
        switch self {
        case .leakyReLU(let slope):
            // The derivative is computed from the sign of the result.
            guard slope >= 0, slope.isFinite else {
                throw LayerMismatch(
                    "LeakyReLU has slope \(slope); it must be at least 0 and finite")
            }
        case .elu(let alpha):
            guard alpha.isFinite else {
                throw LayerMismatch("ELU has alpha \(alpha); it must be finite")
            }
        case .softplus(let beta, let threshold):
            guard beta > 0, beta.isFinite, threshold.isFinite else {
                throw LayerMismatch(
                    "Softplus has beta \(beta) and threshold \(threshold); it needs a finite beta "
                        + "above 0 and a finite threshold")
            }
        case .dropout(let probability):
            guard probability >= 0, probability < 1 else {
                throw LayerMismatch(
                    "Dropout has probability \(probability); it must be at least 0 and below 1")
            }
        case .layerNorm(let epsilon): try check(epsilon: epsilon)
        case .batchNorm1D(let settings), .batchNorm2D(let settings):
            try check(epsilon: settings.epsilon)
            guard settings.momentum >= 0, settings.momentum <= 1 else {
                throw LayerMismatch(
                    "\(kind) has momentum \(settings.momentum); it must be from 0 to 1")
            }
        default: break
        }
    }

    private func check(epsilon: Double) throws(LayerMismatch) {
        // Epsilon is added to a variance that may be 0, in single precision.
        guard epsilon >= 1e-30, epsilon.isFinite else {
            throw LayerMismatch(
                "\(kind) has epsilon \(epsilon); it must be at least 1e-30 and finite")
        }
    }
}

extension Pooling {
    fileprivate func outputShape(_ input: Shape, _ kind: String) throws(LayerMismatch) -> Shape {
        guard kernel > 0, stride > 0, padding >= 0, padding <= kernel / 2 else {
            throw LayerMismatch(
                "\(kind) has kernel \(kernel), stride \(stride) and padding \(padding); kernel and "
                    + "stride must be at least 1, the padding from 0 to half the kernel"
            )
        }
        return try input.windowed { extent in
            let room = extent + 2 * padding - kernel
            return room < 0 ? nil : room / stride + 1
        } orThrow: {
            "\(kind) with kernel \(kernel) and padding \(padding) leaves nothing of \(input)"
        }
    }
}

/// Why a layer does not fit its input.
struct LayerMismatch: Error {
    var reason: String
    init(_ reason: String) { self.reason = reason }
}

extension Convolution {
    fileprivate func outputShape(
        _ input: Shape, _ kind: String, transposed: Bool
    ) throws(LayerMismatch) -> Shape {
        guard channels > 0, kernel > 0, stride > 0, padding >= 0, outputPadding >= 0 else {
            throw LayerMismatch(
                "\(kind) needs channels, kernel and stride of at least 1 and paddings of at least "
                    + "0; found \(self)")
        }
        guard transposed ? outputPadding < stride : outputPadding == 0 else {
            throw LayerMismatch(
                "\(kind) has output padding \(outputPadding); it must be "
                    + (transposed ? "below the stride, \(stride)" : "0"))
        }
        return try input.windowed(channels: channels) { input in
            if transposed {
                let extent = (input - 1) * stride - 2 * padding + kernel + outputPadding
                return extent > 0 ? extent : nil
            }
            // A kernel larger than its input: division truncates toward 0 and would give 1.
            let room = input + 2 * padding - kernel
            return room < 0 ? nil : room / stride + 1
        } orThrow: {
            "\(kind) with kernel \(kernel) and padding \(padding) leaves nothing of \(input)"
        }
    }
}

extension Shape {
    /// The shape after windows passed over an image or a sequence.
    ///
    /// - Parameters:
    ///   - channels: the number of channels; nil for this shape's.
    ///   - extent: the extent of an axis after the windows; nil if nothing is left.
    fileprivate func windowed(
        channels: Int? = nil, _ extent: (Int) -> Int?, orThrow reason: () -> String
    ) throws(LayerMismatch) -> Shape {
        switch self {
        case .image(let own, let height, let width):
            guard let height = extent(height), let width = extent(width) else { break }
            return .image(channels: channels ?? own, height: height, width: width)
        case .sequence(let own, let length):
            guard let length = extent(length) else { break }
            return .sequence(channels: channels ?? own, length: length)
        case .vector: preconditionFailure("windows pass over images and sequences alone")
        }
        throw LayerMismatch(reason())
    }
}
