import KernelTypes

/// The training speed of a generator and a discriminator on one core, relative to its peak.
package struct AdversarialBenchmark: Sendable, Hashable, Codable {
    package var instructionSet: String
    package var batchSize: Int
    /// The number of parameters of both networks.
    package var parameters: Int
    /// Real samples per second; each needs one generated sample and all steps of both networks.
    package var samplesPerSecond: Double
    /// Multiply-adds per real sample: two forward and backward passes of the discriminator, a
    /// forward pass of the generator, and the generator's step back through both networks.
    package var multiplyAddsPerSample: Int
    /// The core's peak rate of independent fused multiply-adds, measured between training rounds.
    package var peakMultiplyAddsPerSecond: Double
    /// Training's multiply-add rate as a fraction of that peak.
    package var shareOfPeak: Double
    package var memoryBytes: Int
}

extension AdversarialBenchmark {
    /// Trains on synthetic images for about `seconds`, and measures the core's peak in between.
    ///
    /// Each batch takes a discriminator step on real samples, one on generated samples, and a
    /// generator step on the same generated samples.
    ///
    /// - Parameter now: a monotonic clock in nanoseconds.
    package static func measure(
        generator: Network, discriminator: Network, generatorOptimizer: OptimizerSettings,
        discriminatorOptimizer: OptimizerSettings, batchSize: Int = 256, seconds: Double = 3,
        now: @escaping () -> UInt64
    ) throws(EngineError) -> AdversarialBenchmark {
        let trainer = try AdversarialTrainer(
            generator: generator, discriminator: discriminator,
            generatorOptimizer: generatorOptimizer,
            discriminatorOptimizer: discriminatorOptimizer, generatorDropout: words(key: 1),
            discriminatorDropout: words(key: 2))
        let numbers = try RandomNumbers(key: SIMD2(3, 3))
        for (part, network) in [trainer.generator, trainer.discriminator].enumerated() {
            network.initialise { tensor, element in
                withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4) { words in
                    numbers.fill(words, epoch: part, step: tensor, index: element)
                    return Double(words[0]) * 0x1p-32
                }
            }
        }
        let samples = 8 * batchSize
        let order = (0..<samples).map { Int32(($0 * 7919) % samples) }
        let pixels = (0..<samples * discriminator.input.count).map {
            UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13)
        }
        let noise = (0..<samples * generator.input.count).map {
            Float(Int32(truncatingIfNeeded: $0 &* 2_654_435_761)) * 0x1p-31
        }

        /// Trains on all batches until the time is over; returns nanoseconds per real sample.
        func train(for seconds: Double) -> Double {
            let begin = now()
            var trained = 0
            repeat {
                trainer.trainEpoch(
                    pixels: pixels, noise: noise, order: order, batchSize: batchSize)
                trained += samples
            } while Double(now() - begin) < seconds * 1e9
            return Double(now() - begin) / Double(trained)
        }
        _ = train(for: seconds / 10)
        // Peak and training alternate; the best of each counts, because other processes disturb
        // both.
        var nanoseconds = Double.infinity
        var peak = 0.0
        for _ in 0..<8 {
            peak = max(
                peak, EngineBenchmark.peak(trainer.generator.kernels, rounds: 2_000_000, now: now))
            nanoseconds = min(nanoseconds, train(for: seconds / 8))
        }
        let (forGenerator, forDiscriminator) = (
            trainer.generator.plan.multiplyAdds, trainer.discriminator.plan.multiplyAdds
        )
        let work =
            3 * forGenerator.all - forGenerator.first + 8 * forDiscriminator.all - 2
            * forDiscriminator.first
        return AdversarialBenchmark(
            instructionSet: trainer.generator.instructionSet.rawValue, batchSize: batchSize,
            parameters: generator.parameterCount + discriminator.parameterCount,
            samplesPerSecond: 1e9 / nanoseconds, multiplyAddsPerSample: work,
            peakMultiplyAddsPerSecond: peak,
            shareOfPeak: Double(work) / nanoseconds * 1e9 / peak, memoryBytes: trainer.memoryBytes)
    }

    /// A source of random words for dropout.
    private static func words(key: UInt32) throws(EngineError) -> DropoutSource {
        let numbers = try RandomNumbers(key: SIMD2(key, 0))
        return { key, words in
            let place = (key.purpose * 256 + key.layer) << 20 | key.sample
            numbers.fill(words, epoch: place, step: key.step)
        }
    }
}

extension AdversarialTrainer {
    /// Trains on all batches once.
    fileprivate func trainEpoch(
        pixels: [UInt8], noise: [Float], order: [Int32], batchSize: Int
    ) {
        pixels.withUnsafeBytes { pixels in
            noise.withUnsafeBufferPointer { noise in
                order.withUnsafeBufferPointer { order in
                    for first in stride(from: 0, to: order.count, by: batchSize) {
                        let batch = UnsafeBufferPointer(
                            rebasing: order[first..<first + batchSize])
                        _ = trainDiscriminator(
                            real: SampleRows(
                                bytes: pixels, range: .minusOneToOne, indices: batch))
                        _ = trainDiscriminator(noise: SampleRows(floats: noise, indices: batch))
                        _ = trainGenerator()
                    }
                }
            }
        }
    }
}

extension StagePlan {
    /// The multiply-adds per sample in a forward pass: of all stages, and of the first one.
    fileprivate var multiplyAdds: (all: Int, first: Int) {
        let counts = stages.map { $0.work?.multiplyAdds ?? 0 }
        return (counts.reduce(0, +), counts.first ?? 0)
    }
}
