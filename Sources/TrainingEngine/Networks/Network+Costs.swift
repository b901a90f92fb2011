/// The computational cost of a network.
extension Network {
    /// The multiply-adds of layer number `index` per sample in a forward pass.
    ///
    /// Only linear layers and convolutions count; taps on padding count too. Training takes about
    /// three times as many.
    package func multiplyAdds(of index: Int) -> Int {
        let input = inputShape(of: index)
        let output = shapes[index]
        switch layers[index].layer {
        case .linear: return input.count * output.count
        case .conv2D(let settings):
            return output.count * input.channels * settings.kernel * settings.kernel
        case .convTranspose2D(let settings):
            return input.count * settings.channels * settings.kernel * settings.kernel
        default: return 0
        }
    }

    /// The number of trained values in layer number `index`.
    package func parameterCount(of index: Int) -> Int {
        let prefix = layers[index].name + "."
        return parameters.filter { $0.name.hasPrefix(prefix) }.reduce(0) { $0 + $1.count }
    }
}
