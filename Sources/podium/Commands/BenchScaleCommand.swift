import ArgumentParser
import Benchmarks

struct BenchScaleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "How a coordinator bears many workers.",
        discussion: """
            Starts a coordinator as a process of its own and lets simulated workers of one slot \
            connect to it, each over an encrypted link of its own. Their trials take as long as it \
            takes for all together to finish --rate trials per second.
            """)

    @Option(
        help: "Simulated workers. (default: 5000)",
        transform: OptionNumber.whole(from: 1, to: 60000))
    var workers = 5000

    @Option(
        help: ArgumentHelp("Trials per second of all together. (default: 500.0)", valueName: "n"),
        transform: OptionNumber.number("trials per second up to 100000"))
    var rate = 500.0

    @Option(
        help: ArgumentHelp("How long to measure. (default: 20.0)", valueName: "s"),
        transform: OptionNumber.number("seconds from 1 to 86400"))
    var seconds = 20.0

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...60_000).contains(workers) else {
            throw ValidationError("--workers is \(workers); expected a number from 1 to 60000")
        }
        guard (0.1...100_000).contains(rate) else {
            throw ValidationError("--rate is \(rate); expected trials per second up to 100000")
        }
        guard (1...86_400).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); expected seconds from 1 to 86400")
        }
    }

    func run() throws {
        let outcome = try ScaleBenchmark(workers: workers, rate: rate, seconds: seconds).run()
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }
}
