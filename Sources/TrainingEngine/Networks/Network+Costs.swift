/// The computational cost of a network.
extension Network {
    /// The multiply-adds of layer number `index` per sample in a forward pass.
    ///
    /// Only linear layers and convolutions count; taps on padding count too. Training takes about
    /// three times as many.
    package func multiplyAdds(of index: Int) -> Int {
        layers[index].layer.multiplyAdds(from: sources[index], to: shapes[index])
    }

    /// The number of trained values in layer number `index`; those of a residual block's inner
    /// layers are not its own.
    package func parameterCount(of index: Int) -> Int {
        let layer = layers[index]
        let own = layer.layer.tensors(from: sources[index], to: shapes[index])
        return own.reduce(0) { $0 + $1.1.reduce(1, *) }
    }
}

extension Layer {
    fileprivate func multiplyAdds(from input: Shape, to output: Shape) -> Int {
        switch self {
        case .linear: return input.count * output.count
        case .conv2D(let settings):
            return output.count * input.channels * settings.kernel * settings.kernel
        case .convTranspose2D(let settings):
            return input.count * settings.channels * settings.kernel * settings.kernel
        case .conv1D(let settings): return output.count * input.channels * settings.kernel
        case .convTranspose1D(let settings):
            return input.count * settings.channels * settings.kernel
        case .residual:
            guard case .projection(let layer) = Residual.shortcut(from: input, to: output) else {
                return 0
            }
            return layer.multiplyAdds(from: input, to: output)
        default: return 0
        }
    }
}
