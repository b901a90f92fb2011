import KernelTypes

/// The embedding kernels written plainly, one number at a time: what the fast ones are tested
/// against, bit for bit.
enum PlainKernels {
    /// A point's force of repulsion and sum of similarities among points in rows of `stride`.
    static func repulsion(
        _ coordinates: [Float], stride: Int, count: Int, dimensions: Int, of point: Int
    ) -> (force: [Float], sum: Float) {
        var force = [Float](repeating: 0, count: dimensions)
        var sum: Float = 0
        let even = count + count % 2
        for first in Swift.stride(from: 0, to: even, by: EmbeddedPoints.termsInBlock) {
            var partForce = [Float](repeating: 0, count: dimensions)
            var partSum: Float = 0
            for pair in Swift.stride(
                from: first, to: min(first + EmbeddedPoints.termsInBlock, even), by: 2)
            {
                let differences = [pair, pair + 1].map { other in
                    (0..<dimensions).map {
                        coordinates[$0 * stride + point] - coordinates[$0 * stride + other]
                    }
                }
                let squares = differences.map { $0.reduce(Float(1)) { $0.addingProduct($1, $1) } }
                let inverse = 1 / (squares[0] * squares[1])
                let similarities = [squares[1] * inverse, squares[0] * inverse]
                for (difference, similarity) in zip(differences, similarities) {
                    partSum += similarity
                    for dimension in 0..<dimensions {
                        partForce[dimension].addProduct(
                            similarity * similarity, difference[dimension])
                    }
                }
            }
            sum += partSum
            for dimension in 0..<dimensions { force[dimension] += partForce[dimension] }
        }
        return (force, sum)
    }

    /// A point's force of attraction.
    static func attraction(
        _ coordinates: [Float], stride: Int, dimensions: Int, of point: Int, neighbours: [Int32],
        weights: [Float]
    ) -> [Float] {
        var lanes = [[Float]](repeating: Array(repeating: 0, count: laneCount), count: dimensions)
        for (place, neighbour) in neighbours.enumerated() {
            let difference = (0..<dimensions).map {
                coordinates[$0 * stride + point] - coordinates[$0 * stride + Int(neighbour)]
            }
            let square = difference.reduce(Float(1)) { $0.addingProduct($1, $1) }
            let pull = weights[place] / square
            for dimension in 0..<dimensions {
                lanes[dimension][place % laneCount].addProduct(pull, difference[dimension])
            }
        }
        return lanes.map(laneSum)
    }

    /// A point's weighted sum of ln (1 + d²).
    static func attractionLogarithm(
        _ coordinates: [Float], stride: Int, dimensions: Int, of point: Int, neighbours: [Int32],
        weights: [Float]
    ) -> Float {
        var lanes = [Float](repeating: 0, count: laneCount)
        for (place, neighbour) in neighbours.enumerated() {
            let square = (0..<dimensions).reduce(Float(1)) {
                let difference =
                    coordinates[$1 * stride + point] - coordinates[$1 * stride + Int(neighbour)]
                return $0.addingProduct(difference, difference)
            }
            lanes[place % laneCount].addProduct(weights[place], logarithm(square))
        }
        return laneSum(lanes)
    }

    /// The sum of 16 lanes: in halves, 16 to 8 to 4 to 2 to 1.
    private static func laneSum(_ lanes: [Float]) -> Float {
        var sums = lanes
        while sums.count > 1 {
            let half = sums.count / 2
            sums = (0..<half).map { sums[$0] + sums[$0 + half] }
        }
        return sums[0]
    }

    static func squaredDistance(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Float {
        zip(a, b).reduce(Float(0)) { $0.addingProduct($1.0 - $1.1, $1.0 - $1.1) }
    }

    /// ln x of a normal number of at least 1, as the kernels compute it.
    private static func logarithm(_ x: Float) -> Float {
        let bits = Int32(bitPattern: x.bitPattern)
        let power = (bits &- 0x3f35_04f3) >> 23
        let m = Float(bitPattern: UInt32(bitPattern: bits &- power << 23))
        let k = Float(power)
        let s = (m - 1) / ((m - 1) + 2)
        var series: Float = 2 / 9
        for term: Float in [2 / 7, 2 / 5, 2 / 3, 2] { series = term.addingProduct(series, s * s) }
        return (k * 0x1.7f7d1cp-20).addingProduct(series, s).addingProduct(k, 0x1.62e4p-1)
    }
}
