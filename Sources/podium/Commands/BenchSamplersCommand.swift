import ArgumentParser
import Benchmarks
import Simulation
import Stages

struct BenchSamplersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "samplers",
        abstract: "How fast samplers are, and how good what they find.",
        discussion: """
            Searches formulas instead of training anything: the seconds that sampling takes, and \
            the best value after some trials: the mean of several seeds and its standard error. \
            The least there is is 0. With --tables, searches recorded tables of kind grid, which \
            have every configuration: the values are regrets, 0 for the best one and 1 for the \
            median. With --fronts the formulas have several objectives, and the value is the part \
            of the best hypervolume that is missing. With --bbob, searches the functions of the \
            suite BBOB: the values are gaps to the optimum, and a second table has them as \
            multiples of what random search leaves after 200 trials.
            """)

    @Option(help: ArgumentHelp("Samplers to measure.", valueName: "name,…"))
    var samplers = SamplersBenchmark.names.joined(separator: ",")

    @Option(
        help: "Trials of a timed search. (default: 1000)",
        transform: OptionNumber.whole(from: 1))
    var trials = 1_000

    @Option(
        help: ArgumentHelp(
            "Trials after which the best value is taken. (default: 100)", valueName: "n,…"),
        transform: OptionNumber.list())
    var budget = NumberList([100])

    @Option(
        help: "Searches, each with a seed of its own. (default: 21)",
        transform: OptionNumber.whole(from: 1))
    var repeats = 21

    @Option(
        help: ArgumentHelp("Lags of the samplers that learn. (default: 1,8)", valueName: "n,…"),
        transform: OptionNumber.list())
    var lag = NumberList([1, 8])

    @Option(
        help: ArgumentHelp(
            "Search the grids of this directory of recorded tables instead.", valueName: "dir"))
    var tables: String?
    @Flag(help: "Search formulas of several objectives.")
    var fronts = false

    @Flag(help: "Search the noiseless functions of the suite BBOB.")
    var bbob = false

    @Option(
        help: ArgumentHelp(
            "Numbers of the functions of BBOB. (default: 1 to 24)", valueName: "n,…"),
        transform: OptionNumber.list())
    var functions: NumberList?

    @Option(
        help: ArgumentHelp(
            "Numbers of parameters of the functions of BBOB. (default: 5,10)", valueName: "n,…"),
        transform: OptionNumber.list())
    var dimensions: NumberList?

    @Flag(
        help: """
            Print the --repeats instances of the functions of BBOB as JSON, for searches by other \
            programs.
            """)
    var instances = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        for name in names where !SamplersBenchmark.names.contains(name) {
            let known = SamplersBenchmark.names.joined(separator: ", ")
            throw ValidationError("--samplers has '\(name)'; expected names among \(known)")
        }
        guard trials > 0, repeats > 0, (lag.numbers + budget.numbers).allSatisfy({ $0 > 0 }) else {
            throw ValidationError("--trials, --budget, --repeats and --lag must be 1 or more")
        }
        try validateFunctions()
    }

    private func validateFunctions() throws {
        guard bbob else {
            guard functions == nil, dimensions == nil, !instances else {
                throw ValidationError(
                    "--functions, --dimensions and --instances need --bbob")
            }
            return
        }
        guard tables == nil, !fronts else {
            throw ValidationError("expected one of --bbob, --tables and --fronts")
        }
        let known = BBOBSelection.numbers
        for number in functions?.numbers ?? [] where !known.contains(number) {
            throw ValidationError(
                "--functions has \(number); expected numbers from 1 to \(known.count)")
        }
        for number in dimensions?.numbers ?? [] where !(2...100).contains(number) {
            throw ValidationError("--dimensions has \(number); expected numbers from 2 to 100")
        }
    }

    private var selection: BBOBSelection? {
        guard bbob else { return nil }
        var selection = BBOBSelection()
        if let functions { selection.numbers = functions.numbers }
        if let dimensions { selection.dimensions = dimensions.numbers }
        return selection
    }

    private var names: [String] { samplers.split(separator: ",").map(String.init) }

    func run() throws {
        let benchmark = try SamplersBenchmark(
            samplers: names, trials: trials, budgets: budget.numbers, repeats: repeats,
            lags: lag.numbers, tables: tables.map { try CurveTable.readGrids(directory: $0) } ?? [],
            hasSeveralObjectives: fronts, bbob: selection)
        if instances, let selection {
            return try StandardOutput.write(json: benchmark.bbobExports(selection))
        }
        let outcome = try benchmark.run()
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }
}
