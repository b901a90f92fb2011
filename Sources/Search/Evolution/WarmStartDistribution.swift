import Portable
import StudyModel

/// The normal distribution that CMA-ES begins with if it knows good points of other studies.
///
/// It has the mean and the covariance of these points, plus a small variance in every direction.
///
/// Source: Nomura, Watanabe, Akimoto, Ozaki and Onishi, "Warm starting CMA-ES for hyperparameter
/// optimization", AAAI 2021, arXiv:2012.06932, section 4 with α = 0.1. The good points are the best
/// tenth of each study, so γ = 0.1.
struct WarmStartDistribution: Sendable {
    /// The deviation that is added in every direction, in the unit cube.
    private static let spread = 0.1

    let mean: [Double]
    /// The step size: the distribution is N(mean, σ² · covariance).
    let sigma: Double
    /// d rows of d numbers, with determinant 1.
    let covariance: [Double]

    /// - Parameter points: one or more, in d dimensions.
    init(of points: [[Double]]) {
        let size = points[0].count
        let count = Double(points.count)
        let mean = (0..<size).map { place in points.reduce(0) { $0 + $1[place] } / count }
        var whole = Array(repeating: 0.0, count: size * size)
        for row in 0..<size {
            for column in 0...row {
                var sum = 0.0
                for point in points {
                    sum += (point[row] - mean[row]) * (point[column] - mean[column])
                }
                let value = sum / count + (row == column ? Self.spread * Self.spread : 0)
                whole[row * size + column] = value
                whole[column * size + row] = value
            }
        }
        // The determinant's root: the geometric mean of the eigenvalues.
        let logarithms = SymmetricEigen(whole, size: size).values.map {
            PortableMath.log(max($0, .leastNormalMagnitude))
        }
        let scale = PortableMath.exp(logarithms.reduce(0, +) / Double(size))
        self.mean = mean
        sigma = scale.squareRoot()
        covariance = whole.map { $0 / scale }
    }
}
