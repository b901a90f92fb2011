import Portable

/// A Gaussian process with known hyperparameters, conditioned on values.
///
/// Source: Rasmussen and Williams, "Gaussian Processes for Machine Learning", MIT Press 2006,
/// algorithm 2.1.
struct GaussianProcess: Sendable {
    typealias Lanes = SIMD8<Double>

    /// The mean and the variance of the function without noise.
    struct Prediction: Sendable {
        var mean: Double
        var variance: Double
    }

    /// More noise is added, ten times each, before a factorisation is given up.
    private static let attempts = 5
    /// The least variance, as a share of the prior's.
    private static let leastVariance = 1e-10

    let hyperparameters: Hyperparameters
    private(set) var inputs: ModelInputs
    /// Points without a value come last: they lower the variance and don't move the mean.
    private var factor: CholeskyFactor
    private let noise: Double
    private let scale: Double
    private let weights: [Double]
    /// K⁻¹ times the values; as many as there are values.
    private let solved: [Double]

    /// - Parameter room: the number of points that will be added by `believe`.
    /// - Returns: nil if the covariance matrix can't be factorised, even with more noise.
    init?(
        _ hyperparameters: Hyperparameters, _ inputs: ModelInputs, values: [Double], room: Int
    ) {
        self.hyperparameters = hyperparameters
        self.inputs = inputs
        scale = hyperparameters.scale
        weights = inputs.weights(hyperparameters)
        var noise = hyperparameters.noise
        for _ in 0..<Self.attempts {
            let factor = Self.factor(
                inputs, scale: scale, noise: noise, weights, room: room)
            if let factor {
                self.factor = factor
                self.noise = noise
                solved = factor.solve(values)
                return
            }
            noise *= 10
        }
        return nil
    }

    private static func factor(
        _ inputs: ModelInputs, scale: Double, noise: Double, _ weights: [Double], room: Int
    ) -> CholeskyFactor? {
        var factor = CholeskyFactor(capacity: inputs.count + max(room, 1))
        for point in 0..<inputs.count {
            let row = covariances(inputs, first: point, inputs.point(point), scale, weights)
            guard factor.append(row, diagonal: Hyperparameters.level + scale + noise) else {
                return nil
            }
        }
        return factor
    }

    /// The covariances of the first points with a point.
    private static func covariances(
        _ inputs: ModelInputs, first count: Int, _ point: [Double], _ scale: Double,
        _ weights: [Double]
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: (count + 7) / 8 * 8) { row, size in
            inputs.forDistances(to: point, weights, blocks: (count + 7) / 8) { block, squared in
                let values = Hyperparameters.level + scale * MaternKernel.correlation(squared)
                for lane in 0..<8 { row[block * 8 + lane] = values[lane] }
            }
            size = count
        }
    }

    /// Adds a point whose value is not known, as if it were its mean (Kriging believer).
    ///
    /// Source: Ginsbourger, Le Riche and Carraro, "Kriging is well-suited to parallelize
    /// optimization", in Computational Intelligence in Expensive Optimization Problems, Springer
    /// 2010, section 4.
    mutating func believe(_ point: [Double]) {
        let row = Self.covariances(inputs, first: inputs.count, point, scale, weights)
        // A point that adds nothing to the others is left out.
        if factor.append(row, diagonal: Hyperparameters.level + scale + noise) {
            inputs.append(point)
        }
    }

    private var priorVariance: Double { Hyperparameters.level + scale }

    // MARK: Predictions

    /// Predictions for points: the same for a point, whatever other points there are.
    ///
    /// - Complexity: O(n²) for each point, for n known points.
    func predictions(at points: [[Double]]) -> [Prediction] {
        var predictions: [Prediction] = []
        predictions.reserveCapacity(points.count)
        var solution = Array(repeating: Lanes.zero, count: inputs.count)
        for first in stride(from: 0, to: points.count, by: 8) {
            let group = points[first..<min(first + 8, points.count)]
            let (mean, variance) = predict(lanes(group), &solution)
            for lane in 0..<group.count {
                predictions.append(Prediction(mean: mean[lane], variance: variance[lane]))
            }
        }
        return predictions
    }

    /// A vector per column, a lane per point.
    private func lanes(_ group: ArraySlice<[Double]>) -> [Lanes] {
        var lanes = Array(repeating: Lanes.zero, count: inputs.columns.count)
        for (lane, point) in group.enumerated() {
            for column in lanes.indices { lanes[column][lane] = point[column] }
        }
        return lanes
    }

    private func predict(
        _ points: [Lanes], _ solution: inout [Lanes]
    ) -> (mean: Lanes, variance: Lanes) {
        let mean = covariances(with: points, &solution)
        var variance = Lanes(repeating: priorVariance)
        let capacity = factor.capacity
        factor.withRows { rows in
            solution.withUnsafeMutableBufferPointer { solution in
                guard let x = solution.baseAddress else { return }
                for number in 0..<inputs.count {
                    let row = rows + number * capacity
                    // Two sums, so that additions need not wait for each other.
                    var (even, odd) = (x[number], Lanes.zero)
                    var place = 0
                    while place + 2 <= number {
                        even -= row[place] * x[place]
                        odd -= row[place + 1] * x[place + 1]
                        place += 2
                    }
                    if place < number { even -= row[place] * x[place] }
                    let own = (even + odd) * (1 / row[number])
                    x[number] = own
                    variance -= own * own
                }
            }
        }
        let least = priorVariance * Self.leastVariance
        return (mean, variance.replacing(with: least, where: variance .< least))
    }

    /// The means of the predictions for points.
    ///
    /// - Complexity: O(n) for each point, for n known points.
    func means(at points: [[Double]]) -> [Double] {
        var means: [Double] = []
        means.reserveCapacity(points.count)
        var covariances = Array(repeating: Lanes.zero, count: inputs.count)
        for first in stride(from: 0, to: points.count, by: 8) {
            let group = points[first..<min(first + 8, points.count)]
            let mean = self.covariances(with: lanes(group), &covariances)
            for lane in 0..<group.count { means.append(mean[lane]) }
        }
        return means
    }

    /// The covariances of the known points with eight points, whose means are returned.
    private func covariances(with points: [Lanes], _ covariances: inout [Lanes]) -> Lanes {
        let (width, count) = (points.count, inputs.count)
        precondition(covariances.count == count && weights.count == width)
        var mean = Lanes.zero
        // Without bounds checks, because they take longer than the arithmetic.
        covariances.withUnsafeMutableBufferPointer { covariances in
            inputs.rows.withUnsafeBufferPointer { rows in
                inputs.columns.withUnsafeBufferPointer { columns in
                    points.withUnsafeBufferPointer { points in
                        weights.withUnsafeBufferPointer { weights in
                            for number in 0..<count {
                                var distance = Lanes.zero
                                for column in 0..<width {
                                    distance +=
                                        weights[column]
                                        * ModelInputs.distance(
                                            columns[column].kind,
                                            Lanes(repeating: rows[number * width + column]),
                                            points[column])
                                }
                                let covariance =
                                    Hyperparameters.level
                                    + scale * MaternKernel.correlation(distance)
                                if number < solved.count { mean += solved[number] * covariance }
                                covariances[number] = covariance
                            }
                        }
                    }
                }
            }
        }
        return mean
    }

    /// The covariances of the known points with a point.
    ///
    /// - Parameter slopes: gets their derivatives by the squared distance, a lane per point.
    private func covariances(with point: [Double], slopes: inout [Lanes]) -> [Double] {
        [Double](unsafeUninitializedCapacity: inputs.blockCount * 8) { row, size in
            inputs.forDistances(to: point, weights, blocks: inputs.blockCount) { block, squared in
                let (value, slope) = MaternKernel.correlationAndSlope(squared)
                let values = Hyperparameters.level + scale * value
                for lane in 0..<8 { row[block * 8 + lane] = values[lane] }
                slopes[block] = scale * slope
            }
            size = inputs.count
        }
    }

    /// A prediction and its derivatives by the point's numbers, which are meaningful in columns of
    /// numbers.
    ///
    /// - Complexity: O(n²)
    func predictionAndSlopes(
        at point: [Double]
    ) -> (prediction: Prediction, mean: [Double], variance: [Double]) {
        let count = inputs.count
        var slopes = Array(repeating: Lanes.zero, count: inputs.blockCount)
        let covariances = covariances(with: point, slopes: &slopes)
        let half = factor.forward(covariances)
        let whole = factor.backward(half)
        let mean = zip(solved, covariances).reduce(0) { $0 + $1.0 * $1.1 }
        let variance = priorVariance - DenseVectors.dot(half, half)
        var byMean = Array(repeating: Lanes.zero, count: point.count)
        var byVariance = byMean
        for block in slopes.indices {
            var (ofMean, ofVariance) = (Lanes.zero, Lanes.zero)
            for lane in 0..<min(8, count - block * 8) {
                let number = block * 8 + lane
                if number < solved.count { ofMean[lane] = solved[number] * slopes[block][lane] }
                ofVariance[lane] = whole[number] * slopes[block][lane]
            }
            for column in point.indices where inputs.columns[column].kind == .number {
                let difference = point[column] - inputs.lanes[block * point.count + column]
                byMean[column] += ofMean * difference
                byVariance[column] += ofVariance * difference
            }
        }
        let least = priorVariance * Self.leastVariance
        return (
            Prediction(mean: mean, variance: max(variance, least)),
            point.indices.map { 2 * weights[$0] * byMean[$0].sum() },
            point.indices.map { variance > least ? -4 * weights[$0] * byVariance[$0].sum() : 0 }
        )
    }
}
