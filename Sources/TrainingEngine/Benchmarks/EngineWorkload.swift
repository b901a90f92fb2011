/// Training steps on synthetic images: the workload of the benchmark.
package final class EngineWorkload {
    let trainer: Trainer
    package let batchSize: Int
    /// Eight batches of samples, one byte per value, and the order of the samples.
    private let pixels: [UInt8]
    private let order: [Int32]

    /// - Throws: `EngineError` as `Trainer.init` does.
    package init(
        network: Network, optimizer: OptimizerSettings, batchSize: Int, threads: Int = 1
    ) throws(EngineError) {
        trainer = try Trainer(network: network, optimizer: optimizer, threads: threads)
        self.batchSize = batchSize
        var state: UInt64 = 1
        func word() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        trainer.initialise { _, _ in Double(word()) * 0x1p-31 }
        let sampleCount = 8 * batchSize
        pixels = (0..<sampleCount * network.input.count).map { _ in
            UInt8(truncatingIfNeeded: word() >> 5)
        }
        order = (0..<sampleCount).map { Int32(($0 * 7919) % sampleCount) }
    }

    package var samplesTrained: Int { trainer.stepCount * batchSize }

    /// Trains on all batches until the time is over; returns nanoseconds per sample.
    ///
    /// - Parameter now: a monotonic clock in nanoseconds.
    package func train(seconds: Double, now: () -> UInt64) -> Double {
        let begin = now()
        var samples = 0
        repeat {
            pixels.withUnsafeBytes { bytes in
                order.withUnsafeBufferPointer { order in
                    for first in stride(from: 0, to: order.count, by: batchSize) {
                        let batch = UnsafeBufferPointer(
                            rebasing: order[first..<first + batchSize])
                        if trainer.target == .input {
                            _ = trainer.step(pixels: bytes, sampleIndices: batch)
                        } else {
                            _ = trainer.step(pixels: bytes, targets: bytes, sampleIndices: batch)
                        }
                    }
                }
            }
            samples += order.count
        } while Double(now() - begin) < seconds * 1e9
        return Double(now() - begin) / Double(samples)
    }

    /// The time of each part of a step: the minimum over several rounds.
    func profile(seconds: Double, now: @escaping () -> UInt64) -> StageProfile {
        let none = StageProfile(stageCount: trainer.plan.stages.count, now: now)
        var best: StageProfile?
        for _ in 0..<8 {
            trainer.profile = none
            let before = trainer.stepCount
            _ = train(seconds: seconds / 8, now: now)
            let found = trainer.profile!.perSample((trainer.stepCount - before) * batchSize)
            best = best?.smallest(found) ?? found
        }
        trainer.profile = nil
        return best!
    }
}
