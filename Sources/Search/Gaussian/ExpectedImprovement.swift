import Portable

/// The expected improvement on a value, as a logarithm, which keeps its slope where the improvement
/// itself underflows.
///
/// With z = (best - mean) / deviation, the expected improvement is deviation · h(z), where h(z) =
/// φ(z) + z Φ(z). For z < -3 the difference would cancel. There h(z) = φ(z) q / (t + q) with t = -z
/// and the continued fraction q = 1 / (t + 2 / (t + 3 / (t + …))) of Mills' ratio 1 / (t + q).
///
/// Sources: Ament, Daulton, Eriksson, Balandat and Bakshy, "Unexpected improvements to expected
/// improvement for Bayesian optimization", NeurIPS 2023, for the logarithm; Abramowitz and Stegun,
/// "Handbook of Mathematical Functions", 26.2.14, for the continued fraction.
struct ExpectedImprovement: Acquisition {
    private static let farTail = -3.0
    private static let terms = 60
    /// This is ½ log 2π.
    private static let normaliser = 0x1.d67f1c864beb5p-1

    let process: GaussianProcess
    /// The value to improve on.
    let best: Double

    var observations: Int { process.inputs.count }

    func logarithms(at rows: [[Double]]) -> [Double] {
        process.predictions(at: rows).map { prediction in
            let deviation = prediction.variance.squareRoot()
            return PortableMath.log(deviation)
                + Self.logarithm((best - prediction.mean) / deviation)
        }
    }

    func logarithmAndSlopes(at row: [Double]) -> (value: Double, slopes: [Double]) {
        let (prediction, byMean, byVariance) = process.predictionAndSlopes(at: row)
        let deviation = prediction.variance.squareRoot()
        let z = (best - prediction.mean) / deviation
        let (logarithm, slope) = Self.logarithmAndSlope(z)
        let slopes = row.indices.map { column in
            let own = byVariance[column] / (2 * deviation)
            let change = -(byMean[column] + z * own) / deviation
            return own / deviation + slope * change
        }
        return (PortableMath.log(deviation) + logarithm, slopes)
    }

    /// The logarithm of h(z).
    static func logarithm(_ z: Double) -> Double { logarithmAndSlope(z).value }

    /// The logarithm of h(z) and its derivative Φ(z) / h(z).
    static func logarithmAndSlope(_ z: Double) -> (value: Double, slope: Double) {
        guard z < farTail else {
            let density = PortableMath.exp(-0.5 * z * z - normaliser)
            let mass = PortableMath.normalDistribution(z)
            let value = density + z * mass
            return (PortableMath.log(value), mass / value)
        }
        let t = -z
        var rest = t
        for term in stride(from: Double(terms), through: 2, by: -1) { rest = t + term / rest }
        let q = 1 / rest
        return (
            -0.5 * z * z - normaliser + PortableMath.log(q / (t + q)), 1 / q
        )
    }
}
