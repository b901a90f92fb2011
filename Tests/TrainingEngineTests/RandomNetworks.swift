@testable import TrainingEngine

/// A network of random layers with a loss and an optimizer: what a seed makes of them.
struct RandomNetwork {
    let network: Network
    let loss: Loss
    let optimizer: OptimizerSettings
    private let seed: Int

    /// - Parameter seed: from 100 on, residual blocks and layers of one dimension are among the
    ///   layers.
    init(seed: Int) throws {
        var numbers = TestNumbers(seed: seed * 31 + 7)
        self.seed = seed
        var input = Shape.image(
            channels: numbers.int(1...3), height: numbers.int(3...9), width: numbers.int(3...9))
        if seed >= 100, seed % 3 > 0 {
            input = .sequence(channels: numbers.int(1...4), length: numbers.int(4...20))
        }
        var layers: [Layer] = []
        let count = numbers.int(2...7) + (seed >= 100 ? 3 : 0)
        for _ in 0..<40 where layers.count < count {
            let layer =
                seed < 100 ? Self.layer(&numbers) : Self.layer(after: layers.count, &numbers)
            let next = layers + [layer]
            guard
                let network = try? Network(
                    input: input, layers: NamedLayer.sequence("model", next)),
                network.output.count <= 250
            else { continue }
            layers = next
        }
        let losses: [Loss] = [
            .meanSquaredError, .l1, .huber(delta: 0.3), .binaryCrossEntropy,
            .binaryCrossEntropyWithLogits, .crossEntropy(labelSmoothing: 0.1),
        ]
        loss = losses[numbers.int(0...losses.count - 1)]
        switch loss {
        case .binaryCrossEntropy: layers += [.flatten, .linear(numbers.int(1...40)), .sigmoid]
        default: layers += [.flatten, .linear(numbers.int(2...40))]
        }
        network = try Network(input: input, layers: NamedLayer.sequence("model", layers))
        let kinds = OptimizerSettings.Kind.allCases
        var optimizer = OptimizerSettings(
            kinds[numbers.int(0...kinds.count - 1)], learningRate: 1e-3, weightDecay: 1e-3)
        if optimizer.kind == .sgd || optimizer.kind == .rmsprop {
            optimizer.momentum = [0, 0.9][numbers.int(0...1)]
        }
        optimizer.clipping = [nil, .norm(0.5), .value(0.01)][numbers.int(0...2)]
        self.optimizer = optimizer
    }

    private static func layer(_ numbers: inout TestNumbers) -> Layer {
        let convolution = Convolution(
            channels: numbers.int(1...9), kernel: numbers.int(1...4), stride: numbers.int(1...3),
            padding: numbers.int(0...2))
        var transposed = convolution
        transposed.outputPadding = numbers.int(0...convolution.stride - 1)
        let pooling = Pooling(
            kernel: numbers.int(1...3), stride: numbers.int(1...3), padding: numbers.int(0...1))
        let choices: [Layer] = [
            .conv2D(convolution), .conv2D(convolution), .convTranspose2D(transposed),
            .convTranspose2D(transposed), .linear(numbers.int(1...40)), .relu, .sigmoid,
            .leakyReLU(slope: 0.2), .elu(alpha: 1.2), .gelu, .silu, .tanh, .softplus(),
            .maxPool2D(pooling), .avgPool2D(pooling), .upsample(2), .dropout(0.3),
            .batchNorm1D(), .batchNorm2D(), .layerNorm(), .flatten,
            .unflatten(channels: numbers.int(1...4), height: numbers.int(1...4), width: 2),
        ]
        return choices[numbers.int(0...choices.count - 1)]
    }

    /// A layer of one dimension, the end of a residual block, or another layer.
    private static func layer(after count: Int, _ numbers: inout TestNumbers) -> Layer {
        let convolution = Convolution(
            channels: numbers.int(1...9), kernel: numbers.int(1...4), stride: numbers.int(1...2),
            padding: numbers.int(0...2))
        var transposed = convolution
        transposed.outputPadding = numbers.int(0...convolution.stride - 1)
        let pooling = Pooling(
            kernel: numbers.int(1...3), stride: numbers.int(1...2), padding: numbers.int(0...1))
        let block = Layer.residual(Residual(length: numbers.int(1...max(1, min(count, 5)))))
        let choices: [Layer] = [
            .conv1D(convolution), .conv1D(convolution), .convTranspose1D(transposed),
            .maxPool1D(pooling), .avgPool1D(pooling), .batchNorm1D(), .upsample(2), block, block,
            block, block, .unflatten1D(channels: numbers.int(1...4), length: numbers.int(2...9)),
            layer(&numbers), layer(&numbers), layer(&numbers),
        ]
        return choices[numbers.int(0...choices.count - 1)]
    }

    var isClassifier: Bool { loss.isPerSample }

    /// A trainer with random parameters, the same for the same seed.
    func trainer(
        instructionSet: InstructionSet? = nil, threads: Int = 1
    ) throws -> Trainer {
        let trainer = try Trainer(
            network: network, loss: loss, target: isClassifier ? .labels : .images,
            optimizer: optimizer, instructionSet: instructionSet, dropout: LayerCase.words,
            threads: threads)
        var numbers = TestNumbers(seed: seed)
        trainer.initialise(weights: .he(.uniform), biases: 0.05) { _, _, _ in
            Double(numbers.word() % (1 << 40)) * 0x1p-40
        }
        return trainer
    }

    /// Calls `body` with samples and targets of 64 random samples, at random indices.
    func withBatch<Result>(
        _ count: Int, step: Int, _ body: (_ inputs: SampleRows, _ targets: SampleRows) -> Result
    ) -> Result {
        var numbers = TestNumbers(seed: seed)
        let inputs = numbers.floats(64 * network.input.count)
        let floats = numbers.floats(64 * network.output.count).map { abs($0) }
        let labels = (0..<64).map { _ in UInt8(numbers.int(0...network.output.count - 1)) }
        var order = TestNumbers(seed: step)
        let indices = (0..<count).map { _ in Int32(order.int(0...63)) }
        return inputs.withUnsafeBufferPointer { inputs in
            floats.withUnsafeBufferPointer { floats in
                labels.withUnsafeBytes { labels in
                    indices.withUnsafeBufferPointer {
                        body(
                            SampleRows(floats: inputs, indices: $0),
                            isClassifier
                                ? SampleRows(bytes: labels, indices: $0)
                                : SampleRows(floats: floats, indices: $0))
                    }
                }
            }
        }
    }

    /// Trains for some steps; returns their losses, and evaluations in between.
    func train(_ trainer: Trainer, steps: Range<Int>) -> [Double] {
        steps.flatMap { step in
            withBatch([37, 140, 16, 290, 9][step % 5], step: step) { inputs, targets in
                [
                    trainer.step(inputs: inputs, targets: targets),
                    trainer.evaluate(inputs: inputs, targets: targets),
                ]
            }
        }
    }
}
