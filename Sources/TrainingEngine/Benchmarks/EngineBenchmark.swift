import KernelTypes

/// The training speed of a network on one core, compared with the core's peak.
package struct EngineBenchmark: Sendable, Hashable, Codable {
    /// One of a stage's three passes.
    package struct Pass: Sendable, Hashable, Codable {
        /// Nanoseconds per sample.
        package var nanoseconds: Double
        /// Bytes read and written per sample: its values once, and a panel's share of the weights
        /// or their sums.
        package var bytes: Int
        /// The minimum time of the pass as a fraction of `nanoseconds`: at the core's peak or at
        /// the copy rate, whichever takes longer.
        package var shareOfFloor: Double
    }

    /// The times of one stage in a training step.
    package struct Layer: Sendable, Hashable, Codable {
        package var name: String
        /// Multiply-adds per sample of the forward pass; each of the other passes has as many.
        package var multiplyAdds: Int
        package var forward: Pass
        /// Nil for the first stage.
        package var dataGradient: Pass?
        package var weightGradient: Pass?
    }

    package var instructionSet: String
    package var batchSize: Int
    package var parameters: Int
    package var samplesPerSecond: Double
    /// Multiply-adds per sample of the forward and the backward pass.
    package var multiplyAddsPerSample: Int
    /// The core's peak rate of independent fused multiply-adds, measured between training rounds.
    package var peakMultiplyAddsPerSecond: Double
    /// Training's multiply-add rate as a fraction of that peak.
    package var shareOfPeak: Double
    /// The bytes per second that the core reads and writes in a pure copy within its L2 cache.
    package var copiedBytesPerSecond: Double
    package var memoryBytes: Int
    package var layers: [Layer]
    /// Nanoseconds per sample outside the layers.
    package var loadingNanoseconds: Double
    package var lossNanoseconds: Double
    package var reductionNanoseconds: Double
    package var optimizerNanoseconds: Double
}

extension EngineBenchmark {
    /// Trains on synthetic images for about `seconds`, and measures the core's peak in between.
    ///
    /// - Parameter now: a monotonic clock in nanoseconds.
    package static func measure(
        network: Network, optimizer: OptimizerSettings, batchSize: Int = 256, seconds: Double = 3,
        now: @escaping () -> UInt64
    ) throws(EngineError) -> EngineBenchmark {
        let workload = try EngineWorkload(
            network: network, optimizer: optimizer, batchSize: batchSize)
        let kernels = workload.trainer.kernels
        _ = workload.train(seconds: seconds / 10, now: now)
        // Peak and training alternate; the best of each counts, because other processes disturb
        // both.
        var nanoseconds = Double.infinity
        var (peak, copied) = (0.0, 0.0)
        for _ in 0..<8 {
            peak = max(peak, Self.peak(kernels, rounds: 2_000_000, now: now))
            copied = max(copied, Self.copied(kernels, rounds: 1000, now: now))
            nanoseconds = min(nanoseconds, workload.train(seconds: seconds / 8, now: now))
        }
        let profile = workload.profile(seconds: seconds / 2, now: now)
        return EngineBenchmark(
            workload.trainer, batchSize: batchSize, samplesPerSecond: 1e9 / nanoseconds,
            peak: peak, copied: copied, profile: profile)
    }

    /// The core's fused multiply-adds per second without any other work.
    static func peak(
        _ kernels: KernelTable, rounds: Int, now: () -> UInt64
    ) -> Double {
        let begin = now()
        let result = kernels.spinMultiplyAdds(rounds, 0)
        let elapsed = Double(now() - begin) * 1e-9
        precondition(result.isFinite, "the multiply-add chains have a finite fixed point")
        return Double(rounds * kernels.multiplyAddsPerSpin) / elapsed
    }

    /// The bytes per second that the simplest kernel reads and writes, from 96 KB to another 96 KB.
    private static func copied(
        _ kernels: KernelTable, rounds: Int, now: () -> UInt64
    ) -> Double {
        let count = 96 * 1024 / MemoryLayout<Lanes>.stride
        let (source, target) = (
            AlignedStorage(floats: count * laneCount), AlignedStorage(floats: count * laneCount)
        )
        kernels.rectify(source.lanes(), count, target.lanes())
        let begin = now()
        for _ in 0..<rounds { kernels.rectify(source.lanes(), count, target.lanes()) }
        let elapsed = Double(now() - begin) * 1e-9
        return Double(2 * rounds * count * MemoryLayout<Lanes>.stride) / elapsed
    }

    private init(
        _ trainer: Trainer, batchSize: Int, samplesPerSecond: Double, peak: Double,
        copied: Double, profile: StageProfile
    ) {
        instructionSet = trainer.instructionSet.rawValue
        self.batchSize = batchSize
        parameters = trainer.network.parameterCount
        self.samplesPerSecond = samplesPerSecond
        layers = trainer.plan.stages.enumerated().map { index, stage in
            Layer(
                stage, named: trainer.plan.stageNames[index], times: profile.stages[index],
                isFirst: index == 0, peak: peak,
                copied: copied)
        }
        // The first stage needs no gradient of its input.
        multiplyAddsPerSample =
            layers.reduce(0) { $0 + 3 * $1.multiplyAdds } - (layers.first?.multiplyAdds ?? 0)
        peakMultiplyAddsPerSecond = peak
        copiedBytesPerSecond = copied
        shareOfPeak = samplesPerSecond * Double(multiplyAddsPerSample) / peak
        memoryBytes = trainer.memoryBytes
        loadingNanoseconds = profile.loading
        lossNanoseconds = profile.loss
        reductionNanoseconds = profile.reduction
        optimizerNanoseconds = profile.optimizer
    }
}

extension EngineBenchmark.Layer {
    fileprivate init(
        _ stage: Stage, named name: String, times: [Double], isFirst: Bool, peak: Double,
        copied: Double
    ) {
        let multiplyAdds = stage.work?.multiplyAdds ?? 0
        let (input, output) = (stage.inputCount, stage.outputCount)
        // The 16 samples of a panel share weights and sums. Sums are read and written per panel, or
        // written once per chunk of panels.
        let weights = (stage.work?.weight.count ?? 0) / laneCount
        let sums: Int
        switch stage.work?.gradient {
        case .correlated(let gradient): sums = 2 * gradient.sumCount / laneCount
        case .linear: sums = weights / chunkPanels
        case nil: sums = 0
        }
        func pass(_ pass: StageProfile.Pass, values: Int) -> EngineBenchmark.Pass {
            let bytes = values * MemoryLayout<Float>.stride
            let floor = max(Double(multiplyAdds) / peak, Double(bytes) / copied) * 1e9
            let time = times[pass.rawValue]
            return EngineBenchmark.Pass(
                nanoseconds: time, bytes: bytes, shareOfFloor: time > 0 ? floor / time : 0)
        }
        self.name = name
        self.multiplyAdds = multiplyAdds
        forward = pass(.forward, values: input + output + weights)
        let isGated = stage.work != nil
        dataGradient =
            isFirst
            ? nil : pass(.dataGradient, values: output + input * (isGated ? 2 : 1) + weights)
        weightGradient =
            stage.work == nil ? nil : pass(.weightGradient, values: input + output + sums)
    }
}
