import Coordination
import Datasets
import ZeroMQ

@testable import Runtime

/// A worker's shell on a thread of its own, over a network in memory.
final class RunningWorker {
    let objective = ScriptedObjective()
    let log = Story<WorkerLogEntry>()
    let events: Mailbox<WorkerEvent>
    private let background: Background<WorkerExit>

    /// Settings of a worker that waits for an answer for as long as the test does.
    static func settings(slots: Int, exitsWhenDone: Bool = false) -> WorkerMachine.Settings {
        var settings = WorkerMachine.Settings(slots: slots, exitsWhenDone: exitsWhenDone)
        settings.liveness = 10_000
        return settings
    }

    init(
        over network: MemoryNetwork, name: String = "worker",
        checkpoints: MemoryKeeper = MemoryKeeper(),
        settings: WorkerMachine.Settings = settings(slots: 1, exitsWhenDone: true)
    ) throws {
        let shell = try WorkerShell(
            options: WorkerShell.Options(
                endpoint: "memory", security: .plain, name: name, machine: settings,
                datasets: DatasetCache(directory: "/nowhere")),
            notice: { [log] in log.tell($0) }, objective: { [objective] _ in objective },
            checkpoints: checkpoints, connection: { try MemoryConnection(network) })
        events = shell.events
        background = Background { try shell.run() }
    }

    /// Waits for the end.
    func exit() throws -> WorkerExit { try background.value() }

    /// Interrupts it, as Ctrl-C does.
    func interrupt() { events.post(.interrupted) }

    /// Waits for a warning with this text.
    func awaitWarning(_ part: String) throws {
        try log.wait {
            if case .warning(let text) = $0 { text.contains(part) } else { false }
        }
    }

    func warnings(_ part: String) -> Int {
        log.all.count { if case .warning(let text) = $0 { text.contains(part) } else { false } }
    }
}
