/// Size limits of a network, so that products of sizes don't overflow.
///
/// Each setting of a job file is bounded, but a thousand layers that each double their input would
/// overflow an Int.
enum NetworkLimits {
    /// The values per sample at one place in the network.
    static let values = 1 << 31
    /// The number of trained values.
    static let parameters = 1 << 40
    /// The multiply-adds per sample in a forward pass; a Double counts up to here exactly.
    static let multiplyAdds = 0x1p53
}

extension Network {
    /// - Throws: `LayerMismatch` if the network becomes too large with this layer.
    static func checkSizes(
        of layer: Layer, from input: Shape, to output: Shape, tensors: [[Int]],
        parametersBefore: Int, multiplyAdds: inout Double
    ) throws(LayerMismatch) -> Int {
        guard output.count(within: NetworkLimits.values) != nil else {
            throw LayerMismatch(
                "\(layer.kind) makes \(output), more than \(NetworkLimits.values) values per "
                    + "sample; "
                    + "expected smaller layers")
        }
        var count = parametersBefore
        for tensor in tensors {
            guard let own = Shape.product(tensor, within: NetworkLimits.parameters - count) else {
                throw LayerMismatch(
                    "\(layer.kind) from \(input) to \(output) makes more than "
                        + "\(NetworkLimits.parameters) parameters; expected smaller layers")
            }
            count += own
        }
        multiplyAdds += layer.work(from: input, to: output)
        guard multiplyAdds <= NetworkLimits.multiplyAdds else {
            throw LayerMismatch(
                "\(layer.kind) from \(input) to \(output) takes more than 2^53 multiply-adds a "
                    + "sample; expected smaller layers")
        }
        return count
    }
}

extension Layer {
    /// The multiply-adds per sample in a forward pass, without a limit.
    fileprivate func work(from input: Shape, to output: Shape) -> Double {
        switch self {
        case .linear: return Double(input.count) * Double(output.count)
        case .conv2D(let settings):
            return Double(output.count) * Double(input.channels) * settings.taps
        case .convTranspose2D(let settings):
            return Double(input.count) * Double(settings.channels) * settings.taps
        case .conv1D(let settings):
            return Double(output.count) * Double(input.channels) * Double(settings.kernel)
        case .convTranspose1D(let settings):
            return Double(input.count) * Double(settings.channels) * Double(settings.kernel)
        case .residual:
            guard case .projection(let layer) = Residual.shortcut(from: input, to: output) else {
                return 0
            }
            return layer.work(from: input, to: output)
        default: return 0
        }
    }
}

extension Convolution {
    fileprivate var taps: Double { Double(kernel) * Double(kernel) }
}

extension Shape {
    /// The number of values per sample, or nil above a limit.
    func count(within limit: Int) -> Int? {
        let (channels, height, width) = extents
        return Self.product([channels, height, width], within: limit)
    }

    /// The product of extents, or nil above a limit or if one is negative.
    static func product(_ extents: [Int], within limit: Int) -> Int? {
        var product = 1
        for extent in extents {
            let (next, overflow) = product.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflow, next <= limit else { return nil }
            product = next
        }
        return product
    }
}
