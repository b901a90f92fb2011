import KernelTypes

/// How fast a network trains on one core, against what the core could do at best.
package struct EngineBenchmark: Sendable, Hashable, Codable {
    /// One stage's share of the time of a training step.
    package struct Layer: Sendable, Hashable, Codable {
        package var name: String
        /// Multiply-adds of the forward pass for one sample; each of the other passes has as many.
        package var multiplyAdds: Int
        /// Nanoseconds a sample.
        package var forwardNanoseconds: Double
        package var dataGradientNanoseconds: Double
        package var weightGradientNanoseconds: Double
    }

    package var instructionSet: String
    package var batchSize: Int
    package var parameters: Int
    package var samplesPerSecond: Double
    /// Multiply-adds of a sample's forward and backward pass.
    package var multiplyAddsPerSample: Int
    /// What the core did with nothing but independent fused multiply-adds, measured in between.
    package var peakMultiplyAddsPerSecond: Double
    /// The share of that peak that training reached.
    package var shareOfPeak: Double
    package var memoryBytes: Int
    package var layers: [Layer]
    /// Nanoseconds a sample outside the layers.
    package var loadingNanoseconds: Double
    package var lossNanoseconds: Double
    package var reductionNanoseconds: Double
    package var optimizerNanoseconds: Double
}

extension EngineBenchmark {
    /// Trains on generated images for about `seconds`, and measures the core's peak in between.
    ///
    /// - Parameter now: nanoseconds since some moment, by a clock that never steps back.
    package static func measure(
        network: Network, optimizer: OptimizerSettings, batchSize: Int = 256, seconds: Double = 3,
        now: @escaping () -> UInt64
    ) throws(EngineError) -> EngineBenchmark {
        let trainer = try Trainer(network: network, optimizer: optimizer)
        var state: UInt64 = 1
        func word() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        trainer.initialise { _, _ in Double(word()) * 0x1p-31 }
        let sampleCount = 8 * batchSize
        let pixels = (0..<sampleCount * network.input.count).map { _ in
            UInt8(truncatingIfNeeded: word() >> 5)
        }
        let order = (0..<sampleCount).map { Int32(($0 * 7919) % sampleCount) }

        /// Steps through all batches until the time is over; returns nanoseconds a sample.
        func train(for seconds: Double) -> Double {
            let begin = now()
            var samples = 0
            repeat {
                pixels.withUnsafeBytes { bytes in
                    order.withUnsafeBufferPointer { order in
                        for first in stride(from: 0, to: sampleCount, by: batchSize) {
                            _ = trainer.step(
                                pixels: bytes,
                                sampleIndices: UnsafeBufferPointer(
                                    rebasing: order[first..<first + batchSize]))
                        }
                    }
                }
                samples += sampleCount
            } while Double(now() - begin) < seconds * 1e9
            return Double(now() - begin) / Double(samples)
        }
        _ = train(for: seconds / 10)
        // Peak and training in turn, the best of each: other work on the machine disturbs both.
        var nanoseconds = Double.infinity
        var peak = 0.0
        for _ in 0..<8 {
            peak = max(peak, Self.peak(trainer.kernels, rounds: 2_000_000, now: now))
            nanoseconds = min(nanoseconds, train(for: seconds / 8))
        }
        trainer.profile = StageProfile(stageCount: trainer.plan.stages.count, now: now)
        let before = trainer.stepCount
        _ = train(for: seconds / 4)
        let profiled = Double((trainer.stepCount - before) * batchSize)
        return EngineBenchmark(
            trainer, batchSize: batchSize, samplesPerSecond: 1e9 / nanoseconds, peak: peak,
            profiledSamples: profiled)
    }

    /// Fused multiply-adds a second that the core does when nothing else is asked of it.
    static func peak(
        _ kernels: KernelTable, rounds: Int, now: () -> UInt64
    ) -> Double {
        let begin = now()
        let result = kernels.spinMultiplyAdds(rounds, 0)
        let elapsed = Double(now() - begin) * 1e-9
        precondition(result.isFinite, "the multiply-add chains have a finite fixed point")
        return Double(rounds * kernels.multiplyAddsPerSpin) / elapsed
    }

    private init(
        _ trainer: Trainer, batchSize: Int, samplesPerSecond: Double, peak: Double,
        profiledSamples: Double
    ) {
        let profile = trainer.profile!
        func share(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / profiledSamples }
        instructionSet = trainer.instructionSet.rawValue
        self.batchSize = batchSize
        parameters = trainer.network.parameterCount
        self.samplesPerSecond = samplesPerSecond
        layers = trainer.plan.stages.enumerated().map { index, stage in
            let times = profile.stages[index]
            return Layer(
                name: stage.name, multiplyAdds: stage.work?.multiplyAdds ?? 0,
                forwardNanoseconds: share(times[StageProfile.Pass.forward.rawValue]),
                dataGradientNanoseconds: share(times[StageProfile.Pass.dataGradient.rawValue]),
                weightGradientNanoseconds: share(times[StageProfile.Pass.weightGradient.rawValue]))
        }
        // The first stage needs no gradient of its input.
        multiplyAddsPerSample =
            layers.reduce(0) { $0 + 3 * $1.multiplyAdds } - (layers.first?.multiplyAdds ?? 0)
        peakMultiplyAddsPerSecond = peak
        shareOfPeak = samplesPerSecond * Double(multiplyAddsPerSample) / peak
        memoryBytes = trainer.memoryBytes
        loadingNanoseconds = share(profile.loading)
        lossNanoseconds = share(profile.loss)
        reductionNanoseconds = share(profile.reduction)
        optimizerNanoseconds = share(profile.optimizer)
    }
}
