import Portable

/// The expected improvement of the hypervolume that the best points dominate, as a logarithm.
///
/// The objectives have independent processes. The improvement is the integral, over the points that
/// are not dominated yet, of the probability that a configuration dominates them. It is a sum over
/// boxes. In a box, the integral is the product over the objectives of ψ(upper) - ψ(lower), with
/// ψ(u) the expected improvement on u.
///
/// Sources: Emmerich, Deutz and Klinkenberg, "Hypervolume-based expected improvement: Monotonicity
/// properties and exact computation", CEC 2011; Yang, Emmerich, Deutz and Bäck, "Efficient
/// computation of expected hypervolume improvement using box decomposition algorithms", Journal of
/// Global Optimization 75 (2019), for the sum over boxes.
struct HypervolumeImprovement: Acquisition {
    /// The logarithm where the improvement underflows.
    private static let least = -1e6

    /// One per objective, with the same points.
    let processes: [GaussianProcess]
    let boxes: NondominatedBoxes

    var observations: Int { processes[0].inputs.count * processes.count }

    func logarithms(at rows: [[Double]]) -> [Double] {
        let predictions = processes.map { $0.predictions(at: rows) }
        return rows.indices.map { row in logarithm(predictions.map { $0[row] }) }
    }

    func logarithmAndSlopes(at row: [Double]) -> (value: Double, slopes: [Double]) {
        let found = processes.map { $0.predictionAndSlopes(at: row) }
        let (value, byMean, byDeviation) = logarithmAndSlopes(found.map(\.prediction))
        var slopes = Array(repeating: 0.0, count: row.count)
        for (objective, own) in found.enumerated() {
            let byVariance =
                byDeviation[objective] / (2 * own.prediction.variance.squareRoot())
            for column in slopes.indices {
                slopes[column] +=
                    byMean[objective] * own.mean[column] + byVariance * own.variance[column]
            }
        }
        return (value, slopes)
    }

    /// ψ at the levels of an objective, divided by its value at the last one, which is the largest.
    private struct Scale {
        /// The logarithm of ψ at the last level.
        var largest = 0.0
        var values: [Double] = []
        /// The derivatives of the values, the divisor held constant.
        var byMean: [Double] = []
        var byDeviation: [Double] = []
    }

    private func scale(
        _ objective: Int, _ prediction: GaussianProcess.Prediction, withSlopes: Bool
    ) -> Scale {
        let levels = boxes.levels[objective]
        let deviation = prediction.variance.squareRoot()
        var scale = Scale()
        let terms = levels.map { level -> (z: Double, logarithm: Double, slope: Double)? in
            guard level > -.infinity else { return nil }
            let z = (level - prediction.mean) / deviation
            let (logarithm, slope) = ExpectedImprovement.logarithmAndSlope(z)
            return (z, logarithm, slope)
        }
        let largest = terms.last??.logarithm ?? 0
        scale.largest = largest + PortableMath.log(deviation)
        for term in terms {
            let value = term.map { PortableMath.exp($0.logarithm - largest) } ?? 0
            scale.values.append(value)
            guard withSlopes else { continue }
            let slope = term?.slope ?? 0
            scale.byMean.append(-value * slope / deviation)
            scale.byDeviation.append(value * (1 - (term?.z ?? 0) * slope) / deviation)
        }
        return scale
    }

    /// The logarithm of the expected improvement of a point with predictions per objective.
    func logarithm(_ predictions: [GaussianProcess.Prediction]) -> Double {
        let scales = predictions.enumerated().map { scale($0, $1, withSlopes: false) }
        var sum = 0.0
        for box in boxes.sides {
            var product = 1.0
            for (objective, side) in box.enumerated() {
                let values = scales[objective].values
                product *= values[side.upper] - values[side.lower]
            }
            sum += product
        }
        return logarithm(of: sum, scales)
    }

    private func logarithm(of sum: Double, _ scales: [Scale]) -> Double {
        guard sum > 0 else { return Self.least }
        return scales.reduce(PortableMath.log(sum)) { $0 + $1.largest }
    }

    /// The logarithm, and its derivatives by the mean and the deviation of each objective.
    func logarithmAndSlopes(
        _ predictions: [GaussianProcess.Prediction]
    ) -> (value: Double, byMean: [Double], byDeviation: [Double]) {
        let scales = predictions.enumerated().map { scale($0, $1, withSlopes: true) }
        var (byMean, byDeviation) = (predictions.map { _ in 0.0 }, predictions.map { _ in 0.0 })
        var sum = 0.0
        for box in boxes.sides {
            let lengths = box.enumerated().map { objective, side in
                scales[objective].values[side.upper] - scales[objective].values[side.lower]
            }
            sum += lengths.reduce(1, *)
            for (objective, side) in box.enumerated() {
                var others = 1.0
                for other in lengths.indices where other != objective { others *= lengths[other] }
                let scale = scales[objective]
                byMean[objective] += others * (scale.byMean[side.upper] - scale.byMean[side.lower])
                byDeviation[objective] +=
                    others * (scale.byDeviation[side.upper] - scale.byDeviation[side.lower])
            }
        }
        guard sum > 0 else { return (Self.least, byMean.map { _ in 0 }, byMean.map { _ in 0 }) }
        return (logarithm(of: sum, scales), byMean.map { $0 / sum }, byDeviation.map { $0 / sum })
    }
}
