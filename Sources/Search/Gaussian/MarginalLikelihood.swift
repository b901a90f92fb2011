import Portable

/// How likely values are under a Gaussian process, as a function of its hyperparameters.
///
/// Source: Rasmussen and Williams, "Gaussian Processes for Machine Learning", MIT Press 2006,
/// equations 5.8 and 5.9.
struct MarginalLikelihood: Sendable {
    typealias Lanes = SIMD8<Double>

    let inputs: ModelInputs
    let values: [Double]

    /// The negative logarithm of the likelihood and its gradient by the logarithms of the
    /// hyperparameters; nil if the covariance matrix can't be factorised.
    ///
    /// - Complexity: O(n³) for n points, with O(n² columns) for the covariances.
    func negativeLogarithm(
        _ parameters: Hyperparameters
    ) -> (value: Double, gradient: [Double])? {
        let count = inputs.count
        let (scale, noise) = (parameters.scale, parameters.noise)
        let weights = inputs.weights(parameters)
        var factor = CholeskyFactor(capacity: count)
        // A line of slopes ends with a whole block: what is beyond the diagonal is not used.
        let line = inputs.blockCount * 8
        var slopes = Array(repeating: 0.0, count: count * line)
        for point in 0..<count {
            let row = covariances(
                of: point, scale, weights, slopes: &slopes, first: point * line)
            let diagonal = Hyperparameters.level + scale + noise
            guard factor.append(row, diagonal: diagonal) else { return nil }
        }
        let solved = factor.solve(values)
        let fit = DenseVectors.dot(values, solved)
        let value =
            0.5 * fit + 0.5 * factor.logDeterminant
            + 0.5 * Double(count) * PortableMath.log(2 * Double.pi)
        let gradient = gradient(
            parameters, weights: weights, inverse: factor.inverse(), solved, slopes)
        return (value, gradient)
    }

    /// The covariances of the points before one with it.
    ///
    /// - Parameters:
    ///   - slopes: gets their derivatives by the squared distance.
    ///   - first: where these begin; the last block is written whole.
    private func covariances(
        of point: Int, _ scale: Double, _ weights: [Double], slopes: inout [Double], first: Int
    ) -> [Double] {
        let blocks = (point + 7) / 8
        return [Double](unsafeUninitializedCapacity: blocks * 8) { row, size in
            slopes.withUnsafeMutableBufferPointer { slopes in
                inputs.forDistances(to: inputs.point(point), weights, blocks: blocks) {
                    block, squared in
                    let (value, slope) = MaternKernel.correlationAndSlope(squared)
                    let (values, scaled) = (Hyperparameters.level + scale * value, scale * slope)
                    for lane in 0..<8 {
                        row[block * 8 + lane] = values[lane]
                        slopes[first + block * 8 + lane] = scaled[lane]
                    }
                }
            }
            size = point
        }
    }

    /// ½ trace((K⁻¹ - α αᵀ) ∂K) for each hyperparameter.
    ///
    /// - Parameter slopes: the covariances' derivatives by the squared distance, row by row below
    ///   the diagonal.
    private func gradient(
        _ parameters: Hyperparameters, weights: [Double], inverse: [Double], _ solved: [Double],
        _ slopes: [Double]
    ) -> [Double] {
        let count = inputs.count
        let (width, line) = (inputs.columns.count, inputs.blockCount * 8)
        var columns = Array(repeating: Lanes.zero, count: width)
        // α and K give the scale's part: K - level - noise is proportional to it.
        var (trace, sum) = (0.0, 0.0)
        for point in 0..<count {
            let rest = inverse[point * count + point] - solved[point] * solved[point]
            trace += rest
            sum += rest
            let own = inputs.point(point)
            for block in 0..<(point + 7) / 8 {
                var factors = Lanes.zero
                for lane in 0..<min(8, point - block * 8) {
                    let other = block * 8 + lane
                    let rest = inverse[point * count + other] - solved[point] * solved[other]
                    factors[lane] = rest * slopes[point * line + other]
                    sum += 2 * rest
                }
                columns.withUnsafeMutableBufferPointer { columns in
                    inputs.lanes.withUnsafeBufferPointer { lanes in
                        for column in 0..<width {
                            columns[column] +=
                                factors
                                * ModelInputs.distance(
                                    inputs.columns[column].kind, lanes[block * width + column],
                                    Lanes(repeating: own[column]))
                        }
                    }
                }
            }
        }
        var gradient = Array(repeating: 0.0, count: parameters.logarithms.count)
        for (column, total) in zip(inputs.columns.indices, columns) {
            let scale = inputs.columns[column].scale
            gradient[scale] += weights[column] * total.sum()
        }
        // trace(K⁻¹ K) is n and αᵀ K α is αᵀ y; what is left of K is the scale's.
        let whole = Double(count) - DenseVectors.dot(solved, values)
        let noise = parameters.noise
        gradient[parameters.scales] =
            0.5 * (whole - noise * trace - Hyperparameters.level * sum)
        gradient[parameters.scales + 1] = 0.5 * noise * trace
        return gradient
    }
}

extension ModelInputs {
    /// The weight of each column.
    func weights(_ parameters: Hyperparameters) -> [Double] {
        let weights = parameters.weights
        return columns.map { weights[$0.scale] }
    }
}
