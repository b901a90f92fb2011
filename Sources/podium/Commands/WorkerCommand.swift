import ArgumentParser
import Coordination
import Foundation
import Portable
import ProcessControl
import Runtime
import Studies
import StudyModel
import TrainingEngine
import Wire
import ZeroMQ

struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Train trials for a coordinator.",
        discussion: """
            Needs this program, a key file and an address; data sets come from the coordinator if \
            they are not here. Ctrl-C hands back what is running and leaves; twice leaves at once.
            """)

    @Option(help: ArgumentHelp("The coordinator's address, tcp://HOST:PORT.", valueName: "address"))
    var connect: String

    @Option(help: ArgumentHelp("The worker.key made by `podium keys new`.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp("Trials to train at a time (default: one per core).", valueName: "n"),
        transform: OptionNumber.whole(from: 1, to: 1024))
    var slots: Int?

    @Option(help: ArgumentHelp("A name for the record, unique among workers.", valueName: "name"))
    var name: String?

    @Flag(help: "Leave when the coordinator says that every study is done.")
    var exitWhenDone = false

    @Option(
        help: ArgumentHelp(
            "Leave when no coordinator has answered for this time and nothing is trained "
                + "(default: keep trying).", valueName: "seconds"),
        transform: OptionNumber.number("seconds"))
    var coordinatorTimeout: Double?

    @Flag(help: "Run the programs of jobs whose objective is a command.")
    var allowCommands = false

    @OptionGroup var resources: WorkerResourceOptions

    @Flag(help: "Connect without encryption, to a coordinator started so.")
    var insecure = false

    @Option(help: .hidden)
    var parent: Int32?

    func validate() throws {
        try Slots.validate(slots)
        if let name, let problem = WorkerLimits.problem(withName: name) {
            throw ValidationError("--name \(problem)")
        }
        if let coordinatorTimeout, !(1...31_536_000).contains(coordinatorTimeout) {
            throw ValidationError(
                "--coordinator-timeout is \(coordinatorTimeout); expected seconds from 1 to "
                    + "31536000 (a year)")
        }
        guard (key == nil) == insecure else {
            throw ValidationError(
                insecure
                    ? "--insecure and --key can't be used together"
                    : "--key FILE is missing: give the worker.key that the coordinator's "
                        + "`podium keys new` made (or --insecure for an unencrypted coordinator)")
        }
    }

    func run() throws {
        // A terminal sends these signals to the whole process group; the parent decides.
        if parent != nil { [SIGINT, SIGHUP].forEach(Interruption.ignore) }
        // Fail early: on an unsupported processor every trial would fail.
        _ = try InstructionSet.detect()
        let endpoint = try Endpoint(target: connect)
        let security: ClientSecurity =
            try key.map { .encrypted(try KeyFiles.readWorker($0)) } ?? .plain
        if insecure { Terminal.error("warning: the link is not encrypted") }
        if allowCommands { Terminal.error(ProgramPermission.text) }
        // The name may become known later, like the coordinator.
        do { try endpoint.checkHost() } catch {
            Terminal.error("warning: \(error); trying again")
        }
        let slots = slots ?? Slots.standard()
        let equipment = try resources.equipment(slots: slots, runsPrograms: allowCommands)
        let context = try Context()
        var machine = WorkerMachine.Settings(
            slots: slots, exitsWhenDone: exitWhenDone, allowsCommands: allowCommands,
            resources: try resources.offer(with: equipment))
        machine.coordinatorTimeout = coordinatorTimeout
        // A program has 10 s to save its state; its trial is then handed back.
        if allowCommands { machine.farewellSeconds = 15 }
        let shell = try WorkerShell(
            options: WorkerShell.Options(
                endpoint: endpoint.text, security: security, name: name ?? Self.uniqueName,
                machine: machine, datasets: StandardData.cache, equipment: equipment,
                parent: parent),
            context: context, notice: WorkerLog(endpoint: endpoint.text).show)
        // A parent's second request is SIGKILL; a second SIGTERM was sent to the process group.
        let end: WorkerExit
        do {
            // The last messages, such as a goodbye, are sent until the context has terminated.
            defer { context.terminate(withinSeconds: Self.farewellSeconds) }
            end = try Interruption.handled(
                endsAtSecond: parent == nil,
                by: { [events = shell.events, parent] count in
                    if count == 1 {
                        events.post(.interrupted)
                    } else if parent == nil {
                        Interruption.end()
                    }
                },
                { try shell.run() })
        }
        switch end {
        case .finished: return
        case .interrupted(let undelivered):
            if undelivered > 0 {
                Terminal.error(
                    "left with \(undelivered, "trial") not handed over, which the coordinator "
                        + "gives to others when leases end")
            }
            throw ExitCode(CommandFailure.interrupted)
        case .unanswered(let seconds, let undelivered):
            let lost =
                undelivered > 0
                ? "; \(undelivered, "trial") could not be handed over, and will be trained again"
                : ""
            Terminal.error(
                "podium: no coordinator answered at \(endpoint.text) for \(Int(seconds)) s "
                    + "(--coordinator-timeout)\(lost)")
            throw ExitCode(CommandFailure.workFailed)
        case .rejected(let text):
            Terminal.error("podium: \(ForeignText.shown(text, limit: WorkerLog.longest))")
            throw ExitCode(CommandFailure.workFailed)
        }
    }

    private static let farewellSeconds = 2.0

    /// Host, process id and a random part: the system reuses process ids.
    private static var uniqueName: String {
        let host = HostName.current.split(separator: ".").first ?? "worker"
        return "\(host)-\(getpid())-" + String(UInt16.random(in: 0 ... .max), radix: 36)
    }
}

/// A worker's log on standard error.
struct WorkerLog: Sendable {
    /// The longest line, because a line may contain text from a coordinator or a file.
    static let longest = 1000

    let endpoint: String

    func show(_ entry: WorkerLogEntry) {
        switch entry {
        case .machine(.connected): say("connected to \(endpoint)")
        case .machine(.reconnecting(let seconds)):
            say("no sign of the coordinator; reconnecting (next try in \(seconds) s)")
        case .machine(.leaving(let count)):
            say("leaving: handing back \(count, "trial") (once more to leave at once)")
        case .info(let text): say(text)
        case .warning(let text): say("warning: \(text)")
        }
    }

    private func say(_ text: String) {
        let shown = ForeignText.shown(text, limit: Self.longest)
        Terminal.error("\(Date().formatted(.iso8601)) \(shown)")
    }
}
