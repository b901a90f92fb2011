/// A nonlinearity that maps each value by itself, with PyTorch's meaning of its settings.
///
/// The rectifier and the logistic function have kernels of their own.
package enum PointwiseFunction: Sendable, Hashable {
    /// x where x > 0, elsewhere slope · x.
    case leakyReLU(slope: Float)
    /// x where x > 0, elsewhere alpha · (e^x - 1).
    ///
    /// Source: Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by
    /// exponential linear units", ICLR 2016.
    case elu(alpha: Float)
    /// x · Φ(x) with the normal distribution Φ, not its approximation by a tanh.
    ///
    /// Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
    case gelu
    /// x / (1 + e^-x).
    case silu
    case tanh
    /// log(1 + e^(beta · x)) / beta, and x itself where beta · x > threshold.
    case softplus(beta: Float, threshold: Float)

    /// Whether the derivative follows from the function's result, so that it can replace its input.
    package var hasDerivativeOfResult: Bool {
        switch self {
        case .leakyReLU, .tanh: true
        case .elu, .gelu, .silu, .softplus: false
        }
    }
}
