import AllocationCounter
import Foundation
import Testing

@testable import TrainingEngine

/// Training asks for no memory: each test runs in a process of its own, so that nobody else's
/// requests are counted.
@Suite struct AllocationTests {
    /// Ends the process where `work` asks for memory: but for the first time, which may.
    private static func demandNone(_ what: String, _ work: () -> Void) {
        work()
        let before = allocation_count()
        for _ in 0..<3 { work() }
        let requests = allocation_count() - before
        if requests != 0 {
            FileHandle.standardError.write(
                Data("\(what): \(requests) requests for memory\n".utf8))
            exit(1)
        }
    }

    /// Networks that have every kind of layer between them.
    private static let networks: [[Layer]] = [
        [
            .conv2D(Convolution(channels: 4, kernel: 3, padding: 1)), .relu,
            .maxPool2D(Pooling(kernel: 2)), .leakyReLU(), .upsample(2), .elu(),
            .avgPool2D(Pooling(kernel: 2)), .gelu, .flatten, .layerNorm(), .linear(16), .silu,
            .dropout(0.2), .unflatten(channels: 1, height: 4, width: 4),
            .convTranspose2D(
                Convolution(channels: 1, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
            .softplus(), .sigmoid,
        ],
        [
            .conv2D(Convolution(channels: 3, kernel: 3, stride: 2, padding: 1)), .batchNorm2D(),
            .relu, .flatten, .linear(9), .batchNorm1D(), .tanh, .dropout(0.5), .linear(64),
            .sigmoid,
        ],
    ]

    private static func settings(_ kind: OptimizerSettings.Kind) -> OptimizerSettings {
        var settings = OptimizerSettings(kind, learningRate: 1e-3)
        settings.clipping = kind == .adam ? .value(1) : .norm(1)
        return settings
    }

    private static let pixels = Samples.images(channels: 1, size: 8)
    private static let batch = (0..<300).map { Int32($0 * 7 % Samples.count) }

    /// Calls `body` with a batch of images, as floats and as bytes.
    private static func withBatch(_ body: (_ floats: SampleRows, _ bytes: SampleRows) -> Void) {
        let floats = pixels.map { Float($0) / 255 }
        pixels.withUnsafeBytes { pixels in
            floats.withUnsafeBufferPointer { floats in
                batch.withUnsafeBufferPointer {
                    body(
                        SampleRows(floats: floats, indices: $0),
                        SampleRows(bytes: pixels, range: .minusOneToOne, indices: $0))
                }
            }
        }
    }

    @Test("Steps, evaluation and outputs of all layers ask for no memory", arguments: [1, 2])
    func layers(threads: Int) async {
        guard allocation_count() >= 0 else { return }
        await #expect(processExitsWith: .success) { [threads] in
            for (number, layers) in Self.networks.enumerated() {
                for kind in OptimizerSettings.Kind.allCases {
                    let trainer = try Trainer(
                        network: Network(
                            input: .image(channels: 1, height: 8, width: 8),
                            layers: NamedLayer.sequence("model", layers)),
                        optimizer: Self.settings(kind), dropout: LayerCase.words,
                        threads: threads)
                    var outputs = [Float](repeating: 0, count: 300 * 64)
                    var sum: Float = 0
                    Self.withBatch { floats, bytes in
                        Self.demandNone("network \(number), \(kind), \(threads) threads") {
                            _ = trainer.step(inputs: floats)
                            _ = trainer.step(inputs: bytes)
                            _ = trainer.evaluate(inputs: floats)
                            outputs.withUnsafeMutableBufferPointer {
                                trainer.output(inputs: floats, into: $0)
                            }
                            trainer.forEachOutput(inputs: bytes, through: 1) { _, output in
                                sum += output[0]
                            }
                        }
                    }
                }
            }
        }
    }

    @Test("Steps of all losses ask for no memory")
    func losses() async {
        guard allocation_count() >= 0 else { return }
        await #expect(processExitsWith: .success) {
            let labels = Self.batch.map { UInt8($0 % 5) }
            for (_, loss) in LossTests.losses {
                let last: [Layer] = loss.isPerSample ? [.linear(5)] : [.linear(64), .sigmoid]
                let trainer = try Trainer(
                    network: Network(
                        input: .image(channels: 1, height: 8, width: 8),
                        layers: NamedLayer.sequence("model", [.flatten] + last)),
                    loss: loss, target: loss.isPerSample ? .labels : .images,
                    optimizer: OptimizerSettings(.sgd, learningRate: 1e-3))
                Self.withBatch { floats, _ in
                    labels.withUnsafeBytes { labels in
                        Self.demandNone("\(loss)") {
                            let targets =
                                loss.isPerSample
                                ? SampleRows(bytes: labels, indices: floats.indices) : floats
                            _ = trainer.step(inputs: floats, targets: targets)
                            _ = trainer.evaluate(inputs: floats, targets: targets)
                        }
                    }
                }
            }
        }
    }

    @Test("Adversarial steps ask for no memory", arguments: [1, 2])
    func adversaries(threads: Int) async {
        guard allocation_count() >= 0 else { return }
        await #expect(processExitsWith: .success) { [threads] in
            for networks in [AdversarialCase.dense, .conv] {
                let trainer = try networks.trainer(threads: threads).trainer
                AdversarialSamples().withBatch(Self.batch) { real, noise in
                    Self.demandNone("\(networks.name), \(threads) threads") {
                        _ = trainer.trainDiscriminator(real: real)
                        _ = trainer.trainDiscriminator(noise: noise)
                        _ = trainer.trainGenerator()
                    }
                }
            }
        }
    }
}
