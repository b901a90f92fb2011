import ArgumentParser
import Coordination
import JobFiles
import Portable
import ProcessControl
import Runtime
import Search
import Stages
import Studies
import TrainingEngine
import UserErrors
import ZeroMQ

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Search one job's study on this machine.",
        discussion: """
            Starts a coordinator and a local worker, shows what they do, prints the ranked table \
            and runs the stages of the job's `then`. Ctrl-C stops cleanly (twice: at once); the \
            same command again resumes.
            """)

    @Argument(help: ArgumentHelp("The job file.", valueName: "job"))
    var job: String

    @Option(
        help: ArgumentHelp(
            "Trials to train at a time (default: one per core, fewer where the job's threads need "
                + "the cores).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 1024))
    var slots: Int?

    @Flag(help: "Skip the stages that the job's `then` lists.")
    var noThen = false

    private static let earlierRunSeconds = 15.0

    /// The coordinator that runs the stages of this study; the process ends with it.
    @Option(help: .hidden)
    var parent: Int32?

    @OptionGroup var resources: WorkerResourceOptions
    @OptionGroup var options: JobOptions
    @OptionGroup var results: ResultsOption

    func validate() throws { try Slots.validate(slots) }

    func run() throws {
        if let parent { ParentWatch.start(parent: parent) }
        _ = try InstructionSet.detect()
        let loaded = try options.load(job, results: results.results)
        guard !loaded.job.objective.isExternal else {
            throw InputError(
                "\(loaded.file): its trials are run outside, and `podium run` has nobody who could "
                    + "ask for them; start `podium coordinator \(job)`, and use `podium ask` and "
                    + "`podium tell`")
        }
        let stages = try StageRunner(loaded, results: results.results, host: CommandHost())
        try stages.prepare()
        // The worker would say it in its log only.
        if resources.gpus != nil {
            _ = try resources.equipment(
                slots: slots ?? 1, runsPrograms: loaded.job.objective.runsPrograms)
        }
        try StudyDirectory.awaitingEarlierRun(seconds: parent == nil ? 0 : Self.earlierRunSeconds) {
            try Self.search(
                loaded, slots: slots, worker: resources.arguments, results: results.results,
                resumeCommand: CommandLine.arguments.joined(separator: " "))
            if !noThen { try stages.run() }
        }
    }

    /// Searches a job's study to its end, with a worker on this machine.
    ///
    /// - Parameter worker: further arguments of the worker.
    static func search(
        _ loaded: LoadedJob, slots: Int?, worker: [String] = [], results: String,
        resumeCommand: String
    ) throws {
        // Keys for this run only, deleted at its end.
        let keys = try TemporaryKeys()
        defer { keys.remove() }
        var machine = CoordinatorMachine.Settings(pingSeconds: 0.5)
        // No other worker will join.
        machine.fruitlessSeconds = 0
        machine.errorPatienceSeconds = 10
        machine.haltsUnrunnable = true
        let session = try SearchSession(
            jobs: [loaded], results: results,
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys.coordinator),
                exitsWhenDone: true,
                // On one machine pings are cheap, and short intervals move the bars smoothly.
                machine: machine, datasets: StandardData.cache),
            display: Terminal.isInteractive ? LiveDisplay() : LineDisplay(),
            remark: Terminal.error)
        let slots = slots ?? Slots.standard(threads: loaded.job.threads)
        if let most = try StudySampler(job: loaded.job).concurrency, slots > most {
            Terminal.error(
                "note: \(loaded.file): the sampler's lag lets \(most, "trial") run at "
                    + "a time, fewer than the \(slots, "slot") here; a new study with a larger lag "
                    + "uses them all")
        }
        session.startsWorker(slots: slots, key: keys.workerPath, options: worker)
        try session.run(
            awaitsWorkers: true, resumeCommand: resumeCommand)
    }
}
