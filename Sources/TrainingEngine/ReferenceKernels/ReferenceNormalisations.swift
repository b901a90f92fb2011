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

    /// Lane sums of each channel: of distances from a centre and their squares, or of others and
    /// their products with the distances.
    ///
    /// - Parameters:
    ///   - others: of as many values.
    ///   - ofFirst: whether the distances themselves are summed.
    static func centredSums(
        _ values: [Float], _ others: [Float], channels: Int, centres: [Float], live: Int,
        ofFirst: Bool
    ) -> [Float] {
        var sums = [Float](repeating: 0, count: 2 * channels * laneCount)
        for (place, value) in values.enumerated() {
            let (channel, lane) = (place / (values.count / channels), place % laneCount)
            guard lane < live else { continue }
            let distance = value - centres[channel]
            let other = ofFirst ? distance : others[place]
            sums[channel * laneCount + lane] += other
            sums[(channels + channel) * laneCount + lane].addProduct(other, distance)
        }
        return sums
    }

    /// factor · (gradient - share - (x - mean) · slope), with these numbers in `channelValues` in
    /// the order mean, factor, share, slope.
    static func centredGradients(
        _ values: [Float], _ gradients: [Float], channels: Int, channelValues: [Float], live: Int
    ) -> [Float] {
        values.indices.map { place in
            guard place % laneCount < live else { return 0 }
            let channel = place / (values.count / channels)
            let centred = gradients[place] - channelValues[2 * channels + channel]
            let distance = channelValues[channel] - values[place]
            return channelValues[channels + channel]
                * centred.addingProduct(distance, channelValues[3 * channels + channel])
        }
    }
}
