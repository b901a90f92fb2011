import Testing

@testable import TrainingEngine

/// A network of Scripts/goldens_blocks.py.
struct BlockCase: Sendable, CustomTestStringConvertible {
    /// A layer, or a residual block.
    indirect enum Node: Sendable {
        case layer(Layer)
        case block([Node])
    }

    var name: String
    var nodes: [Node]

    var testDescription: String { name }

    init(_ name: String, _ nodes: [Node]) {
        self.name = name
        self.nodes = nodes
    }

    /// The layers with PyTorch's names.
    static func named(_ nodes: [Node], prefix: String = "") -> [NamedLayer] {
        nodes.enumerated().flatMap { index, node -> [NamedLayer] in
            let name = "\(prefix)\(index)"
            switch node {
            case .layer(let layer): return [NamedLayer(name, layer)]
            case .block(let inner):
                let layers = named(inner, prefix: name + ".body.")
                return layers
                    + [NamedLayer(name, .residual(Residual(length: layers.count)))]
            }
        }
    }

    func network() throws -> Network {
        try Network(
            input: .image(channels: 2, height: 7, width: 7), layers: Self.named(nodes))
    }

    private static func sequence(_ channels: Int, _ nodes: [Node]) -> [Node] {
        [
            .layer(.flatten),
            .layer(.unflatten1D(channels: channels, length: 98 / channels)),
        ] + nodes
    }

    private static func conv1D(
        _ channels: Int, _ kernel: Int, stride: Int = 1, padding: Int = 0
    ) -> Node {
        .layer(
            .conv1D(
                Convolution(channels: channels, kernel: kernel, stride: stride, padding: padding)))
    }

    private static func conv2D(_ channels: Int, stride: Int = 1) -> Node {
        .layer(
            .conv2D(Convolution(channels: channels, kernel: 3, stride: stride, padding: 1)))
    }

    static let all = [
        BlockCase(
            "conv1d",
            sequence(
                2,
                [
                    conv1D(5, 4, stride: 3, padding: 2), .layer(.sigmoid),
                    .layer(
                        .convTranspose1D(
                            Convolution(
                                channels: 2, kernel: 4, stride: 3, padding: 2, outputPadding: 1))),
                ])),
        BlockCase(
            "conv1d-channels",
            sequence(14, [conv1D(20, 3, padding: 1), .layer(.relu), conv1D(14, 3, padding: 1)])),
        BlockCase(
            "pool1d",
            sequence(
                2,
                [
                    conv1D(4, 3, padding: 1),
                    .layer(.maxPool1D(Pooling(kernel: 3, stride: 2, padding: 1))),
                    .layer(.avgPool1D(Pooling(kernel: 2, padding: 1))), .layer(.batchNorm1D()),
                    .layer(.upsample(4)), conv1D(2, 4),
                ])),
        BlockCase(
            "residual",
            [
                conv2D(3), .block([conv2D(3), .layer(.relu), conv2D(3)]), .layer(.relu), conv2D(2),
            ]),
        BlockCase(
            "residual-projection",
            [
                .block([
                    conv2D(4, stride: 2), .layer(.batchNorm2D()), .layer(.relu), conv2D(4),
                    .layer(.batchNorm2D()),
                ]), .layer(.relu),
                .layer(
                    .convTranspose2D(Convolution(channels: 2, kernel: 3, stride: 2, padding: 1))),
            ]),
        BlockCase(
            "residual-nested",
            [
                .layer(.flatten), .layer(.linear(12)),
                .block([
                    .layer(.relu), .layer(.linear(12)),
                    .block([.layer(.gelu), .layer(.linear(7))]),
                ]), .layer(.layerNorm()), .block([.layer(.relu)]), .layer(.linear(98)),
            ]),
        BlockCase(
            "residual-sequence",
            sequence(
                7,
                [
                    .block([
                        .layer(.batchNorm1D()), .layer(.relu),
                        conv1D(9, 3, stride: 2, padding: 1),
                    ]),
                    .block([.layer(.batchNorm1D()), .layer(.silu), conv1D(9, 3, padding: 1)]),
                    .layer(.flatten), .layer(.linear(98)),
                ])),
    ]
}

/// Residual blocks and layers of one dimension against what PyTorch makes of the same weights.
@Suite struct BlockGoldenTests {
    private func difference(_ found: [Float], _ expected: [Float], floor: Float = 0) -> Float {
        #expect(found.count == expected.count)
        let scale = max(expected.reduce(floor) { max($0, abs($1)) }, .leastNormalMagnitude)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test("Losses, outputs, gradients and 20 steps are PyTorch's", arguments: BlockCase.all)
    func golden(block: BlockCase) throws {
        let network = try block.network()
        var settings = OptimizerSettings(.sgd, learningRate: 0.05)
        settings.momentum = 0.9
        let trainer = try Trainer(network: network, optimizer: settings)
        let file = try Samples.golden("blocks")
        let own = TensorFile(
            tensors: file.tensors.filter { $0.name.hasPrefix(block.name + "/") }.map {
                .init(
                    name: String($0.name.dropFirst(block.name.count + 1)), shape: $0.shape,
                    values: $0.values)
            })
        #expect(network.complaint(about: own) == nil)
        try trainer.loadParameters(own, source: block.name)
        let pixels = Samples.images(channels: 2, size: 7)
        let loss = Float(trainer.computeGradients(pixels, Samples.batch(0)) / 20)
        #expect(difference([loss], try #require(own["loss"]).values) < 2e-6)
        // Normalisation undoes shifts before it: their gradients are rounding alone.
        let gradients = network.parameters.map { trainer.gradient($0.name)! }
        let largest = gradients.joined().reduce(0) { max($0, abs($1)) }
        let floor = network.buffers.isEmpty ? 1e-6 : largest / 20
        for (view, gradient) in zip(network.parameters, gradients) {
            let wanted = try #require(own["gradient.\(view.name)"]).values
            #expect(difference(gradient, wanted, floor: floor) < 1e-5, "\(view.name)")
        }
        for view in network.buffers {
            let wanted = try #require(own["after.\(view.name)"]).values
            #expect(difference(trainer.buffer(view.name)!, wanted) < 2e-6, "\(view.name)")
        }
        let output = trainer.output(pixels, Array(Samples.batch(0).prefix(3)))
        #expect(difference(output, try #require(own["output"]).values) < 2e-6)

        let losses = (0..<20).map { Float(trainer.step(pixels, Samples.batch($0)) / 20) }
        let expected = try #require(own["losses"]).values
        for (step, pair) in zip(losses, expected).enumerated() {
            #expect(difference([pair.0], [pair.1]) < 5e-6, "step \(step): \(pair)")
        }
        for view in network.parameters {
            let wanted = try #require(own["trained.\(view.name)"]).values
            #expect(
                difference(trainer.parameter(view.name)!, wanted, floor: 0.1) < 2e-5,
                "\(view.name)")
        }
    }

    @Test("A layer of one dimension reads a vector as a sequence of one channel")
    func vectors() throws {
        let layers: [Layer] = [
            .conv1D(Convolution(channels: 3, kernel: 5, stride: 2)),
            .maxPool1D(Pooling(kernel: 2)), .flatten, .linear(4),
        ]
        let outputs = try [
            layers, [.unflatten1D(channels: 1, length: 98)] + layers,
        ].map { layers in
            let network = try Network(
                input: .vector(98), layers: NamedLayer.sequence("model", layers))
            let trainer = try Trainer(
                network: network, target: .images,
                optimizer: OptimizerSettings(.sgd, learningRate: 1))
            var numbers = TestNumbers(seed: 3)
            trainer.initialise { _, _ in Double(numbers.word() % (1 << 40)) * 0x1p-40 }
            return trainer.output(Samples.images(channels: 2, size: 7), Samples.batch(1))
        }
        #expect(outputs[0] == outputs[1])
        #expect(Set(outputs[0]).count > 4)
    }

    @Test("The shortcut is the identity, a projection with the smallest stride, or refused")
    func shortcuts() {
        func shortcut(_ input: Shape, _ output: Shape) -> Residual.Shortcut {
            Residual.shortcut(from: input, to: output)
        }
        func image(_ channels: Int, _ height: Int, _ width: Int) -> Shape {
            .image(channels: channels, height: height, width: width)
        }
        #expect(shortcut(image(3, 8, 8), image(3, 8, 8)) == .identity)
        #expect(
            shortcut(image(3, 8, 8), image(5, 8, 8))
                == .projection(.conv2D(Convolution(channels: 5, kernel: 1))))
        #expect(
            shortcut(image(3, 7, 9), image(3, 4, 5))
                == .projection(.conv2D(Convolution(channels: 3, kernel: 1, stride: 2))))
        #expect(
            shortcut(.sequence(channels: 2, length: 10), .sequence(channels: 4, length: 4))
                == .projection(.conv1D(Convolution(channels: 4, kernel: 1, stride: 3))))
        #expect(shortcut(.vector(4), .vector(9)) == .projection(.linear(9)))
        for (input, output) in [
            (image(3, 8, 8), image(3, 16, 16)), (image(3, 8, 8), image(3, 4, 8)),
            (image(3, 8, 8), .vector(192)),
            (.sequence(channels: 1, length: 5), .sequence(channels: 1, length: 4)),
        ] {
            guard case .impossible = shortcut(input, output) else {
                Issue.record("\(input) to \(output) is no shortcut")
                continue
            }
        }
    }

    @Test(
        "What doesn't fit is refused with the layer's name",
        arguments: [
            ([Layer.conv2D(Convolution(channels: 1, kernel: 1))], "found a sequence of 4×6"),
            ([.conv1D(Convolution(channels: 1, kernel: 9))], "leaves nothing of 4×6"),
            ([.linear(3)], "Put Flatten before"),
            ([.unflatten1D(channels: 5, length: 5)], "needs 25 values; its input has 24"),
            ([.residual(Residual(length: 1))], "expected 1 to 0"),
            ([.maxPool1D(Pooling(kernel: 2)), .residual(Residual(length: 1))], nil),
            (
                [.conv1D(Convolution(channels: 4, kernel: 2)), .residual(Residual(length: 1))],
                "Residual: its layers make 4×5 of 4×6, and no stride"
            ),
            ([.flatten, .residual(Residual(length: 1))], "expected the same kind of shape"),
            (
                [
                    .unflatten(channels: 1, height: 4, width: 6),
                    .conv1D(Convolution(channels: 1, kernel: 1)),
                ],
                "Put unflatten1d: { channels: 4, length: 6 } before"
            ),
        ] as [([Layer], String?)])
    func refused(layers: [Layer], text: String?) {
        var found: String?
        do {
            _ = try Network(
                input: .sequence(channels: 4, length: 6),
                layers: NamedLayer.sequence("model", layers))
        } catch {
            found = "\(error)"
        }
        if let text {
            #expect(found?.contains(text) == true, "\(found ?? "fits")")
        } else {
            #expect(found == nil)
        }
    }
}
