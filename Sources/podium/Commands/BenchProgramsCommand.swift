import ArgumentParser
import Benchmarks
import Runtime
import Studies

struct BenchProgramsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programs",
        abstract: "What a user's program costs beside its own time.",
        discussion: """
            Starts a shell that prints one line, many times: without Podium, as trials one after \
            the other, and as a study with a worker as a process of its own.
            """)

    @Option(
        help: ArgumentHelp("Programs per measurement. (default: 1000)", valueName: "n"),
        transform: OptionNumber.whole(from: 10, to: 1000000))
    var programs = 1000

    @Option(
        help: "Slots of the worker. (default: 2)",
        transform: OptionNumber.whole(from: 1, to: 1024))
    var slots = 2

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Slots.validate(slots)
        guard (10...1_000_000).contains(programs) else {
            throw ValidationError("--programs is \(programs); expected a number from 10 to 1000000")
        }
    }

    func run() throws {
        let outcome = try ProgramsBenchmark(
            programs: programs, slots: slots, cache: StandardData.cache
        ).run(remark: Terminal.error) { session in
            try session.run(
                awaitsWorkers: true, resumeCommand: "podium bench programs", prints: false)
        }
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(outcome.text)
    }
}
