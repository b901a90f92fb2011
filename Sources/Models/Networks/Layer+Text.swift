import TrainingEngine

extension Layer {
    /// The layer as a line of text: `Conv2d 1→8, 3×3, stride 2, pad 1`.
    ///
    /// The input is the shape that the layer's weights work on. It omits torch.nn's defaults. `+1`
    /// after the padding of a transposed convolution is its output padding.
    func text(from input: Shape, to output: Shape) -> String {
        switch self {
        case .conv2D(let settings), .convTranspose2D(let settings):
            return "\(kind) \(input.channels)→\(output.channels), \(settings.text)"
        case .conv1D(let settings), .convTranspose1D(let settings):
            return "\(kind) \(input.channels)→\(output.channels), \(settings.flatText)"
        case .residual:
            guard input != output else { return "\(kind), identity" }
            return "\(kind), projection \(input)→\(output)"
        case .linear: return "\(kind) \(input.count)→\(output.count)"
        case .leakyReLU(let slope): return "\(kind) \(slope)"
        case .elu(let alpha): return alpha == 1 ? kind : "\(kind) \(alpha)"
        case .softplus(let beta, let threshold):
            return beta == 1 && threshold == 20 ? kind : "\(kind) \(beta), to \(threshold)"
        case .dropout(let probability): return "\(kind) \(probability)"
        case .batchNorm1D, .batchNorm2D: return "\(kind) \(input.channels)"
        case .maxPool2D(let windows), .avgPool2D(let windows):
            let padding = windows.padding == 0 ? "" : ", pad \(windows.padding)"
            return "\(kind) \(windows.kernel)×\(windows.kernel), stride \(windows.stride)\(padding)"
        case .maxPool1D(let windows), .avgPool1D(let windows):
            let padding = windows.padding == 0 ? "" : ", pad \(windows.padding)"
            return "\(kind) \(windows.kernel), stride \(windows.stride)\(padding)"
        case .embedding(let embedding):
            let tables = embedding.tables.map { "\($0.categories)→\($0.dimension)" }
            return "\(kind) \(tables.joined(separator: ", "))"
        case .upsample(let factor): return "\(kind) ×\(factor)"
        case .relu, .sigmoid, .gelu, .silu, .tanh, .layerNorm, .flatten, .unflatten,
            .unflatten1D:
            return kind
        }
    }
}

extension Convolution {
    fileprivate var text: String { text(of: "\(kernel)×\(kernel)") }
    /// The same for kernels of one dimension.
    fileprivate var flatText: String { text(of: "kernel \(kernel)") }

    private func text(of kernel: String) -> String {
        var parts = [kernel]
        if stride != 1 { parts.append("stride \(stride)") }
        if padding != 0 { parts.append("pad \(padding)") }
        if outputPadding != 0 { parts.append("+\(outputPadding)") }
        return parts.joined(separator: ", ")
    }
}

extension Shape {
    /// Channels, height and width; channels and length; or the length of a vector.
    var extents: [Int] {
        switch self {
        case .image(let channels, let height, let width): [channels, height, width]
        case .sequence(let channels, let length): [channels, length]
        case .vector(let count): [count]
        }
    }

    fileprivate var channels: Int { extents[0] }
}
