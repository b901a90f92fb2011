import Testing

@testable import TrainingEngine

/// The bits of training as they have always been.
///
/// Studies that were begun with one version of the engine go on with the next: a change of these
/// digests is a change of every recorded result.
@Suite struct BitsTests {
    /// FNV-1a, 64 bits, over the bytes of all parameters.
    private func digest(_ values: [Float]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for value in values {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                hash = (hash ^ UInt64(value.bitPattern >> shift & 255)) &* 0x100_0000_01b3
            }
        }
        return String(hash, radix: 16)
    }

    @Test(
        "50 steps of the reports' autoencoder give the recorded bits",
        arguments: [
            (OptimizerSettings.Kind.adam, 256, "e49cbc27d2603785"),
            (.adam, 61, "ff2d4761a3ed329"),
            (.rmsprop, 256, "9826d361e3a6c8ed"),
            (.rmsprop, 61, "1f3b77f3962e1eda"),
        ])
    func weights(kind: OptimizerSettings.Kind, batchSize: Int, expected: String) throws {
        let pixels = Samples.images(channels: 1, size: 28)
        for set in InstructionSet.available {
            let trainer = try Trainer(
                network: Networks.autoencoder(hidden: 87, encoding: 9),
                optimizer: OptimizerSettings(kind, learningRate: 1e-3, weightDecay: 1e-5),
                instructionSet: set)
            var numbers = TestNumbers(seed: 21)
            trainer.initialise { _, _ in Double(numbers.word() % (1 << 40)) * 0x1p-40 }
            for step in 0..<50 {
                let batch = (0..<batchSize).map { Int32((step * 20 + $0 * 7) % Samples.count) }
                _ = trainer.step(pixels, batch)
            }
            #expect(digest(trainer.allParameters) == expected, "\(set)")
        }
    }
}
