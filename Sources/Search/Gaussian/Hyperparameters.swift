import Portable

/// The hyperparameters of a Gaussian process, as logarithms.
///
/// The covariance of two points is `level` + scale · Matérn(Σ weight · squared distance), and the
/// noise's variance on the diagonal. The constant integrates out an unknown mean.
struct Hyperparameters: Sendable, Hashable {
    /// Log weights (inverse squared length scales), then log scale, then log noise.
    var logarithms: [Double]

    /// The variance of the prior of the mean, in units of the standardised values.
    static let level = 1.0

    var scales: Int { logarithms.count - 2 }
    var weights: [Double] { logarithms.prefix(scales).map { PortableMath.exp($0) } }
    var scale: Double { PortableMath.exp(logarithms[scales]) }
    var noise: Double { PortableMath.exp(logarithms[scales + 1]) }

    /// The bounds of the logarithms.
    static func bounds(scales: Int) -> [ClosedRange<Double>] {
        Array(repeating: -9...7, count: scales) + [-5...4, -13.8...0]
    }
}

/// The prior of the hyperparameters.
///
/// Weights and noise are log-normal, and the scale has the gamma distribution with shape 2 and rate
/// 1. Length scales are longer in spaces of more parameters, because distances grow with their
/// number (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high
/// dimensions", ICML 2024).
struct HyperparameterPrior: Sendable {
    /// The mean and the standard deviation of a logarithm.
    struct LogNormal: Sendable {
        var mean: Double
        var deviation: Double

        /// The negative logarithm of the density, without a constant, and its derivative.
        func penalty(_ logarithm: Double) -> (value: Double, slope: Double) {
            let excess = (logarithm - mean) / deviation
            return (0.5 * excess * excess, excess / deviation)
        }
    }

    let weight: LogNormal
    let noise = LogNormal(mean: -7, deviation: 2)

    init(scales: Int) {
        weight = LogNormal(
            mean: 0.5 - 0.5 * PortableMath.log(Double(max(1, scales))), deviation: 1.8)
    }

    /// The most likely weights with a usual scale: where fits begin.
    func start(scales: Int, noise: Double) -> Hyperparameters {
        Hyperparameters(
            logarithms: Array(repeating: weight.mean, count: scales) + [0, noise])
    }

    /// The negative logarithm of the density of the logarithms, and its gradient, without a
    /// constant.
    func penalty(_ parameters: Hyperparameters) -> (value: Double, gradient: [Double]) {
        var value = 0.0
        var gradient: [Double] = []
        for (place, logarithm) in parameters.logarithms.enumerated() {
            let part: (value: Double, slope: Double)
            switch place - parameters.scales {
            case 0:
                let scale = PortableMath.exp(logarithm)
                part = (scale - 2 * logarithm, scale - 2)
            case 1: part = noise.penalty(logarithm)
            default: part = weight.penalty(logarithm)
            }
            value += part.value
            gradient.append(part.slope)
        }
        return (value, gradient)
    }
}
