import Testing

@testable import TrainingEngine

/// Values that PyTorch worked out: Scripts/goldens_engine.py writes them.
@Suite struct GoldenTests {
    /// The largest difference, relative to the larger of `floor` and the largest expected
    /// magnitude.
    private func difference(_ found: [Float], _ expected: [Float], floor: Float = 0) -> Float {
        let scale = max(expected.reduce(floor) { max($0, abs($1)) }, .leastNormalMagnitude)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test(
        "100 steps from PyTorch's weights follow PyTorch's losses and weights",
        arguments: [
            ("adam", OptimizerSettings(.adam, learningRate: 2e-3, weightDecay: 1e-3)),
            ("rmsprop", OptimizerSettings(.rmsprop, learningRate: 2e-4, weightDecay: 1e-3)),
        ])
    func trajectory(name: String, settings: OptimizerSettings) throws {
        let trainer = try Trainer(network: Networks.autoencoder(), optimizer: settings)
        try trainer.loadParameters(Samples.golden("initial"), source: "initial")
        let golden = try Samples.golden(name)
        let pixels = Samples.images(channels: 1, size: 28)
        let losses = (0..<100).map { step in
            Float(trainer.step(pixels, Samples.batch(step)) / 20)
        }
        let expected = try #require(golden["losses"]).values
        #expect(difference([losses[0]], [expected[0]]) < 1e-6)
        for (step, pair) in zip(losses, expected).enumerated() {
            #expect(difference([pair.0], [pair.1]) < 2e-6, "step \(step): \(pair)")
        }
        for view in trainer.network.parameters {
            let values = try #require(trainer.parameter(view.name))
            let wanted = try #require(golden[view.name]).values
            #expect(difference(values, wanted) < 2e-4, "\(view.name)")
        }
    }

    @Test("Outputs and gradients of odd kernels, strides and paddings are PyTorch's")
    func oddShapes() throws {
        let trainer = try Trainer(
            network: Networks.odd(), optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        let golden = try Samples.golden("odd")
        try trainer.loadParameters(golden, source: "odd")
        let pixels = Samples.images(channels: 2, size: 11)
        let batch = Samples.batch(0)
        let output = trainer.output(pixels, batch)
        #expect(difference(output, try #require(golden["output"]).values) < 2e-6)
        let loss = Float(trainer.computeGradients(pixels, batch) / 20)
        #expect(difference([loss], try #require(golden["loss"]).values) < 2e-6)
        for view in trainer.network.parameters {
            let gradient = try #require(trainer.gradient(view.name))
            let wanted = try #require(golden["gradient.\(view.name)"]).values
            #expect(difference(gradient, wanted, floor: 1e-6) < 2e-5, "\(view.name)")
        }
    }
}
