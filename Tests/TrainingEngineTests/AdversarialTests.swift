import Testing

@testable import TrainingEngine

/// Pairs of networks of Scripts/goldens_gan.py.
struct AdversarialCase: Sendable, CustomTestStringConvertible {
    var name: String
    var generator: [Layer]
    var discriminator: [Layer]

    var testDescription: String { name }

    static let dense = AdversarialCase(
        name: "dense",
        generator: [
            .linear(9), .leakyReLU(slope: 0.2), .dropout(0.3), .linear(21),
            .leakyReLU(slope: 0.2), .dropout(0.3), .linear(64), .tanh,
            .unflatten(channels: 1, height: 8, width: 8),
        ],
        discriminator: [
            .flatten, .linear(19), .leakyReLU(slope: 0.2), .dropout(0.3), .linear(7),
            .leakyReLU(slope: 0.2), .dropout(0.3), .linear(1), .sigmoid,
        ])

    static let conv = AdversarialCase(
        name: "conv",
        generator: [
            .linear(20), .unflatten(channels: 5, height: 2, width: 2), .batchNorm2D(), .relu,
            .convTranspose2D(Convolution(channels: 3, kernel: 4, stride: 2, padding: 1)),
            .batchNorm2D(), .relu,
            .convTranspose2D(Convolution(channels: 1, kernel: 4, stride: 2, padding: 1)), .tanh,
        ],
        discriminator: [
            .conv2D(Convolution(channels: 3, kernel: 4, stride: 2, padding: 1)),
            .leakyReLU(slope: 0.2),
            .conv2D(Convolution(channels: 5, kernel: 3, stride: 2, padding: 1)), .batchNorm2D(),
            .leakyReLU(slope: 0.2), .flatten, .linear(1), .sigmoid,
        ])

    /// A trainer whose parameters are those of the golden file.
    func trainer(
        threads: Int = 1
    ) throws -> (trainer: AdversarialTrainer, golden: TensorFile) {
        var forGenerator = OptimizerSettings(.adam, learningRate: 2e-3)
        forGenerator.beta1 = 0.5
        let trainer = try AdversarialTrainer(
            generator: Network(
                input: .vector(6), layers: NamedLayer.sequence("generator", generator)),
            discriminator: Network(
                input: .image(channels: 1, height: 8, width: 8),
                layers: NamedLayer.sequence("discriminator", discriminator)),
            generatorOptimizer: forGenerator,
            discriminatorOptimizer: OptimizerSettings(.adam, learningRate: 1e-3),
            generatorDropout: Self.words, discriminatorDropout: Self.words, threads: threads)
        let file = try Samples.golden("gan")
        var own = TensorFile(
            tensors: file.tensors.filter { $0.name.hasPrefix(name + "/") }.map {
                .init(
                    name: String($0.name.dropFirst(name.count + 1)), shape: $0.shape,
                    values: $0.values)
            })
        // Running statistics begin as those of every new network.
        for part in [trainer.generator, trainer.discriminator] {
            for view in part.network.buffers {
                own.tensors.append(
                    .init(name: view.name, shape: view.shape, values: part.buffer(view.name)!))
            }
        }
        try trainer.generator.loadParameters(own, source: name)
        try trainer.discriminator.loadParameters(own, source: name)
        return (trainer, own)
    }

    /// The random words of Scripts/goldens_gan.py.
    static func words(_ key: DropoutKey, _ words: UnsafeMutableBufferPointer<UInt32>) {
        let start =
            key.step * 31_337 + key.purpose * 15_485_863 + key.layer * 7919 + key.sample * 104_729
            + 17
        for element in words.indices {
            var word = UInt32(truncatingIfNeeded: start + element * 1_299_709)
            for factor: UInt32 in [0x05EB_CA6B, 0x2C1B_3C6D] {
                word = (word ^ word >> 15) &* factor
            }
            words[element] = word
        }
    }
}

/// Images and noise, a batch at a time.
struct AdversarialSamples {
    private let pixels = Samples.images(channels: 1, size: 8)
    private let noise: [Float] = (0..<Samples.count * 6).map { (place: Int) -> Float in
        let value: Int = (place * 7919 + 13) % 4096 - 2048
        return Float(value) / 1024
    }

    func withBatch<Result>(
        _ indices: [Int32], _ body: (_ real: SampleRows, _ noise: SampleRows) -> Result
    ) -> Result {
        pixels.withUnsafeBytes { pixels in
            noise.withUnsafeBufferPointer { noise in
                indices.withUnsafeBufferPointer {
                    body(
                        SampleRows(bytes: pixels, range: .minusOneToOne, indices: $0),
                        SampleRows(floats: noise, indices: $0))
                }
            }
        }
    }

    /// The three steps of a batch; returns their losses' sums.
    func train(_ trainer: AdversarialTrainer, _ indices: [Int32]) -> [Double] {
        withBatch(indices) { real, noise in
            [
                trainer.trainDiscriminator(real: real, target: 0.9),
                trainer.trainDiscriminator(noise: noise), trainer.trainGenerator(),
            ]
        }
    }
}

@Suite struct AdversarialTests {
    private let samples = AdversarialSamples()

    private func difference(_ found: [Float], _ expected: [Float]) -> Float {
        #expect(found.count == expected.count)
        let scale = max(expected.reduce(0) { max($0, abs($1)) }, .leastNormalMagnitude)
        return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) } / scale
    }

    @Test(
        "40 batches follow PyTorch's losses, weights and running statistics",
        arguments: [AdversarialCase.dense, .conv])
    func golden(networks: AdversarialCase) throws {
        let (trainer, golden) = try networks.trainer()
        let expected = try #require(golden["losses"]).values
        var found: [Float] = []
        for step in 0..<expected.count / 3 {
            found += samples.train(trainer, Samples.batch(step)).map { Float($0 / 20) }
            guard step == 0 else { continue }
            for view in trainer.generator.network.parameters where view.isWeight {
                let gradient = try #require(trainer.generator.gradient(view.name))
                let wanted = try #require(golden["gradient.\(view.name)"]).values
                #expect(difference(gradient, wanted) < 2e-5, "\(view.name)")
            }
        }
        for (step, pair) in zip(found, expected).enumerated() {
            #expect(difference([pair.0], [pair.1]) < 2e-5, "step \(step): \(pair)")
        }
        for part in [trainer.generator, trainer.discriminator] {
            for view in part.network.parameters {
                // Normalisation undoes the shifts of biases before it: rounding moves those.
                guard networks.name == "dense" || view.isWeight else { continue }
                let wanted = try #require(golden["after.\(view.name)"]).values
                let own = try #require(part.parameter(view.name))
                #expect(difference(own, wanted) < 1e-4, "\(view.name)")
            }
            for view in part.network.buffers where view.name.hasSuffix("running_var") {
                let wanted = try #require(golden["after.\(view.name)"]).values
                #expect(difference(part.buffer(view.name)!, wanted) < 1e-4, "\(view.name)")
            }
        }
    }

    @Test(
        "The generator's gradients are the slopes of the discriminator's judgement",
        arguments: [AdversarialCase.dense, .conv])
    func slopes(networks: AdversarialCase) throws {
        let (trainer, golden) = try networks.trainer()
        let batch = Samples.batch(2)
        func loss() -> Double {
            samples.withBatch(batch) { _, noise in
                trainer.generate(noise)
                return trainer.generatorGradients(target: 1) / Double(batch.count)
            }
        }
        _ = loss()
        let gradients = trainer.generator.network.parameters.map {
            trainer.generator.gradient($0.name)!
        }
        for (view, gradient) in zip(trainer.generator.network.parameters, gradients) {
            let scale = gradient.reduce(0) { max($0, abs($1)) }
            for element in stride(from: 0, to: view.count, by: max(view.count / 5, 1)) {
                func moved(_ offset: Float) throws -> Double {
                    var file = golden
                    let place = file.tensors.firstIndex { $0.name == view.name }!
                    file.tensors[place].values[element] += offset
                    try trainer.generator.loadParameters(file, source: "moved")
                    return loss()
                }
                let h: Float = 1.0 / 512
                let slope = try (moved(h) - moved(-h)) / (2 * Double(h))
                #expect(
                    abs(slope - Double(gradient[element])) < 4e-4 + 2e-2 * Double(scale),
                    "\(view.name)[\(element)]: \(slope), \(gradient[element])")
            }
        }
    }

    @Test("A generator's step leaves the discriminator's parameters and gradients alone")
    func dataGradientsAlone() throws {
        let (trainer, _) = try AdversarialCase.dense.trainer()
        _ = samples.train(trainer, Samples.batch(0))
        let before = trainer.discriminator.checkpoint()
        let name = "discriminator.1.weight"
        let gradient = trainer.discriminator.gradient(name)
        let generator = trainer.generator.allParameters
        samples.withBatch(Samples.batch(1)) { _, noise in
            _ = trainer.trainGenerator(noise: noise)
        }
        #expect(trainer.discriminator.checkpoint() == before)
        #expect(trainer.discriminator.gradient(name) == gradient)
        #expect(trainer.generator.allParameters != generator)
    }

    @Test(
        "Training resumed from a checkpoint, and on several threads, has the same bits",
        arguments: [AdversarialCase.dense, .conv], [1, 2, 3])
    func resume(networks: AdversarialCase, threads: Int) throws {
        let whole = try networks.trainer().trainer
        let resumed = try networks.trainer(threads: threads).trainer
        func batch(_ step: Int) -> [Int32] {
            (0..<[20, 300, 16, 129, 257][step % 5]).map { Int32(($0 * 7 + step) % Samples.count) }
        }
        for step in 0..<4 { _ = samples.train(whole, batch(step)) }
        let file = try TensorFile(
            decoding: whole.checkpoint(metadata: ["epoch": "4"]).encoded(), source: "memory")
        #expect(try resumed.restore(file, source: "memory") == ["epoch": "4"])
        for step in 4..<8 {
            #expect(samples.train(resumed, batch(step)) == samples.train(whole, batch(step)))
        }
        #expect(resumed.checkpoint() == whole.checkpoint())
    }

    @Test("A checkpoint of other networks is refused, and changes nothing")
    func foreign() throws {
        let (dense, conv) = (
            try AdversarialCase.dense.trainer().trainer, try AdversarialCase.conv.trainer().trainer
        )
        let before = dense.checkpoint()
        var half = before
        half.tensors.removeAll { $0.name.hasPrefix("discriminator.") }
        half.tensors.indices.forEach { half.tensors[$0].values[0] += 1 }
        for (file, words) in [
            (conv.checkpoint(), "has shape"), (half, "no tensor \"discriminator.1.weight\""),
            (dense.generator.checkpoint(), "not a checkpoint of Podium"),
        ] {
            do throws(EngineError) {
                try dense.restore(file, source: "other")
                Issue.record("accepted")
            } catch {
                #expect("\(error)".contains(words), "\(error)")
            }
        }
        #expect(dense.checkpoint() == before)
    }

    @Test("Networks that don't fit together are refused in words")
    func refusals() throws {
        func refusal(outputs: Int, part: String) -> String {
            do throws(EngineError) {
                _ = try AdversarialTrainer(
                    generator: Network(
                        input: .vector(3), layers: NamedLayer.sequence(part, [.linear(outputs)])),
                    discriminator: Network(
                        input: .vector(9),
                        layers: NamedLayer.sequence("discriminator", [.linear(1), .sigmoid])),
                    generatorOptimizer: OptimizerSettings(.sgd, learningRate: 1),
                    discriminatorOptimizer: OptimizerSettings(.sgd, learningRate: 1))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(refusal(outputs: 9, part: "generator") == "")
        #expect(refusal(outputs: 8, part: "generator").contains("takes 9; the generator makes 8"))
        #expect(refusal(outputs: 9, part: "discriminator").contains("both have this name"))
    }

    @Test("A generator's step without generated samples stops the program")
    func nothingGenerated() async {
        let end = await #expect(processExitsWith: .failure) {
            let trainer = try AdversarialCase.dense.trainer().trainer
            _ = AdversarialSamples().train(trainer, Samples.batch(0))
            _ = trainer.trainGenerator()
        }
        #expect(end?.exitStatus != .exitCode(1))
    }
}
