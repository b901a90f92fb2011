/// What a network may have at most: it keeps every product of its sizes countable.
///
/// A job file's settings are bounded one by one, but a thousand layers that double their input make
/// numbers that no Int holds.
enum NetworkLimits {
    /// Values of one sample at one place.
    static let values = 1 << 31
    /// Numbers that are trained.
    static let parameters = 1 << 40
    /// Multiply-adds of one sample's forward pass: what a Double counts exactly.
    static let multiplyAdds = 0x1p53
}

extension Network {
    /// - Throws: a sentence, where a layer is too large to be counted with those before it.
    static func checkSizes(
        of layer: Layer, from input: Shape, to output: Shape, tensors: [[Int]],
        parametersBefore: Int, multiplyAdds: inout Double
    ) throws(LayerMismatch) -> Int {
        guard output.count(within: NetworkLimits.values) != nil else {
            throw LayerMismatch(
                "\(layer.kind) makes \(output), more than \(NetworkLimits.values) values a sample; "
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
    /// Multiply-adds of a sample's forward pass, whatever their number is.
    fileprivate func work(from input: Shape, to output: Shape) -> Double {
        switch self {
        case .linear: return Double(input.count) * Double(output.count)
        case .conv2D(let settings):
            return Double(output.count) * Double(input.channels) * settings.taps
        case .convTranspose2D(let settings):
            return Double(input.count) * Double(settings.channels) * settings.taps
        default: return 0
        }
    }
}

extension Convolution {
    fileprivate var taps: Double { Double(kernel) * Double(kernel) }
}

extension Shape {
    /// How many numbers a sample has here, or nil where they are more than a limit.
    func count(within limit: Int) -> Int? {
        let (channels, height, width) = extents
        return Self.product([channels, height, width], within: limit)
    }

    /// The product of extents, or nil above a limit or where one is negative.
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
