import Models
import Portable
import StudyModel
import TestSupport
import Testing
import TrainingEngine

/// How much memory trials take, before there is one.
@Suite struct MemoryTests {
    /// A network of a few layers that fit one another, by the seed alone.
    private func network(seed: Int) throws -> Network {
        let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
        var part = 0
        func draw(_ low: Int, _ high: Int) -> Int {
            part += 1
            return low + generator.uniform(below: high - low + 1, index: part)
        }
        var network = Network?.none
        var layers: [NamedLayer] = []
        let input = Shape.image(channels: draw(1, 20), height: draw(6, 12), width: draw(6, 12))
        var isFlat = false
        for _ in 0..<draw(1, 9) {
            let layer: Layer
            let choices = Array(0...9) + (isFlat ? [16, 20] : Array(10...20))
            switch choices[draw(0, choices.count - 1)] {
            case 0: layer = .relu
            case 1: layer = .sigmoid
            case 2: layer = .gelu
            case 3: layer = .leakyReLU()
            case 4: layer = .dropout(0.2)
            case 5: layer = .layerNorm()
            case 6, 7, 8: layer = isFlat ? .linear(draw(1, 40)) : .flatten
            case 9: layer = isFlat ? .batchNorm1D() : .batchNorm2D()
            case 10: layer = .maxPool2D(Pooling(kernel: 2))
            case 11: layer = .upsample(2)
            case 12, 13:
                let kernel = draw(1, 3)
                layer = .conv2D(
                    Convolution(channels: draw(1, 24), kernel: kernel, stride: draw(1, 2)))
            case 16:
                let count = network?.output.count ?? 1
                let channels = count % 4 == 0 ? 4 : 1
                layer = .unflatten1D(channels: channels, length: count / channels)
            case 17, 18:
                layer = .conv1D(
                    Convolution(channels: draw(1, 24), kernel: draw(1, 3), stride: draw(1, 2)))
            case 19: layer = .avgPool1D(Pooling(kernel: 2))
            case 20: layer = .residual(Residual(length: draw(1, max(1, layers.count))))
            default:
                layer = .convTranspose2D(
                    Convolution(channels: draw(1, 24), kernel: draw(1, 3), stride: draw(1, 2)))
            }
            let longer = layers + [NamedLayer("encoder.\(layers.count)", layer)]
            guard let found = try? Network(input: input, layers: longer) else { continue }
            (network, layers) = (found, longer)
            isFlat = if case .vector = found.output { true } else { false }
        }
        return try network ?? Network(input: input, layers: [NamedLayer("encoder.0", .relu)])
    }

    @Test("What a trainer takes is known to the byte before it is made")
    func exact() throws {
        var kinds: Set<String> = []
        for seed in 0..<300 {
            let network = try network(seed: seed)
            kinds.formUnion(network.layers.map(\.layer.kind))
            var optimizer = OptimizerSettings(
                OptimizerSettings.Kind.allCases[seed % 4], learningRate: 0.1)
            if optimizer.kind == .sgd, seed % 8 > 3 { optimizer.momentum = 0.5 }
            let threads = 1 + seed % 3
            let batchSize = 1 + seed * 7 % 100
            let trainer = try Trainer(
                network: network, target: .images, optimizer: optimizer, dropout: { _, _ in },
                threads: threads)
            let memory = TrainingMemory(
                of: network, target: .images, optimizer: optimizer, threads: threads,
                batchSize: batchSize)
            if memory.batch > 0 { trainer.reserve(batchSize: batchSize) }
            #expect(memory.total == trainer.memoryBytes, "seed \(seed): \(network.layers)")
        }
        #expect(kinds.count == 18, "\(kinds.sorted())")
    }

    @Test("What a GAN's trainer takes is known to the byte before it is made")
    func adversarial() throws {
        func layers(_ part: String, _ list: [Layer]) -> [NamedLayer] {
            NamedLayer.sequence(part, list)
        }
        let generator = try Network(
            input: .vector(10),
            layers: layers("generator", [.linear(30), .batchNorm1D(), .relu, .linear(50), .tanh]))
        let discriminator = try Network(
            input: .vector(50),
            layers: layers("discriminator", [.linear(20), .leakyReLU(), .linear(1), .sigmoid]))
        let optimizer = OptimizerSettings(.adam, learningRate: 0.1)
        let trainer = try AdversarialTrainer(
            generator: generator, discriminator: discriminator, generatorOptimizer: optimizer,
            discriminatorOptimizer: optimizer, threads: 2)
        trainer.reserve(batchSize: 70)
        let memory = [generator, discriminator].map {
            TrainingMemory(
                of: $0, target: .images, optimizer: optimizer, threads: 2, batchSize: 70,
                keepsBatch: true)
        }
        #expect(memory[0].total + memory[1].total == trainer.memoryBytes)
    }

    private func job(
        _ layers: [LayerDescription], _ parameters: [Parameter], epochs: Int = 1
    ) -> NetworkJob {
        NetworkJob(
            study: "s", objective: .classifier, dataset: .mnist,
            model: ModelDescription([.init("classifier", [LayerDescription(.flatten)] + layers)]),
            training: TrainingDescription([Setting("learning_rate", .literal(.float(0.1)))]),
            epochs: epochs, metric: Metric(name: "m"), trials: 1, columns: [],
            space: SearchSpace(parameters))
    }

    private func linear(_ units: SettingValue) -> LayerDescription {
        LayerDescription(.linear, [Setting("units", units)])
    }

    @Test("The largest trial is found wherever it stands in a list of choices")
    func largest() throws {
        let job = job(
            [linear(.parameter("u")), linear(.parameter("u")), linear(.literal(.int(10)))],
            [
                Parameter(
                    name: "u",
                    domain: .categorical([40_000, 8, 16, 24].map { ParameterValue.int($0) }))
            ])
        let found = try #require(TrialMemory.largest(of: job, in: job.space))
        #expect(found.configuration["u"] == .int(40_000))
        // Six copies of 40,000² weights: values, two layouts, gradients, a thread's, Adam's two.
        #expect(found.memory.perSlot > 7 * 4 * 40_000 * 40_000)
        #expect(found.text.contains("(with u=40000)"))
        #expect(try TrialMemory(of: job, in: found.configuration) == found.memory)
    }

    @Test("The largest trial is the largest of all where all can be tried")
    func exhaustive() throws {
        for seed in 0..<20 {
            let generator = SeededGenerator(seed: UInt64(seed), purpose: .tests)
            let parameters = ["a", "b", "optimizer"].enumerated().map { index, name in
                name == "optimizer"
                    ? Parameter(
                        name: name,
                        domain: .categorical(["SGD", "Adam"].map { ParameterValue.text($0) }))
                    : Parameter(
                        name: name,
                        domain: .categorical(
                            (0..<5).map {
                                .int(1 + generator.uniform(below: 99, step: index, index: $0))
                            }))
            }
            let job = job(
                [linear(.parameter("a")), linear(.parameter("b")), linear(.literal(.int(10)))],
                parameters)
            let all = job.space.combinations(of: ["a", "b", "optimizer"]).compactMap {
                try? TrialMemory(of: job, in: $0).total
            }
            #expect(all.count == 50)
            let found = try #require(TrialMemory.largest(of: job, in: job.space))
            #expect(found.memory.total == all.max())
            #expect(found.parameters == ["a", "b", "optimizer"])
        }
    }

    @Test("A space too large to try takes bounded work, and its largest sizes are found")
    func wide() throws {
        let names = (0..<12).map { "u\($0)" }
        let job = job(
            names.map { linear(.parameter($0)) } + [linear(.literal(.int(10)))],
            names.map {
                Parameter(name: $0, domain: .int(IntDomain(low: 1, high: 5_000)))
            })
        let found = try #require(TrialMemory.largest(of: job, in: job.space))
        #expect(found.configuration.entries.allSatisfy { $0.value == .int(5_000) })
    }

    @Test("Layers too large to count are refused in words, and nothing overflows")
    func limits() throws {
        func refusal(_ input: Shape, _ layers: [Layer]) -> String {
            do {
                _ = try Network(input: input, layers: NamedLayer.sequence("encoder", layers))
                return "none"
            } catch { return "\(error)" }
        }
        let image = Shape.image(channels: 1, height: 1_024, width: 1_024)
        #expect(
            refusal(image, Array(repeating: .upsample(1_024), count: 900))
                .contains("more than 2147483648 values per sample"))
        #expect(
            refusal(
                image,
                Array(
                    repeating: .convTranspose2D(
                        Convolution(channels: 65_536, kernel: 1_024, stride: 1_024)), count: 9)
            ).contains("values per sample"))
        let deep = Shape.image(channels: 1 << 24, height: 1, width: 1)
        #expect(
            refusal(
                deep, [.conv2D(Convolution(channels: 65_536, kernel: 1_023, padding: 511))]
            ).contains("parameters"))
        #expect(
            refusal(
                .image(channels: 1, height: 40_000, width: 40_000),
                [.conv2D(Convolution(channels: 1, kernel: 1_023, padding: 511))]
                    + Array(
                        repeating: .conv2D(Convolution(channels: 1, kernel: 1_023, padding: 511)),
                        count: 20)
            ).contains("multiply-adds"))
    }

    @Test("Bytes are told in about two digits")
    func text() {
        let cases = [
            (0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (1_250, "1.3 kB"),
            (9_960, "10 kB"), (999_499, "999 kB"), (999_500, "1 MB"), (43_210_000_000, "43 GB"),
            (Int.max, "9.2 EB"),
        ]
        for (bytes, text) in cases { #expect(ByteCount.text(bytes) == text) }
    }
}
