import ArgumentParser
import Benchmarks
import Runtime
import Search
import Stages
import Studies

extension BenchDisplay: ExpressibleByArgument {}

struct BenchDispatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Trials per second through real sockets, the real store and a real display.",
        discussion: """
            Runs studies whose objective returns at once, with a worker as a process of its own \
            and encrypted links: what is measured is sampling, messages, durable storage, and \
            showing each trial. The rate of the last tenth of the trials beside that of the first \
            tells whether the cost per trial grows with the study.
            """)

    @Option(
        help: ArgumentHelp(
            "Trials in total; of several numbers each is a study. (default: 20000)",
            valueName: "n,…"),
        transform: OptionNumber.list())
    var trials = NumberList([20_000])

    @Option(
        help: "Slots of the worker. (default: 2)",
        transform: OptionNumber.whole(from: 1, to: 1024))
    var slots = 2

    @Option(
        help: ArgumentHelp(
            "What shows the trials: lines to a file or to a pipe that is read, the live view in a "
                + "terminal, or none.", valueName: "display"))
    var display = BenchDisplay.file

    @Option(
        help: ArgumentHelp(
            "A scheduler, such as asha, over trials of 27 epochs (default: none, 1 epoch).",
            valueName: "name"))
    var scheduler: String?

    @Option(
        help: ArgumentHelp(
            "Where to put the studies (default: a temporary directory).", valueName: "dir"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        try Slots.validate(slots)
        for number in trials.numbers where !(1...10_000_000).contains(number) {
            throw ValidationError("--trials is \(number); expected numbers from 1 to 10000000")
        }
        if let scheduler, SchedulerKind.named(scheduler) == nil {
            throw ValidationError(
                "--scheduler is '\(scheduler)'; expected one of "
                    + SchedulerKind.all.map(\.name).joined(separator: ", "))
        }
    }

    func run() throws {
        let outcomes = try DispatchBenchmark(
            trials: trials.numbers, slots: slots, display: display, scheduler: scheduler,
            directory: directory, cache: StandardData.cache
        ).run(
            making: surface, remark: Terminal.error,
            search: { session in
                try session.run(
                    awaitsWorkers: true, resumeCommand: "podium bench dispatch", prints: false)
            },
            measured: { if !json { try StandardOutput.write($0.text) } })
        guard json else { return }
        if outcomes.count == 1 { return try StandardOutput.write(json: outcomes[0]) }
        try StandardOutput.write(json: outcomes)
    }

    /// The display that shows trials on a descriptor.
    private func surface(_ kind: BenchDisplay, _ descriptor: Int32) -> any SearchDisplay {
        guard kind == .terminal else { return LineDisplay(descriptor: descriptor) }
        return LiveDisplay(descriptor: descriptor)
    }
}
