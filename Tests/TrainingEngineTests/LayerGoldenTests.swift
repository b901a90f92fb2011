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

    /// A convolution, layers and a convolution, all given.
    private static func images(
        _ name: String, _ first: Convolution, _ layers: Layer..., last: Convolution, size: Int = 7
    ) -> LayerCase {
        LayerCase(
            name: name, size: size, layers: [.conv2D(first)] + layers + [.conv2D(last)])
    }

    static let windows = [
        images(
            "max-pool", Convolution(channels: 3, kernel: 3, padding: 1),
            .maxPool2D(Pooling(kernel: 2)), .tanh, .upsample(2),
            last: Convolution(channels: 2, kernel: 2, padding: 1)),
        images(
            "max-pool-overlap", Convolution(channels: 3, kernel: 3, padding: 1), .relu,
            .maxPool2D(Pooling(kernel: 3, stride: 2, padding: 1)), .upsample(2),
            last: Convolution(channels: 2, kernel: 2)),
        images(
            "avg-pool", Convolution(channels: 3, kernel: 3, padding: 1),
            .avgPool2D(Pooling(kernel: 3, stride: 2, padding: 1)), .upsample(2),
            last: Convolution(channels: 2, kernel: 2)),
        images(
            "avg-pool-gaps", Convolution(channels: 3, kernel: 3, padding: 1),
            .avgPool2D(Pooling(kernel: 2, stride: 3)), .sigmoid, .upsample(3),
            last: Convolution(channels: 2, kernel: 2), size: 11),
        images(
            "upsample", Convolution(channels: 3, kernel: 3, stride: 2), .upsample(3),
            last: Convolution(channels: 2, kernel: 2), size: 5),
    ]

    static let dropouts = [
        images(
            "dropout", Convolution(channels: 3, kernel: 3, padding: 1), .relu, .dropout(0.3),
            last: Convolution(channels: 2, kernel: 3, padding: 1)),
        LayerCase(
            name: "dropout-vectors", size: 5,
            layers: [.dropout(0.2), .flatten, .linear(9), .tanh, .dropout(0.5), .linear(50)]),
    ]

    static let normalisations = [
        between("layer-norm", .layerNorm(), .tanh),
        LayerCase(
            name: "layer-norm-vectors", size: 5,
            layers: [
                .flatten, .layerNorm(), .linear(9), .layerNorm(epsilon: 1e-3), .gelu, .linear(50),
            ]),
    ]

    static let batchNorms = [
        between("batch-norm", .batchNorm2D(), .relu),
        LayerCase(
            name: "batch-norm-first", size: 5,
            layers: [
                .batchNorm2D(), .conv2D(Convolution(channels: 3, kernel: 3)),
                .batchNorm2D(BatchNorm(momentum: 0.3)), .batchNorm2D(), .tanh,
                .convTranspose2D(Convolution(channels: 2, kernel: 3)),
            ]),
        LayerCase(
            name: "batch-norm-vectors", size: 5,
            layers: [
                .flatten, .linear(19), .batchNorm1D(BatchNorm(epsilon: 1e-3)), .sigmoid,
                .linear(7), .batchNorm1D(), .silu, .linear(50),
            ]),
        LayerCase(
            name: "batch-norm-deep", size: 7,
            layers: [
                .conv2D(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)),
                .batchNorm2D(), .tanh, .dropout(0.3),
                .conv2D(Convolution(channels: 4, kernel: 2)), .layerNorm(), .batchNorm2D(),
                .sigmoid, .convTranspose2D(Convolution(channels: 2, kernel: 3, stride: 2)),
            ]),
    ]

    static let all = functions + windows + dropouts + normalisations + batchNorms

    var normalisesBatches: Bool { name.hasPrefix("batch-norm") }

    /// The size of gradients whose parts may cancel each other: a share of the largest where
    /// batches are normalised.
    func floor(_ gradients: [[Float]]) -> Float {
        normalisesBatches ? gradients.joined().reduce(0) { max($0, abs($1)) } / 20 : 0
    }

    /// The random words of Scripts/goldens_layers.py, which has step 0 alone.
    static func words(_ key: DropoutKey, _ words: UnsafeMutableBufferPointer<UInt32>) {
        let start = key.step * 31_337 + key.layer * 7919 + key.sample * 104_729 + 17
        for element in words.indices {
            var word = UInt32(truncatingIfNeeded: start + element * 1_299_709)
            for factor: UInt32 in [0x05EB_CA6B, 0x2C1B_3C6D] {
                word = (word ^ word >> 15) &* factor
            }
            words[element] = word
        }
    }

    /// A trainer of the network whose parameters are those of the golden file.
    func trainer(
        _ kind: OptimizerSettings.Kind = .adam
    ) throws -> (trainer: Trainer, golden: TensorFile) {
        let trainer = try Trainer(
            network: network(), optimizer: OptimizerSettings(kind, learningRate: 1e-3),
            dropout: LayerCase.words)
        let file = try Samples.golden("layers")
        let own = TensorFile(
            tensors: file.tensors.filter { $0.name.hasPrefix(name + "/") }.map {
                .init(
                    name: String($0.name.dropFirst(name.count + 1)), shape: $0.shape,
                    values: $0.values)
            })
        try trainer.loadParameters(own, source: name)
        return (trainer, own)
    }
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
        let (trainer, own) = try layer.trainer()
        let pixels = Samples.images(channels: 2, size: layer.size)
        let loss = Float(trainer.computeGradients(pixels, Samples.batch(0)) / 20)
        let wantedLoss = try #require(own["loss"]).values
        #expect(difference([loss], wantedLoss) < 2e-6)
        // Normalisation undoes shifts before it: their gradients are rounding alone.
        let floor = max(
            layer.floor(trainer.network.parameters.map { trainer.gradient($0.name)! }), 1e-6)
        for view in trainer.network.parameters {
            let gradient = try #require(trainer.gradient(view.name))
            let wanted = try #require(own["gradient.\(view.name)"]).values
            #expect(difference(gradient, wanted, floor: floor) < 1e-5, "\(view.name)")
        }
        for view in trainer.network.buffers {
            let wanted = try #require(own["after.\(view.name)"]).values
            #expect(difference(trainer.buffer(view.name)!, wanted) < 2e-6, "\(view.name)")
        }
        let output = trainer.output(pixels, Array(Samples.batch(0).prefix(3)))
        let wantedOutput = try #require(own["output"]).values
        #expect(difference(output, wantedOutput) < 2e-6)
    }
}
