import ArgumentParser
import Benchmarks
import Figures
import Simulation
import Stages

struct BenchSchedulersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedulers",
        abstract: "How soon searches with each scheduler find good configurations.",
        discussion: """
            Replays searches on recorded learning curves: the real coordinator hands out trials \
            to simulated workers, in simulated time. Regret is 0 for the best configuration of a \
            table and 1 for its median. Nothing is trained. PBT can't be replayed: it changes \
            hyperparameters during training, and a recorded curve has the same ones to its end.
            """)

    @Option(
        help: ArgumentHelp(
            "A directory with recorded curves and their list, tables.json.", valueName: "dir"))
    var tables = "tables"

    @Option(
        help: ArgumentHelp(
            "Searches per table and scheduler, each with its own order of configurations. "
                + "(default: 20)"),
        transform: OptionNumber.whole(from: 1, to: 10000))
    var seeds = 20

    @Option(
        help: ArgumentHelp(
            "Slots of the simulated cluster. (default: 1,8,100,1000)", valueName: "n,…"),
        transform: OptionNumber.list())
    var slots = NumberList([1, 8, 100, 1000])

    @Option(
        help: ArgumentHelp(
            "Share of segments that take 3 times as long, 0 to 1. (default: 0.1)",
            valueName: "share"),
        transform: OptionNumber.number("a share from 0 to 1"))
    var stragglers = 0.1

    @Option(
        help: ArgumentHelp(
            "Share of segments that are lost on the way and run again, 0 to 0.9. (default: 0.01)",
            valueName: "share"),
        transform: OptionNumber.number("a share from 0 to 0.9"))
    var failures = 0.01

    @Option(
        help: ArgumentHelp(
            "Also draw regret over epochs into this folder, for the first number of slots.",
            valueName: "dir"))
    var figure: String?

    @OptionGroup var gnuplot: GnuplotOption

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(seeds) else {
            throw ValidationError("--seeds is \(seeds); expected a number from 1 to 10000")
        }
        guard !slots.numbers.isEmpty, slots.numbers.allSatisfy({ (1...10_000).contains($0) })
        else {
            throw ValidationError("expected --slots from 1 to 10000, separated by commas")
        }
        guard (0...1).contains(stragglers) else {
            throw ValidationError("--stragglers is \(stragglers); expected a share from 0 to 1")
        }
        guard (0...0.9).contains(failures) else {
            throw ValidationError("--failures is \(failures); expected a share from 0 to 0.9")
        }
    }

    func run() throws {
        let outcome = try SchedulersBenchmark(
            tables: CurveTable.read(directory: tables), seeds: seeds, slots: slots.numbers,
            stragglers: stragglers, failures: failures
        ).run()
        if let figure {
            try outcome.draw(in: FigureFolder(figure, gnuplot: try gnuplot.program()))
        }
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }
}
