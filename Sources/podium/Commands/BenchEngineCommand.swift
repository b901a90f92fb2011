import ArgumentParser
import Benchmarks
import Stages

struct BenchEngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Samples per second in training the reports' models on one core.",
        discussion: """
            Times are processor time of the thread that trains. The peak is what the same core \
            does with nothing but fused multiply-adds, measured in turn with the training. \
            Sizes may be lists (64,128,256): every combination is measured.
            """)

    enum Model: String, ExpressibleByArgument, CaseIterable { case autoencoder, gan }

    @Option(help: "The model: autoencoder, or gan, whose sizes are fixed.")
    var model = Model.autoencoder

    @Option(
        help: ArgumentHelp("Samples in a training step. (default: 256)", valueName: "n,..."),
        transform: OptionNumber.list())
    var batchSize = NumberList([256])

    @Option(
        help: ArgumentHelp("Numbers that an image is encoded in. (default: 9)", valueName: "n,..."),
        transform: OptionNumber.list())
    var encodingDimension = NumberList([9])

    @Option(
        help: ArgumentHelp("Units of the hidden linear layers. (default: 87)", valueName: "n,..."),
        transform: OptionNumber.list())
    var hiddenUnits = NumberList([87])

    @Option(
        help: "Trainers at a time, each on a thread of its own, against one alone. (default: 1)",
        transform: OptionNumber.whole(from: 1, to: 64))
    var slots = 1

    @Option(
        help: "Threads that share each batch of a trainer, against one. (default: 1)",
        transform: OptionNumber.whole(from: 1, to: 64))
    var threads = 1

    @Option(
        help: "How long to measure each combination, in seconds. (default: 3.0)",
        transform: OptionNumber.number("seconds above 0"))
    var seconds = 3.0

    @Flag(help: "Print JSON.")
    var json = false

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
        let runs = EngineRuns(seconds: seconds, slots: slots, threads: threads)
        if model == .gan {
            let results = try runs.gan(batchSizes: batchSize.numbers)
            guard !json else { return try StandardOutput.write(json: results) }
            for result in results { try StandardOutput.write(result.text) }
            return
        }
        let outcome = try runs.autoencoder(
            batchSizes: batchSize.numbers, encodingDimensions: encodingDimension.numbers,
            hiddenUnits: hiddenUnits.numbers
        ) { run in
            if !json { try StandardOutput.write(run.text) }
        }
        if json { try StandardOutput.write(json: outcome) }
    }
}
