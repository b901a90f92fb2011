import Testing

@testable import TrainingEngine

/// Initialisers against the deviations that torch.nn.init aims at.
@Suite struct InitialiserTests {
    static let gains: [(name: String, gain: Initialiser.Gain)] = [
        ("linear", .linear), ("sigmoid", .sigmoid), ("tanh", .tanh), ("relu", .relu),
        ("leaky", .leakyReLU(slope: 0.2)), ("selu", .selu),
    ]

    @Test("Gains and deviations are PyTorch's", arguments: gains)
    func golden(name: String, gain: Initialiser.Gain) throws {
        let golden = try Samples.golden("optim-initialisers")
        let wanted = try #require(golden["gain.\(name)"]).values[0]
        #expect(abs(gain.value - Double(wanted)) < 1e-7 * gain.value)
        let shapes = [
            "linear": [20, 30], "convolution": [8, 3, 5, 5], "transposed": [16, 6, 3, 3],
        ]
        for (kind, shape) in shapes {
            let view = ParameterView(name: kind, shape: shape, offset: 0)
            for distribution in Initialiser.Distribution.allCases {
                let rules: [(String, Initialiser)] = [
                    ("xavier", .xavier(distribution, gain: gain.value)),
                    ("he-in", .he(distribution, gain: gain.value)),
                    ("he-out", .he(distribution, gain: gain.value, fan: .outputs)),
                ]
                for (rule, initialiser) in rules {
                    let expected = try #require(golden["\(rule).\(kind).\(name)"]).values[0]
                    let (found, scale) = initialiser.scale(of: view)
                    #expect(found == distribution)
                    let deviation = distribution == .uniform ? scale / 3.0.squareRoot() : scale
                    #expect(abs(deviation - Double(expected)) < 1e-6 * deviation)
                }
            }
        }
        #expect(Initialiser.he(.normal) == .he(.normal, gain: 2.0.squareRoot(), fan: .inputs))
    }

    @Test(
        "Drawn weights have the deviation and lie within the bound; biases are as asked",
        arguments: [
            Initialiser.xavier(.uniform), .xavier(.normal, gain: 5.0 / 3), .he(.uniform),
            .he(.normal, fan: .outputs), .constant(0.125),
        ])
    func moments(initialiser: Initialiser) throws {
        let trainer = try Trainer(
            network: Networks.autoencoder(hidden: 60),
            optimizer: OptimizerSettings(.sgd, learningRate: 1))
        var numbers = TestNumbers(seed: 6)
        func uniform() -> Double { Double(numbers.word() % (1 << 40)) / Double(1 << 40) }
        trainer.initialise(weights: initialiser, biases: 0.5) { distribution, _, _ in
            // A sum of twelve is normal enough here, with deviation 1.
            distribution == .uniform ? uniform() : (0..<12).reduce(-6) { sum, _ in sum + uniform() }
        }
        for view in trainer.network.parameters {
            let values = try #require(trainer.parameter(view.name)).map(Double.init)
            guard view.isWeight else {
                #expect(values.allSatisfy { $0 == 0.5 })
                continue
            }
            let (distribution, scale) = initialiser.scale(of: view)
            guard let distribution else {
                #expect(values.allSatisfy { $0 == scale })
                continue
            }
            let isUniform = distribution == .uniform
            let deviation = isUniform ? scale / 3.0.squareRoot() : scale
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
            #expect(abs(mean) < 4 * deviation / count.squareRoot(), "\(view.name)")
            // Five deviations of a variance of so many normal values.
            let spread = 5 * (2 / count).squareRoot()
            #expect(abs(variance / (deviation * deviation) - 1) < spread, "\(view.name)")
            if isUniform { #expect(values.allSatisfy { abs($0) <= scale * 1.0000001 }) }
        }
    }

    @Test("Weights drawn anew begin training anew, at the optimizer's own rate")
    func anew() throws {
        let trainer = try OptimizerTests.trainer("adam")
        let pixels = Samples.images(channels: 1, size: 8)
        func losses() -> [Double] {
            trainer.initialise(weights: .he(.uniform)) { _, tensor, element in
                Double((tensor * 31 + element * 17) % 101) / 101
            }
            #expect(trainer.learningRate == 5e-3)
            return (0..<3).map { trainer.step(pixels, Samples.batch($0)) }
        }
        let first = losses()
        trainer.learningRate = 1
        #expect(losses() == first)
        #expect(trainer.stepCount == 3)
    }
}
