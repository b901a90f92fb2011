import ArgumentParser
import Benchmarks

struct BenchQueriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queries",
        abstract: "What status, table and trial of a large study cost, live and offline.",
        discussion: """
            Makes the record of a study with many finished trials, and asks about it: first \
            without a coordinator, then while one runs it. Measures how long each answer takes, \
            and how long no trial is finished meanwhile.
            """)

    @Option(
        help: "Trials that are done. (default: 200000)",
        transform: OptionNumber.whole(from: 1, to: 10000000))
    var trials = 200_000

    @Option(
        help: ArgumentHelp(
            "Where to put the study (default: a temporary directory).", valueName: "dir"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard !(1...10_000_000).contains(trials) else { return }
        throw ValidationError("--trials is \(trials); expected a number from 1 to 10000000")
    }

    func run() throws {
        let outcome = try QueriesBenchmark(
            trials: trials, directory: directory, cache: StandardData.cache
        ).run()
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }
}
