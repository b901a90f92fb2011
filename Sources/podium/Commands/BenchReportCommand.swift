import ArgumentParser
import Benchmarks
import Stages

struct BenchReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Seconds and megabytes of the report of a large study.",
        discussion: """
            Makes up a study with parameters of every kind, learning curves, failed trials and \
            lost attempts, and writes its report with all figures to a temporary directory. \
            Reading a study's record is not part of the time.
            """)

    @Option(
        help: ArgumentHelp(
            "Trials of the study; several with commas. (default: 1000,10000,100000)",
            valueName: "n,…"),
        transform: OptionNumber.list())
    var trials = NumberList([1_000, 10_000, 100_000])

    @Option(
        help: "Epochs of each trial. (default: 5)",
        transform: OptionNumber.whole(from: 1, to: 1000))
    var epochs = 5

    @Option(
        help: ArgumentHelp(
            "Keep the pages here, each under its number of trials (default: keep none).",
            valueName: "dir"))
    var directory: String?

    @OptionGroup var gnuplot: GnuplotOption

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard epochs >= 1, epochs <= 1_000, trials.numbers.allSatisfy({ (1...1_000_000) ~= $0 })
        else {
            throw ValidationError(
                "expected 1 to 1,000 --epochs and 1 to 1,000,000 --trials")
        }
    }

    func run() throws {
        let outcomes = try ReportBenchmark(
            epochs: epochs, directory: directory, gnuplot: gnuplot.program()
        ).run(trials: trials.numbers)
        guard !json else { return try StandardOutput.write(json: outcomes) }
        try StandardOutput.write(outcomes.map(\.text).joined(separator: "\n"))
    }
}
