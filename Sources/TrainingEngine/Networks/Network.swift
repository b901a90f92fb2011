/// A tensor of parameters: its PyTorch name, its shape and its offset in the arena.
package struct ParameterView: Sendable, Hashable {
    package var name: String
    package var shape: [Int]
    /// The offset of the first element in the arena, in floats.
    ///
    /// Every tensor begins at a vector boundary.
    package var offset: Int

    package var count: Int { shape.reduce(1, *) }
    /// Whether this is the scale or the shift of a normalisation.
    package var isOfNormalisation = false
    /// Whether this is a weight, not a bias or the scale of a normalisation.
    package var isWeight: Bool { shape.count > 1 && !isOfNormalisation }

    /// The fan-in and fan-out for Xavier initialisation, as torch.nn.init derives them from the
    /// tensor's shape (also for transposed convolutions, whose first extent is their input).
    package var fans: (input: Int, output: Int) {
        let field = shape.dropFirst(2).reduce(1, *)
        return (shape[1] * field, shape[0] * field)
    }
}

/// A sequence of layers with all shapes, without parameter values.
package struct Network: Sendable, Hashable {
    package let input: Shape
    package let layers: [NamedLayer]
    /// The output shape of each layer.
    package let shapes: [Shape]
    /// The shape that each layer's weights work on: the layer's input; the block's input for the
    /// end of a residual block.
    package let sources: [Shape]
    /// All weights and biases, in the order of the layers, weight first.
    package let parameters: [ParameterView]
    /// The floats of a parameter arena, including padding between tensors.
    package let arenaCount: Int
    /// Tensors that are not trained: running statistics of batch normalisations.
    ///
    /// Their offsets refer to an arena of their own.
    package let buffers: [ParameterView]
    let bufferCount: Int

    package var output: Shape { shapes.last ?? input }
    /// The number of trained values.
    package var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// - Throws: `EngineError.mismatch`, which names the first layer that does not fit.
    package init(input: Shape, layers: [NamedLayer]) throws(EngineError) {
        guard let values = input.count(within: NetworkLimits.values), values > 0, !layers.isEmpty
        else {
            throw .mismatch(
                layer: "(none)",
                reason: "a network needs an input of at most \(NetworkLimits.values) values, and a "
                    + "layer")
        }
        var shapes: [Shape] = []
        var sources: [Shape] = []
        var parameters: [ParameterView] = []
        var buffers: [ParameterView] = []
        var names: Set<String> = []
        var (offset, bufferOffset) = (0, 0)
        var (countedParameters, multiplyAdds) = (0, 0.0)
        var current = input
        for named in layers {
            let (source, next): (Shape, Shape)
            let tensors: [(String, [Int])]
            do {
                source = try named.layer.source(after: [input] + shapes)
                next = try named.layer.outputShape(for: current, from: source)
                tensors = named.layer.tensors(from: source, to: next)
                countedParameters = try Self.checkSizes(
                    of: named.layer, from: source, to: next, tensors: tensors.map(\.1),
                    parametersBefore: countedParameters, multiplyAdds: &multiplyAdds)
            } catch {
                throw .mismatch(layer: named.name, reason: error.reason)
            }
            for (suffix, shape) in tensors {
                let view = ParameterView(
                    name: "\(named.name).\(suffix)", shape: shape, offset: offset,
                    isOfNormalisation: named.layer.isNormalisation)
                guard names.insert(view.name).inserted else {
                    throw .mismatch(layer: named.name, reason: "a second layer has this name")
                }
                parameters.append(view)
                offset += (view.count + 15) / 16 * 16
            }
            for (suffix, shape) in named.layer.bufferTensors(from: current) {
                let view = ParameterView(
                    name: "\(named.name).\(suffix)", shape: shape, offset: bufferOffset)
                buffers.append(view)
                bufferOffset += view.count
            }
            shapes.append(next)
            sources.append(source)
            current = next
        }
        self.input = input
        self.layers = layers
        self.shapes = shapes
        self.sources = sources
        self.parameters = parameters
        self.buffers = buffers
        arenaCount = offset
        bufferCount = bufferOffset
    }

    /// The input shape of layer number `index`.
    package func inputShape(of index: Int) -> Shape { index == 0 ? input : shapes[index - 1] }

    /// The parameter tensor with a name.
    package func parameter(_ name: String) -> ParameterView? {
        parameters.first { $0.name == name }
    }

    /// The buffer with a name.
    package func buffer(_ name: String) -> ParameterView? { buffers.first { $0.name == name } }
}

extension Layer {
    /// The shape that the layer's weights work on.
    ///
    /// - Parameter shapes: the network's input, and the outputs of the layers before this one.
    /// - Throws: `LayerMismatch` for a residual block that is longer than the network before it.
    fileprivate func source(after shapes: [Shape]) throws(LayerMismatch) -> Shape {
        guard case .residual(let block) = self else { return reading(shapes[shapes.count - 1]) }
        guard block.length > 0, block.length < shapes.count else {
            throw LayerMismatch(
                "a residual block has \(block.length) layers; expected 1 to \(shapes.count - 1)")
        }
        return shapes[shapes.count - 1 - block.length]
    }

    fileprivate var isNormalisation: Bool {
        switch self {
        case .layerNorm, .batchNorm1D, .batchNorm2D: true
        default: false
        }
    }

    /// The layer's buffers in PyTorch's layout.
    fileprivate func bufferTensors(from input: Shape) -> [(String, [Int])] {
        switch self {
        case .batchNorm1D, .batchNorm2D:
            [
                ("running_mean", [input.channels]), ("running_var", [input.channels]),
                ("num_batches_tracked", []),
            ]
        default: []
        }
    }

    /// The layer's tensors in PyTorch's layout.
    ///
    /// - Parameter input: the shape that its weights work on.
    func tensors(from input: Shape, to output: Shape) -> [(String, [Int])] {
        switch self {
        case .relu, .sigmoid, .leakyReLU, .elu, .gelu, .silu, .tanh, .softplus, .maxPool2D,
            .avgPool2D, .maxPool1D, .avgPool1D, .upsample, .dropout, .flatten, .unflatten,
            .unflatten1D:
            return []
        case .embedding(let embedding):
            return embedding.tables.enumerated().map {
                ("\($0.offset).weight", [$0.element.categories, $0.element.dimension])
            }
        case .residual:
            guard case .projection(let layer) = Residual.shortcut(from: input, to: output) else {
                return []
            }
            return layer.tensors(from: input, to: output).map { ("projection." + $0.0, $0.1) }
        case .batchNorm1D, .batchNorm2D:
            return [("weight", [input.channels]), ("bias", [input.channels])]
        case .layerNorm: return [("weight", input.tensorShape), ("bias", input.tensorShape)]
        case .linear(let outputs):
            return [("weight", [outputs, input.count]), ("bias", [outputs])]
        case .conv2D(let settings):
            let shape = [settings.channels, input.channels, settings.kernel, settings.kernel]
            return [("weight", shape), ("bias", [settings.channels])]
        case .conv1D(let settings):
            let shape = [settings.channels, input.channels, settings.kernel]
            return [("weight", shape), ("bias", [settings.channels])]
        case .convTranspose1D(let settings):
            let shape = [input.channels, settings.channels, settings.kernel]
            return [("weight", shape), ("bias", [settings.channels])]
        case .convTranspose2D(let settings):
            let shape = [input.channels, settings.channels, settings.kernel, settings.kernel]
            return [("weight", shape), ("bias", [settings.channels])]
        }
    }
}

extension Shape {
    /// Channels, height and width; a sequence is an image of one row, a vector one of a pixel with
    /// as many channels.
    var extents: (channels: Int, height: Int, width: Int) {
        switch self {
        case .image(let channels, let height, let width): (channels, height, width)
        case .sequence(let channels, let length): (channels, 1, length)
        case .vector(let count): (count, 1, 1)
        }
    }
    var channels: Int { extents.channels }
    /// The shape of a tensor with one sample's values.
    var tensorShape: [Int] {
        switch self {
        case .image(let channels, let height, let width): [channels, height, width]
        case .sequence(let channels, let length): [channels, length]
        case .vector(let count): [count]
        }
    }
}
