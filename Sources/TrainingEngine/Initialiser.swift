/// What weights are before training, as torch.nn.init has it.
package enum Initialiser: Sendable, Hashable {
    /// All the same.
    case constant(Double)
    /// Deviation gain · √(2 / (inputs + outputs)): xavier_uniform_ and xavier_normal_.
    ///
    /// Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
    /// networks", AISTATS 2010.
    case xavier(Distribution, gain: Double = 1)
    /// Deviation gain / √inputs, or outputs: kaiming_uniform_ and kaiming_normal_.
    ///
    /// Source: He et al., "Delving deep into rectifiers", ICCV 2015.
    case he(Distribution, gain: Double = Gain.relu.value, fan: Fan = .inputs)

    package enum Distribution: String, Sendable, Hashable, CaseIterable { case uniform, normal }
    package enum Fan: String, Sendable, Hashable, CaseIterable { case inputs, outputs }

    /// What an activation takes from a value's deviation, and weights give back: calculate_gain.
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

    /// A tensor's values: of which distribution, times what.
    ///
    /// The number is a uniform distribution's largest magnitude, a normal one's deviation, or the
    /// constant itself.
    func scale(of view: ParameterView) -> (distribution: Distribution?, scale: Double) {
        switch self {
        case .constant(let value): return (nil, value)
        case .xavier(let distribution, let gain):
            // A uniform distribution's bound is √3 deviations.
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
    /// Optimizer state and step count start anew.
    ///
    /// - Parameter uniform: a number in [0, 1) for element `element` of parameter `tensor`.
    package func initialise(_ uniform: (_ tensor: Int, _ element: Int) -> Double) {
        initialise(weights: .xavier(.uniform)) { _, tensor, element in uniform(tensor, element) }
    }

    /// Draws weights; optimizer state, step count and learning rate start anew.
    ///
    /// Vectors that are called weights, the scales of normalisations, become 1.
    ///
    /// - Parameters:
    ///   - biases: what all biases become.
    ///   - number: for element `element` of parameter `tensor`, a number in [0, 1) where a uniform
    ///     distribution is asked for, otherwise one of the standard normal distribution.
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
