import KernelTypes

/// Normalisations, one number at a time.
extension ReferenceKernels {
    /// What a layer normalisation makes of one sample, and the gradients of its input and
    /// parameters.
    static func layerNorm(
        _ values: [Float], weight: [Float], bias: [Float], epsilon: Float, gradients: [Float]
    ) -> (
        output: [Float], inputGradients: [Float], weightGradients: [Float]
    ) {
        let size = Float(values.count)
        let mean = values.reduce(0, +) / size
        var squares: Float = 0
        for value in values { squares.addProduct(value - mean, value - mean) }
        let inverse = 1 / (squares / size + epsilon).squareRoot()
        let normal = values.map { ($0 - mean) * inverse }
        var (sum, products): (Float, Float) = (0, 0)
        let scaled = zip(gradients, weight).map { $0 * $1 }
        for (h, n) in zip(scaled, normal) {
            sum += h
            products.addProduct(h, n)
        }
        return (
            values.indices.map { bias[$0].addingProduct(normal[$0], weight[$0]) },
            values.indices.map {
                inverse * (scaled[$0] - sum / size).addingProduct(-normal[$0], products / size)
            },
            zip(gradients, normal).map { (0 as Float).addingProduct($0, $1) }
        )
    }
}
