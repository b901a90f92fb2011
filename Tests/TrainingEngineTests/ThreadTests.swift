import Testing

@testable import TrainingEngine

/// The number of threads is nobody's result.
@Suite struct ThreadTests {
    /// What a few steps and questions of a trainer give, and the trainer itself.
    private func run(_ layers: [Layer], threads: Int, clipping: GradientClipping?) throws -> Trainer
    {
        var settings = OptimizerSettings(.adamW, learningRate: 1e-3)
        settings.clipping = clipping
        let trainer = try Trainer(
            network: Network(
                input: .image(channels: 1, height: 8, width: 8),
                layers: NamedLayer.sequence("model", layers)),
            optimizer: settings, dropout: LayerCase.words, threads: threads)
        var numbers = TestNumbers(seed: 5)
        trainer.initialise { _, _ in Double(numbers.word() % (1 << 40)) * 0x1p-40 }
        return trainer
    }

    private static let networks: [[Layer]] = [
        [
            .conv2D(Convolution(channels: 4, kernel: 3, padding: 1)), .relu, .dropout(0.3),
            .flatten, .linear(19), .tanh, .layerNorm(), .linear(64), .sigmoid,
        ],
        [
            .conv2D(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .batchNorm2D(),
            .leakyReLU(), .flatten, .linear(21), .batchNorm1D(), .dropout(0.2), .layerNorm(),
            .linear(64),
        ],
    ]

    @Test("Any number of threads has the same bits", arguments: networks, [2, 3, 5])
    func sameBits(layers: [Layer], threads: Int) throws {
        let pixels = Samples.images(channels: 1, size: 8)
        let clipping: GradientClipping? = threads == 3 ? .norm(0.1) : nil
        let one = try run(layers, threads: 1, clipping: clipping)
        let many = try run(layers, threads: threads, clipping: clipping)
        for count in [300, 128, 5, 129, 640, 257] {
            let batch = (0..<count).map { Int32(($0 * 7 + count) % Samples.count) }
            #expect(many.step(pixels, batch) == one.step(pixels, batch))
            #expect(many.evaluate(pixels, batch) == one.evaluate(pixels, batch))
            #expect(many.output(pixels, batch) == one.output(pixels, batch))
            var samples: [Int] = []
            pixels.withUnsafeBytes { bytes in
                batch.withUnsafeBufferPointer { indices in
                    many.forEachOutput(
                        inputs: SampleRows(bytes: bytes, indices: indices), through: 2
                    ) { sample, _ in samples.append(sample) }
                }
            }
            #expect(samples == Array(0..<count))
        }
        #expect(many.checkpoint() == one.checkpoint())
    }

    @Test("A batch's gradients are the sums of its chunks of 128 samples")
    func chunks() throws {
        let pixels = Samples.images(channels: 1, size: 8)
        let trainer = try run([.flatten, .linear(5), .linear(64)], threads: 2, clipping: nil)
        let batch = (0..<300).map { Int32($0 * 3 % Samples.count) }
        _ = trainer.computeGradients(pixels, batch)
        let whole = try #require(trainer.gradient("model.1.weight"))
        var sum = [Float](repeating: 0, count: whole.count)
        for first in stride(from: 0, to: 300, by: 128) {
            let part = Array(batch[first..<min(first + 128, 300)])
            _ = trainer.computeGradients(pixels, part)
            let gradient = try #require(trainer.gradient("model.1.weight"))
            for (index, value) in gradient.enumerated() {
                sum[index] += value * Float(part.count) / 300
            }
        }
        let largest = whole.reduce(0) { max($0, abs($1)) }
        for (found, wanted) in zip(whole, sum) { #expect(abs(found - wanted) < 1e-5 * largest) }
    }

    @Test("Trainers' threads come and go, whether they had work or not")
    func lives() throws {
        let pixels = Samples.images(channels: 1, size: 8)
        for round in 0..<30 {
            let trainer = try run([.flatten, .linear(64)], threads: 4, clipping: nil)
            if round % 3 > 0 { _ = trainer.step(pixels, Samples.batch(round)) }
        }
    }

    @Test("No threads, or too many, are refused in words")
    func refusal() throws {
        for threads in [0, -1, 65] {
            do throws(EngineError) {
                _ = try Trainer(
                    network: Network(
                        input: .vector(2), layers: NamedLayer.sequence("m", [.linear(2)])),
                    optimizer: OptimizerSettings(.sgd, learningRate: 1), threads: threads)
                Issue.record("\(threads) threads were accepted")
            } catch {
                #expect("\(error)" == "threads is \(threads); it must be from 1 to 64")
            }
        }
    }
}
