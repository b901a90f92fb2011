/// The initial values of weights, as in torch.nn.init.
package enum Initialiser: Sendable, Hashable {
    /// All weights have this value.
    case constant(Double)
    /// Standard deviation gain · √(2 / (inputs + outputs)): xavier_uniform_ and xavier_normal_.
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    /// networks", AISTATS 2010.
    case xavier(Distribution, gain: Double = 1)
    /// Standard deviation gain / √inputs, or / √outputs: kaiming_uniform_ and kaiming_normal_.
    ///
    /// Source: He et al., "Delving deep into rectifiers", ICCV 2015.
    case he(Distribution, gain: Double = Gain.relu.value, fan: Fan = .inputs)

    package enum Distribution: String, Sendable, Hashable, CaseIterable { case uniform, normal }
    package enum Fan: String, Sendable, Hashable, CaseIterable { case inputs, outputs }

    /// The compensation for an activation's effect on the standard deviation: calculate_gain.
    package enum Gain: Sendable, Hashable {
        case linear, sigmoid, tanh, relu, selu
        case leakyReLU(slope: Double = 0.01)

        package var value: Double {
            switch self {
            case .linear, .sigmoid: 1
            case .tanh: 5.0 / 3
            case .relu: 2.0.squareRoot()
            case .selu: 0.75
            case .leakyReLU(let slope): (2 / (1 + slope * slope)).squareRoot()
            }
        }
    }

    /// The distribution of a tensor's values and its scale.
    ///
    /// The scale is the bound of a uniform distribution, the standard deviation of a normal one, or
    /// the constant itself.
    func scale(of view: ParameterView) -> (distribution: Distribution?, scale: Double) {
        switch self {
        case .constant(let value): return (nil, value)
        case .xavier(let distribution, let gain):
            // The bound of a uniform distribution is √3 standard deviations.
            let sum = Double(view.fans.input + view.fans.output)
            return (distribution, gain * ((distribution == .uniform ? 6 : 2) / sum).squareRoot())
        case .he(let distribution, let gain, let fan):
            let count = Double(fan == .inputs ? view.fans.input : view.fans.output)
            return (distribution, gain * ((distribution == .uniform ? 3 : 1) / count).squareRoot())
        }
    }
}

extension Trainer {
    /// Draws Xavier (Glorot) uniform weights; biases become zero.
    ///
    /// Resets optimizer state and step count.
    ///
    /// - Parameter uniform: a number in [0, 1) for element `element` of parameter `tensor`.
    package func initialise(_ uniform: (_ tensor: Int, _ element: Int) -> Double) {
        initialise(weights: .xavier(.uniform)) { _, tensor, element in uniform(tensor, element) }
    }

    /// Draws weights; resets optimizer state, step count and learning rate.
    ///
    /// The scales of normalisations, which are vectors named `weight`, become 1.
    ///
    /// - Parameters:
    ///   - biases: the value of all biases.
    ///   - number: for element `element` of parameter `tensor`, a number in [0, 1) if the
    ///     distribution is uniform, otherwise a standard normal number.
    package func initialise(
        weights: Initialiser, biases: Double = 0,
        _ number: (_ of: Initialiser.Distribution, _ tensor: Int, _ element: Int) -> Double
    ) {
        for (index, view) in network.parameters.enumerated() {
            let target = UnsafeMutableBufferPointer(
                start: values.floats + view.offset, count: view.count)
            guard view.isWeight else {
                target.update(repeating: view.name.hasSuffix(".weight") ? 1 : Float(biases))
                continue
            }
            switch weights.scale(of: view) {
            case (nil, let value): target.update(repeating: Float(value))
            case (.uniform?, let bound):
                for element in target.indices {
                    target[element] = Float((2 * number(.uniform, index, element) - 1) * bound)
                }
            case (.normal?, let deviation):
                for element in target.indices {
                    target[element] = Float(number(.normal, index, element) * deviation)
                }
            }
        }
        for storage in state { storage.floats.update(repeating: 0, count: storage.count) }
        statistics.reset()
        stepCount = 0
        learningRate = optimizer.learningRate
        packParameters()
    }
}
