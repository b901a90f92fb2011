import Testing

@testable import TrainingEngine

/// A network of Scripts/goldens_layers.py.
struct LayerCase: Sendable, CustomTestStringConvertible {
    var name: String
    var size: Int
    var layers: [Layer]

    var testDescription: String { name }

    func network() throws -> Network {
        try Network(
            input: .image(channels: 2, height: size, width: size),
            layers: layers.enumerated().map { NamedLayer("\($0.offset)", $0.element) })
    }

    /// Layers between two convolutions that keep an image's size.
    private static func between(
        _ name: String, _ layers: Layer..., size: Int = 7, inner: Int = 3
    ) -> LayerCase {
        LayerCase(
            name: name, size: size,
            layers: [.conv2D(Convolution(channels: inner, kernel: 3, padding: 1))] + layers
                + [.conv2D(Convolution(channels: 2, kernel: 3, padding: 1))])
    }

    static let functions = [
        between("leaky-relu", .leakyReLU(slope: 0.2)),
        between("elu", .elu(alpha: 1.3)),
        between("gelu", .gelu),
        between("silu", .silu),
        between("tanh", .tanh),
        between("softplus", .softplus(beta: 1.5, threshold: 1)),
        LayerCase(
            name: "functions", size: 5,
            layers: [
                .gelu, .flatten, .linear(9), .tanh, .elu(), .linear(50), .silu, .softplus(),
            ]),
    ]

    static let all = functions
}

/// Layers against what PyTorch makes of the same weights and images.
@Suite struct LayerGoldenTests {
    private func difference(_ found: [Float], _ expected: [Float], floor: Float = 0) -> Float {
        #expect(found.count == expected.count)
        let scale = max(expected.reduce(floor) { max($0, abs($1)) }, .leastNormalMagnitude)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test("Losses, outputs and gradients are PyTorch's", arguments: LayerCase.all)
    func golden(layer: LayerCase) throws {
        let file = try Samples.golden("layers")
        let network = try layer.network()
        let trainer = try Trainer(
            network: network, optimizer: OptimizerSettings(.adam, learningRate: 1e-3))
        let own = TensorFile(
            tensors: file.tensors.filter { $0.name.hasPrefix(layer.name + "/") }.map {
                .init(
                    name: String($0.name.dropFirst(layer.name.count + 1)), shape: $0.shape,
                    values: $0.values)
            })
        try trainer.loadParameters(own, source: layer.name)
        let pixels = Samples.images(channels: 2, size: layer.size)
        let loss = Float(trainer.computeGradients(pixels, Samples.batch(0)) / 20)
        let wantedLoss = try #require(own["loss"]).values
        #expect(difference([loss], wantedLoss) < 2e-6)
        for view in network.parameters {
            let gradient = try #require(trainer.gradient(view.name))
            let wanted = try #require(own["gradient.\(view.name)"]).values
            #expect(difference(gradient, wanted, floor: 1e-6) < 1e-5, "\(view.name)")
        }
        let output = trainer.output(pixels, Array(Samples.batch(0).prefix(3)))
        let wantedOutput = try #require(own["output"]).values
        #expect(difference(output, wantedOutput) < 2e-6)
    }
}
