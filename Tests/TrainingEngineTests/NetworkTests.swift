import Testing

@testable import TrainingEngine

@Suite struct NetworkTests {
    private func sequence(
        _ layers: [Layer], input: Shape = .image(channels: 1, height: 28, width: 28)
    ) throws(EngineError) -> Network {
        try Network(input: input, layers: NamedLayer.sequence("m", layers))
    }

    @Test("Shapes and parameters of the reports' autoencoder are inferred")
    func autoencoder() throws {
        let network = try Networks.autoencoder(hidden: 87, encoding: 9)
        #expect(
            network.shapes.map(\.description) == [
                "8×14×14", "8×14×14", "16×7×7", "16×7×7", "32×3×3", "32×3×3", "288", "87", "87",
                "9", "87", "87", "288", "288", "32×3×3", "16×7×7", "16×7×7", "8×14×14", "8×14×14",
                "1×28×28", "1×28×28",
            ])
        #expect(network.parameters.prefix(2).map(\.name) == ["encoder.0.weight", "encoder.0.bias"])
        #expect(network.parameter("decoder.5.weight")?.shape == [32, 16, 3, 3])
        #expect(network.parameters.count == 20)
        #expect(network.parameterCount == 63_894)
    }

    @Test(
        "A layer that does not fit is refused by name",
        arguments: [
            ([Layer.linear(3)], "m.0: Linear needs a flat input; found 1×28×28"),
            ([.flatten, .linear(0)], "m.1: Linear has 0 outputs"),
            ([.flatten, .conv2D(Convolution(channels: 1, kernel: 3))], "m.1: Conv2d needs images"),
            (
                [.unflatten(channels: 2, height: 20, width: 20)],
                "needs 800 values; its input has 784"
            ),
            ([.conv2D(Convolution(channels: 2, kernel: 30))], "leaves nothing of 1×28×28"),
            ([.conv2D(Convolution(channels: 2, kernel: 0))], "of at least 1"),
            (
                [
                    .convTranspose2D(
                        Convolution(channels: 2, kernel: 3, stride: 2, outputPadding: 2))
                ], "must be below the stride, 2"
            ),
        ])
    func mismatches(layers: [Layer], expected: String) {
        do throws(EngineError) {
            _ = try sequence(layers)
            Issue.record("accepted")
        } catch {
            #expect("\(error)".contains(expected), "\(error)")
        }
    }

    @Test("A loss that does not fit the network, or a wrong setting, is refused")
    func trainerSettings() throws {
        let network = try sequence([.flatten, .linear(5)])
        #expect(throws: EngineError.self) {
            try Trainer(network: network, optimizer: OptimizerSettings(.adam, learningRate: 1))
        }
        let fitting = try sequence([.flatten, .linear(784)])
        for (rate, decay) in [(0, 0), (-1, 0), (.nan, 0), (1, -1), (1, .infinity)] {
            #expect(throws: EngineError.self) {
                try Trainer(
                    network: fitting,
                    optimizer: OptimizerSettings(.adam, learningRate: rate, weightDecay: decay))
            }
        }
    }

    @Test("Xavier weights lie within ±√(6 / (inputs + outputs)) and fill it; biases are zero")
    func initialisation() throws {
        let trainer = try Trainer(
            network: Networks.autoencoder(),
            optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        var numbers = TestNumbers(seed: 3)
        trainer.initialise { _, _ in Double(numbers.word() % (1 << 40)) / Double(1 << 40) }
        // Fans as torch.nn.init counts them: the tensor's second and first extent times 3 · 3.
        let bounds: [String: Double] = [
            "encoder.0.weight": 6.0 / (9 + 72), "encoder.4.weight": 6.0 / (144 + 288),
            "encoder.7.weight": 6.0 / (288 + 20), "decoder.5.weight": 6.0 / (144 + 288),
            "decoder.9.weight": 6.0 / (9 + 72),
        ]
        for view in trainer.network.parameters {
            let values = try #require(trainer.parameter(view.name))
            guard view.isWeight else {
                #expect(values.allSatisfy { $0 == 0 })
                continue
            }
            let largest = values.reduce(0) { max($0, abs($1)) }
            if let square = bounds[view.name] {
                #expect(Double(largest) <= square.squareRoot() * 1.0000001)
                #expect(Double(largest) > square.squareRoot() * 0.9)
            }
            let mean = values.reduce(0, +) / Float(values.count)
            #expect(abs(mean) < largest * 2 / Float(values.count).squareRoot())
        }
    }

    @Test("A trainer of the reports' autoencoder needs under 64 MB")
    func memory() throws {
        let trainer = try Trainer(
            network: Networks.autoencoder(hidden: 149, encoding: 9),
            optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        #expect(trainer.memoryBytes < 64 << 20)
    }
}
