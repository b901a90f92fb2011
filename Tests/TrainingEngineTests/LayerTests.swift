import Testing

@testable import TrainingEngine

/// What holds for every layer: slopes, resumed training, mistakes that are refused.
@Suite struct LayerTests {
    /// Cases whose loss has no kinks.
    static let smooth = LayerCase.all.filter {
        !["leaky-relu", "elu", "softplus", "max-pool", "max-pool-overlap", "dropout", "batch-norm"]
            .contains($0.name)
    }

    @Test("Every parameter's gradient is the training loss's slope", arguments: smooth)
    func slopes(layer: LayerCase) throws {
        let (trainer, start) = try layer.trainer()
        let pixels = Samples.images(channels: 2, size: layer.size)
        let batch = Samples.batch(3)
        _ = trainer.computeGradients(pixels, batch)
        let gradients = trainer.network.parameters.map { trainer.gradient($0.name)! }
        for (gradient, view) in zip(gradients, trainer.network.parameters) {
            let place = try #require(start.tensors.firstIndex { $0.name == view.name })
            // Normalisation undoes shifts before it: their gradients are rounding alone.
            let scale = max(gradient.reduce(0) { max($0, abs($1)) }, layer.floor(gradients))
            for element in Swift.stride(from: 0, to: view.count, by: max(view.count / 5, 1)) {
                // A small weight between two normalisations makes the loss bend.
                let h: Float = layer.name == "batch-norm-first" ? 1.0 / 512 : 1.0 / 128
                func loss(_ offset: Float) throws -> Double {
                    var moved = start
                    moved.tensors[place].values[element] += offset
                    try trainer.loadParameters(moved, source: "moved")
                    return trainer.computeGradients(pixels, batch) / Double(batch.count)
                }
                // Fourth-order central difference.
                let near = try loss(h) - loss(-h)
                let far = try loss(2 * h) - loss(-2 * h)
                let slope = (8 * near - far) / (12 * Double(h))
                #expect(
                    abs(slope - Double(gradient[element])) < 1e-5 + 1e-3 * Double(scale),
                    "\(view.name)[\(element)]: \(slope), \(gradient[element])")
            }
        }
    }

    @Test(
        "Training resumed from a checkpoint has the bits of training that went on",
        arguments: LayerCase.all)
    func resume(layer: LayerCase) throws {
        let (whole, _) = try layer.trainer()
        let pixels = Samples.images(channels: 2, size: layer.size)
        for step in 0..<4 { _ = whole.step(pixels, Samples.batch(step)) }
        let bytes = whole.checkpoint().encoded()
        let losses = (4..<9).map { whole.step(pixels, Samples.batch($0)) }
        let (resumed, _) = try layer.trainer()
        try resumed.restore(TensorFile(decoding: bytes, source: "memory"), source: "memory")
        #expect((4..<9).map { resumed.step(pixels, Samples.batch($0)) } == losses)
        #expect(resumed.checkpoint() == whole.checkpoint())
        #expect(
            resumed.evaluate(pixels, Samples.batch(1)) == whole.evaluate(pixels, Samples.batch(1)))
    }

    @Test("Dropout draws other factors each step, and none in evaluation")
    func dropoutSteps() throws {
        let layer = LayerCase.dropouts[0]
        let (trainer, start) = try layer.trainer()
        let pixels = Samples.images(channels: 2, size: layer.size)
        let batch = Samples.batch(0)
        let first = trainer.computeGradients(pixels, batch)
        #expect(trainer.computeGradients(pixels, batch) == first)
        trainer.stepCount = 1
        #expect(trainer.computeGradients(pixels, batch) != first)
        var without = layer
        without.layers[2] = .dropout(0)
        let (plain, _) = try without.trainer()
        try plain.loadParameters(start, source: "start")
        #expect(plain.evaluate(pixels, batch) == trainer.evaluate(pixels, batch))
        #expect(plain.computeGradients(pixels, batch) == plain.evaluate(pixels, batch) * 20)
    }

    @Test("About as many values are dropped as the probability says")
    func dropoutShare() throws {
        // A network that copies ones: its loss counts what was dropped.
        let network = try Network(
            input: .image(channels: 1, height: 20, width: 20),
            layers: [NamedLayer("d", .dropout(0.25))])
        let trainer = try Trainer(
            network: network, optimizer: OptimizerSettings(.adam, learningRate: 1e-3),
            dropout: LayerCase.words)
        let pixels = Array(repeating: UInt8(255), count: 400)
        let loss = trainer.computeGradients(pixels, Array(repeating: 0, count: 30)) / 30
        // A dropped value costs 1, a kept one (1/3)².
        let dropped = (loss - 1.0 / 9) / (8.0 / 9)
        #expect(abs(dropped - 0.25) < 0.02)
    }

    @Test(
        "A layer that does not fit is refused by name",
        arguments: [
            (Layer.maxPool2D(Pooling(kernel: 6)), "MaxPool2d with kernel 6 and padding 0 leaves"),
            (.avgPool2D(Pooling(kernel: 3, padding: 2)), "AvgPool2d has kernel 3, stride 3"),
            (.maxPool2D(Pooling(kernel: 0)), "MaxPool2d has kernel 0"),
            (.upsample(0), "Upsample has factor 0"),
            (.dropout(1), "Dropout has probability 1.0; it must be at least 0 and below 1"),
            (.dropout(.nan), "Dropout has probability nan"),
            (.batchNorm1D(), "BatchNorm1d needs a flat input; found 1×5×5"),
            (.batchNorm2D(BatchNorm(momentum: 2)), "BatchNorm2d has momentum 2.0; it must be"),
            (.batchNorm2D(BatchNorm(epsilon: -1)), "BatchNorm2d has epsilon -1.0; it must be"),
            (.layerNorm(epsilon: 0), "LayerNorm has epsilon 0.0; it must be at least 1e-30"),
        ])
    func mismatches(layer: Layer, expected: String) {
        do throws(EngineError) {
            _ = try Network(
                input: .image(channels: 1, height: 5, width: 5), layers: [NamedLayer("m", layer)])
            Issue.record("accepted")
        } catch {
            #expect("\(error)".hasPrefix("layer m: \(expected)"), "\(error)")
        }
    }

    @Test("A batch normalisation starts anew, and checkpoints have PyTorch's names")
    func batchNormStart() throws {
        let (trainer, _) = try LayerCase.batchNorms[0].trainer()
        let pixels = Samples.images(channels: 2, size: 7)
        _ = trainer.step(pixels, Samples.batch(0))
        #expect(trainer.buffer("1.num_batches_tracked") == [4])
        let file = trainer.checkpoint()
        #expect(file["1.num_batches_tracked"]?.shape == [])
        #expect(file["1.running_mean"]?.shape == [3])
        #expect(file["optimizer.exp_avg.1.weight"]?.shape == [3])
        #expect(file["optimizer.exp_avg.1.running_mean"] == nil)
        trainer.initialise { _, _ in 0.5 }
        #expect(trainer.buffer("1.running_mean") == [0, 0, 0])
        #expect(trainer.buffer("1.running_var") == [1, 1, 1])
        #expect(trainer.buffer("1.num_batches_tracked") == [0])
        var without = file
        without.tensors.removeAll { $0.name == "1.running_var" }
        #expect(throws: EngineError.self) { try trainer.restore(without, source: "file") }
    }

    @Test(
        "Evaluation doesn't depend on what is evaluated together, and changes nothing",
        arguments: LayerCase.batchNorms)
    func evaluation(layer: LayerCase) throws {
        let (trainer, _) = try layer.trainer()
        let pixels = Samples.images(channels: 2, size: layer.size)
        _ = trainer.step(pixels, Samples.batch(0))
        let before = trainer.checkpoint()
        let together = trainer.output(pixels, Samples.batch(1))
        let alone = Samples.batch(1).flatMap { trainer.output(pixels, [$0]) }
        #expect(together == alone)
        #expect(trainer.checkpoint() == before)
    }

    @Test(
        "What a batch's values were before makes no difference, whatever their number",
        arguments: LayerCase.batchNorms)
    func batchMemory(layer: LayerCase) throws {
        let pixels = Samples.images(channels: 2, size: layer.size)
        func gradients(after batches: [[Int32]]) throws -> [[Float]] {
            let (trainer, start) = try layer.trainer()
            for batch in batches { _ = trainer.computeGradients(pixels, batch) }
            try trainer.loadParameters(start, source: "start")
            _ = trainer.computeGradients(pixels, Samples.batch(2))
            return trainer.network.parameters.map { trainer.gradient($0.name)! }
        }
        let large = (0..<61).map { Int32($0) }
        #expect(try gradients(after: []) == gradients(after: [[5], large, [1, 2, 3]]))
    }

    @Test("A normalisation's scales begin as ones, and its shifts as zeros")
    func normalisationStart() throws {
        let (trainer, _) = try LayerCase.normalisations[0].trainer()
        trainer.initialise { _, _ in 0.75 }
        #expect(trainer.parameter("1.weight") == Array(repeating: 1, count: 147))
        #expect(trainer.parameter("1.bias") == Array(repeating: 0, count: 147))
        #expect(trainer.parameter("0.weight")?.allSatisfy { $0 > 0 && $0 < 1 } == true)
    }

    @Test("Images' layers refuse vectors; dropout refuses to do without random words")
    func inputs() throws {
        for layer in [
            Layer.maxPool2D(Pooling(kernel: 1)), .avgPool2D(Pooling(kernel: 1)), .upsample(2),
            .batchNorm2D(),
        ] {
            #expect(throws: EngineError.self) {
                try Network(input: .vector(5), layers: [NamedLayer("m", layer)])
            }
        }
        let network = try Network(input: .vector(5), layers: [NamedLayer("m", .dropout(0.5))])
        #expect(
            throws: EngineError.mismatch(
                layer: "m",
                reason: "Dropout needs a source of random numbers, and the network was given none")
        ) {
            try Trainer(network: network, optimizer: OptimizerSettings(.adam, learningRate: 1))
        }
    }
}
