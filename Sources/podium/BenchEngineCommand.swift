import ArgumentParser
import Foundation
import Objectives
import TrainingEngine

struct BenchEngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Samples a second in training the reports' autoencoder on one core.",
        discussion: """
            Times are processor time of the thread that trains. The peak is what the same core \
            does with nothing but fused multiply-adds, measured in turn with the training.
            """)

    @Option(help: "Samples in a training step.")
    var batchSize = 256

    @Option(help: "Numbers that an image is encoded in.")
    var encodingDimension = 9

    @Option(help: "Units of the hidden linear layers.")
    var hiddenUnits = 87

    @Option(help: "How long to measure, in seconds.")
    var seconds = 3.0

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let network = try AutoencoderModel.network(
            encodingDimension: encodingDimension, hiddenUnits: hiddenUnits)
        let result = try EngineBenchmark.measure(
            network: network, optimizer: OptimizerSettings(.adam, learningRate: 1e-3),
            batchSize: batchSize,
            seconds: seconds, now: Self.threadNanoseconds)
        guard !json else { return try StandardOutput.write(json: result) }
        try StandardOutput.write(text(result))
    }

    private static func threadNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private func text(_ result: EngineBenchmark) -> String {
        let heading = String(
            format: "%.0f samples/s on one core (%@, batches of %d): %.0f %% of its peak of "
                + "%.1f GFLOP/s; %.1f MB a slot",
            result.samplesPerSecond, result.instructionSet, result.batchSize,
            result.shareOfPeak * 100, result.peakMultiplyAddsPerSecond * 2e-9,
            Double(result.memoryBytes) / 1e6)
        let row = "%-28@ %8d %9.0f %9.0f %9.0f %8.0f"
        let titles = String(
            format: "%-28@ %8@ %9@ %9@ %9@ %8@", "layer" as NSString, "madds" as NSString,
            "forward" as NSString, "data" as NSString, "weights" as NSString, "floor" as NSString)
        // Each pass of a layer has as many multiply-adds as the forward one.
        let layers = result.layers.map { layer in
            String(
                format: row, layer.name as NSString, layer.multiplyAdds, layer.forwardNanoseconds,
                layer.dataGradientNanoseconds, layer.weightGradientNanoseconds,
                Double(layer.multiplyAdds) / result.peakMultiplyAddsPerSecond * 1e9)
        }
        let rest = String(
            format: "besides: loading %.0f, loss %.0f, reduction %.0f, optimizer %.0f",
            result.loadingNanoseconds, result.lossNanoseconds, result.reductionNanoseconds,
            result.optimizerNanoseconds)
        return
            ([heading, "", titles + "   (ns a sample; floor: one pass at the peak)"]
            + layers + [rest]).joined(separator: "\n")
    }
}
