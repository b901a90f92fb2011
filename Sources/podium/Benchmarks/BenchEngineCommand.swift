import ArgumentParser
import Foundation
import TrainingEngine

struct BenchEngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Samples a second in training the reports' models on one core.",
        discussion: """
            Times are processor time of the thread that trains. The peak is what the same core \
            does with nothing but fused multiply-adds, measured in turn with the training. \
            Sizes may be lists (64,128,256): every combination is measured.
            """)

    enum Model: String, ExpressibleByArgument, CaseIterable { case autoencoder, gan }

    @Option(help: "The model: autoencoder, or gan, whose sizes are fixed.")
    var model = Model.autoencoder

    @Option(help: ArgumentHelp("Samples in a training step.", valueName: "n,..."))
    var batchSize = NumberList([256])

    @Option(help: ArgumentHelp("Numbers that an image is encoded in.", valueName: "n,..."))
    var encodingDimension = NumberList([9])

    @Option(help: ArgumentHelp("Units of the hidden linear layers.", valueName: "n,..."))
    var hiddenUnits = NumberList([87])

    @Option(help: "Trainers at a time, each on a thread of its own, against one alone.")
    var slots = 1

    @Option(help: "Threads that share each batch of a trainer, against one.")
    var threads = 1

    @Option(help: "How long to measure each combination, in seconds.")
    var seconds = 3.0

    @Flag(help: "Print JSON.")
    var json = false

    /// A combination of sizes, and its measurement.
    struct Run: Encodable {
        var encodingDimension: Int
        var hiddenUnits: Int
        var core: EngineBenchmark
        var slots: ParallelTraining.Comparison?
        var threads: ParallelTraining.Comparison?
    }

    struct Outcome: Encodable { var runs: [Run] }

    func validate() throws {
        guard (1...64).contains(slots) else {
            throw ValidationError("--slots is \(slots); from 1 to 64 are possible.")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is \(threads); from 1 to 64 are possible.")
        }
        guard seconds > 0, seconds.isFinite else {
            throw ValidationError("--seconds is \(seconds); a positive number is needed.")
        }
    }

    func run() throws {
        if model == .gan { return try runAdversarial() }
        var outcome = Outcome(runs: [])
        for units in hiddenUnits.numbers {
            for dimension in encodingDimension.numbers {
                for size in batchSize.numbers {
                    let run = try measure(batchSize: size, dimension: dimension, units: units)
                    if json { outcome.runs.append(run) } else { try show(run) }
                }
            }
        }
        if json { try StandardOutput.write(json: outcome) }
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

    /// A generator against a discriminator, per batch size.
    private func runAdversarial() throws {
        let networks = try BenchmarkModels.gan()
        let results = try batchSize.numbers.map { size in
            try AdversarialBenchmark.measure(
                generator: networks.generator, discriminator: networks.discriminator,
                generatorOptimizer: OptimizerSettings(.adam, learningRate: 2e-4),
                discriminatorOptimizer: OptimizerSettings(.adam, learningRate: 5e-4),
                batchSize: size, seconds: seconds,
                now: { ParallelTraining.now(CLOCK_THREAD_CPUTIME_ID) })
        }
        guard !json else { return try StandardOutput.write(json: results) }
        for result in results {
            try StandardOutput.write(
                String(
                    format: "GAN, batches of %d: %.0f real samples/s on one core (%@)\n"
                        + "%.0f %% of its peak of %.1f GFLOP/s; %.1f MB per slot\n",
                    result.batchSize, result.samplesPerSecond, result.instructionSet,
                    result.shareOfPeak * 100, result.peakMultiplyAddsPerSecond * 2e-9,
                    Double(result.memoryBytes) / 1e6))
        }
    }

    /// A table of at most 80 columns.
    private func show(_ run: Run) throws {
        let result = run.core
        var lines = [
            String(
                format: "d %d, Nh_1 %d, batches of %d: %.0f samples/s on one core (%@)",
                run.encodingDimension, run.hiddenUnits, result.batchSize,
                result.samplesPerSecond, result.instructionSet),
            String(
                format: "%.0f %% of its peak of %.1f GFLOP/s; copies %.0f GB/s; %.1f MB per slot",
                result.shareOfPeak * 100, result.peakMultiplyAddsPerSecond * 2e-9,
                result.copiedBytesPerSecond * 1e-9, Double(result.memoryBytes) / 1e6),
            "", "nanoseconds per sample, and the floor's share of them",
            Self.pad("layer", 29) + " floor bytes    forward       data    weights",
        ]
        lines += result.layers.map { row($0, result) }
        lines.append(
            String(
                format: "besides: loading %.0f, loss %.0f, reduction %.0f, optimizer %.0f",
                result.loadingNanoseconds, result.lossNanoseconds, result.reductionNanoseconds,
                result.optimizerNanoseconds))
        if let slots = run.slots { lines.append(slots.text("slots")) }
        if let threads = run.threads { lines.append(threads.text("threads")) }
        try StandardOutput.write(lines.joined(separator: "\n") + "\n\n")
    }

    /// One table row: the floor is one pass's multiply-adds at the peak rate, and bytes are the
    /// forward pass's at the copying rate.
    private func row(_ layer: EngineBenchmark.Layer, _ result: EngineBenchmark) -> String {
        let floor = Double(layer.multiplyAdds) / result.peakMultiplyAddsPerSecond * 1e9
        let bytes = Double(layer.forward.bytes) / result.copiedBytesPerSecond * 1e9
        let passes = [layer.forward, layer.dataGradient, layer.weightGradient].map { pass in
            guard let pass, pass.nanoseconds > 0 else { return Self.pad("", 11) }
            return String(format: "%6.0f %3.0f%%", pass.nanoseconds, pass.shareOfFloor * 100)
        }
        return Self.pad(layer.name, 29) + String(format: "%6.0f%6.0f", floor, bytes)
            + passes.joined()
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text.count >= width
            ? String(text.prefix(width)) : text + String(repeating: " ", count: width - text.count)
    }
}
