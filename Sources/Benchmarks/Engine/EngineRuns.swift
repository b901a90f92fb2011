import Foundation
package import TrainingEngine

/// Samples per second in training the reports' models.
package struct EngineRuns {
    /// How long to measure each combination, in seconds.
    package var seconds: Double
    /// Trainers at a time, each on a thread of its own, compared with one.
    package var slots: Int
    /// Threads that share each batch of a trainer, compared with one.
    package var threads: Int

    package init(seconds: Double, slots: Int = 1, threads: Int = 1) {
        self.seconds = seconds
        self.slots = slots
        self.threads = threads
    }

    /// A combination of sizes, and its measurement.
    package struct Run: Encodable {
        package var encodingDimension: Int
        package var hiddenUnits: Int
        package var core: EngineBenchmark
        package var slots: ParallelTraining.Comparison?
        package var threads: ParallelTraining.Comparison?
    }

    package struct Outcome: Encodable {
        package var runs: [Run]

        package init(runs: [Run]) { self.runs = runs }
    }

    /// Trains the autoencoder with every combination of sizes.
    ///
    /// - Parameter measured: called after each combination.
    package func autoencoder(
        batchSizes: [Int], encodingDimensions: [Int], hiddenUnits: [Int],
        measured: (Run) throws -> Void
    ) throws -> Outcome {
        var outcome = Outcome(runs: [])
        for units in hiddenUnits {
            for dimension in encodingDimensions {
                for size in batchSizes {
                    let run = try measure(batchSize: size, dimension: dimension, units: units)
                    try measured(run)
                    outcome.runs.append(run)
                }
            }
        }
        return outcome
    }

    private func measure(batchSize: Int, dimension: Int, units: Int) throws -> Run {
        let network = try BenchmarkModels.autoencoder(
            encodingDimension: dimension, hiddenUnits: units)
        let optimizer = OptimizerSettings(.adam, learningRate: 1e-3)
        let core = try EngineBenchmark.measure(
            network: network, optimizer: optimizer, batchSize: batchSize, seconds: seconds,
            now: { ParallelTraining.now(CLOCK_THREAD_CPUTIME_ID) })
        let training = ParallelTraining(
            network: network, optimizer: optimizer, batchSize: batchSize, seconds: seconds)
        return Run(
            encodingDimension: dimension, hiddenUnits: units, core: core,
            slots: slots > 1 ? try training.compare(slots: slots) : nil,
            threads: threads > 1 ? try training.compare(threads: threads) : nil)
    }

    /// Trains the GAN, a generator against a discriminator, per batch size.
    package func gan(batchSizes: [Int]) throws -> [AdversarialBenchmark] {
        let networks = try BenchmarkModels.gan()
        return try batchSizes.map { size in
            try AdversarialBenchmark.measure(
                generator: networks.generator, discriminator: networks.discriminator,
                generatorOptimizer: OptimizerSettings(.adam, learningRate: 2e-4),
                discriminatorOptimizer: OptimizerSettings(.adam, learningRate: 5e-4),
                batchSize: size, seconds: seconds,
                now: { ParallelTraining.now(CLOCK_THREAD_CPUTIME_ID) })
        }
    }
}
