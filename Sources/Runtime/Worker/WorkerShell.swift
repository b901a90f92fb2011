package import Coordination
package import Datasets
import Foundation
import Objectives
import ProcessControl
import Studies
import StudyModel
package import Wire
package import ZeroMQ

/// Runs the worker's state machine with a socket, slots and clocks, on the thread that calls `run`.
package final class WorkerShell {
    package struct Options: Sendable {
        package var endpoint: String
        package var security: ClientSecurity
        package var name: String
        package var machine: WorkerMachine.Settings
        package var datasets: DatasetCache
        /// The cores and devices of this machine that attempts get.
        package var equipment: WorkerEquipment
        /// The process that started this worker; the worker ends when that process is gone.
        package var parent: Int32?

        package init(
            endpoint: String, security: ClientSecurity, name: String,
            machine: WorkerMachine.Settings, datasets: DatasetCache,
            equipment: WorkerEquipment = WorkerEquipment(), parent: Int32? = nil
        ) {
            self.endpoint = endpoint
            self.security = security
            self.name = name
            self.machine = machine
            self.datasets = datasets
            self.equipment = equipment
            self.parent = parent
        }
    }

    private static let largestWaitSeconds = 0.5

    /// Events from training threads and signal handlers.
    package let events: Mailbox<WorkerEvent>
    private let options: Options
    private let notice: @Sendable (WorkerLogEntry) -> Void
    private let slots: SlotPool
    private var machine: WorkerMachine
    private var link: WorkerLink
    private var outgoing = OutgoingResults()
    /// Results of short trials, which are batched.
    private var results = ResultBatch()
    private var intermediateResults = ReportAllowance()
    private var reconnections = LinkReports()
    private var exit: WorkerExit?
    private var attempts = AttemptLog(at: SystemTime.now)
    /// Removes what the objectives leave on this machine.
    private var cleanUp: () -> Void = {}

    /// A worker that connects with sockets.
    package convenience init(
        options: Options, context: Context, notice: @escaping @Sendable (WorkerLogEntry) -> Void
    ) throws {
        let download = DatasetDownload(
            endpoint: options.endpoint, security: options.security, context: context,
            cache: options.datasets, notice: { notice(.info($0)) })
        let library = ObjectiveLibrary(
            cache: options.datasets,
            programs: options.machine.allowsCommands ? options.machine.slots : nil,
            fetch: download.fetch)
        let checkpoints = CheckpointExchange(
            endpoint: options.endpoint, security: options.security, context: context,
            warn: { notice(.warning($0)) })
        try self.init(
            options: options, notice: notice, objective: library.objective,
            checkpoints: checkpoints
        ) {
            try DealerConnection(
                endpoint: options.endpoint, security: options.security, context: context)
        }
        cleanUp = library.removeRuns
    }

    /// - Parameters:
    ///   - objective: gives the objective of a job; called by the slots' threads.
    ///   - connection: makes a connection that is not connected yet.
    init(
        options: Options, notice: @escaping @Sendable (WorkerLogEntry) -> Void,
        objective: @escaping @Sendable (Job) throws -> any Objective,
        checkpoints: any CheckpointKeeper,
        connection: @escaping () throws -> any WorkerConnection
    ) throws {
        self.options = options
        self.notice = notice
        events = try Mailbox()
        slots = SlotPool(
            slots: options.machine.slots, events: events, objective: objective,
            checkpoints: checkpoints)
        machine = WorkerMachine(
            identity: WorkerIdentity(name: options.name, host: HostName.current),
            bootNonce: UInt64.random(in: .min ... .max), settings: options.machine,
            at: SystemTime.now)
        link = try WorkerLink(endpoint: options.endpoint, make: connection)
    }

    /// Works until the machine requests the exit.
    package func run() throws -> WorkerExit {
        defer {
            writeAttempts(isLast: true)
            link.close()
            cleanUp()
        }
        try perform(machine.start(at: SystemTime.now), at: SystemTime.now)
        while exit == nil {
            slots.clock.advance()
            let deadline = [machine.nextDeadline, results.due].compactMap(\.self).min()
            let wait = min(
                deadline?.seconds(since: SystemTime.now) ?? 0, Self.largestWaitSeconds)
            try link.wait(
                milliseconds: max(0, Int((wait * 1000).rounded(.up))), also: events.descriptor)
            var effects: [WorkerEffect] = []
            for event in events.drain() {
                attempts.note(event, at: SystemTime.now)
                effects += machine.handle(event, at: SystemTime.now)
            }
            while let message = try link.receive(onProblem: { notice(.warning($0)) }) {
                effects += machine.handle(message, at: SystemTime.now)
                try sendWaiting(after: message)
            }
            if let text = link.takeRefusal() { return .rejected(reason: text) }
            let now = SystemTime.now
            if now >= machine.nextDeadline {
                effects += machine.handle(.progressed(slots.progress()), at: now)
                effects += machine.handle(.tick, at: now)
            }
            try perform(effects, at: now)
            if results.isDue(at: now, expectsMore: machine.hasQueue) { try sendResults() }
            writeAttempts()
            if let parent = options.parent, getppid() != parent {
                return .interrupted(undelivered: machine.held.count)
            }
        }
        return exit ?? .finished
    }

    private func writeAttempts(isLast: Bool = false) {
        for text in attempts.lines(at: SystemTime.now, isLast: isLast) { notice(.info(text)) }
    }

    /// Sends waiting messages when an acknowledgement makes room.
    private func sendWaiting(after event: WorkerEvent) throws {
        guard case .received(.acknowledge(let attempts)) = event else { return }
        for part in outgoing.acknowledge(attempts) { try link.send(.worker(part)) }
    }

    private func perform(_ effects: [WorkerEffect], at now: Instant) throws {
        for effect in effects.coalesced {
            switch effect {
            case .reconnect:
                // The results are also in the outbox, and are sent after the coordinator's welcome.
                _ = results.take()
                try link.reconnect()
            case .send(.results(let more)): results.add(more, at: now)
            // A message that can't be sent now is repeated: pings recur, results wait in the
            // outbox.
            case .send(.intermediateResult(let attempt, let intermediate)):
                // The result contains the whole curve, so the live view can miss some points.
                guard intermediateResults.admitsOne(at: now) else { continue }
                try link.send(.worker(.intermediateResult(attempt, intermediate)))
            case .send(let message):
                // The message order must stay, above all before a goodbye.
                try sendResults()
                try send(message)
            case .start(let assignment, let job, let grant):
                attempts.started(
                    assignment.attempt, resumes: assignment.checkpoint != nil, at: SystemTime.now)
                slots.start(
                    assignment, job: job, at: options.equipment.placement(of: grant))
            case .stop(let attempt): slots.stop(attempt)
            case .notice(let notice): tell(notice)
            case .exit(let exit):
                try sendResults()
                self.exit = self.exit ?? exit
            }
        }
    }

    private func tell(_ notice: WorkerNotice) {
        switch notice {
        case .connected: reconnections.clear()
        case .reconnecting:
            guard reconnections.isNews("reconnecting", at: SystemTime.now) else { return }
        case .leaving: break
        }
        self.notice(.machine(notice))
    }

    private func sendResults() throws {
        let results = results.take()
        if !results.isEmpty { try send(.results(results)) }
    }

    /// Sends a message, or as many parts of it as may be in flight now.
    private func send(_ message: WorkerMessage) throws {
        for part in outgoing.offer(message) {
            try link.send(.worker(part))
        }
    }
}

/// A worker's log entry.
package enum WorkerLogEntry: Sendable {
    case machine(WorkerNotice)
    case info(String)
    case warning(String)
}
