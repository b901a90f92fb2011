import Coordination
import Files
package import Foundation
import ProcessControl
import Studies

/// A coordinator's worker process on the same machine: starts, watches and restarts it.
package final class LocalWorker: @unchecked Sendable {
    // The state that the termination handler and the owner both touch is behind the lock.

    /// Restarting is given up after this many consecutive ends within `quickSeconds` of the start.
    private static let quickEndLimit = 5
    private static let quickSeconds = 10.0

    package let name: String
    private let arguments: [String]
    private let log: String
    private let commands: @Sendable (CoordinatorShell.Command) -> Void
    private let lock = NSLock()
    private var process: Process?
    /// Tickets of running workers.
    private var tickets: [Int32: Leftovers.Ticket] = [:]
    private var isEnding = false
    private var quickEnds = 0
    private var joined = false

    /// - Parameters:
    ///   - arguments: arguments of `podium worker`, without the name and the parent.
    ///   - log: the file for the worker's output.
    package init(
        name: String, arguments: [String], log: String,
        commands: @escaping @Sendable (CoordinatorShell.Command) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.log = log
        self.commands = commands
    }

    package func start() throws {
        let child = Process()
        child.executableURL = try Self.executable()
        child.arguments =
            ["worker"] + arguments + ["--name", name, "--parent", String(getpid())]
        child.standardInput = FileHandle.nullDevice
        let output = try openLog()
        child.standardOutput = output
        child.standardError = output
        let startedAt = SystemTime.now
        child.terminationHandler = { [weak self] ended in
            self?.ended(ended, after: SystemTime.now.seconds(since: startedAt))
        }
        do {
            let ticket = try Leftovers.addProcess {
                try child.run()
                return child.processIdentifier
            }
            lock.withLock { tickets[child.processIdentifier] = ticket }
            // If the process ended before the ticket was stored, `ended` has not removed it.
            if !child.isRunning { Leftovers.remove(ticket) }
        } catch {
            throw FileFailure(
                path: child.executableURL?.path ?? "podium", action: "start a worker",
                reason: error.localizedDescription)
        }
        lock.withLock { process = child }
        try? output.close()
    }

    /// Asks the worker to hand back its trials and exit.
    package func interrupt() {
        lock.withLock { () -> Process? in
            isEnding = true
            return process
        }?.terminate()
    }

    /// Ends the worker, which has nothing left to hand back.
    package func end(withinSeconds seconds: Double) {
        let child = lock.withLock { () -> Process? in
            isEnding = true
            return process
        }
        guard let child, child.isRunning else { return }
        child.terminate()
        let deadline = SystemTime.now + seconds
        while child.isRunning, SystemTime.now < deadline { usleep(10_000) }
        if child.isRunning { kill(child.processIdentifier, SIGKILL) }
    }

    /// The worker has joined its coordinator: if it ends now, a trial is the likely cause.
    ///
    /// The coordinator charges that to the trials, so it does not count as a failed start.
    package func hasJoined() { lock.withLock { joined = true } }

    private func ended(_ child: Process, after seconds: Double) {
        let end: WorkerEnd =
            child.terminationReason == .uncaughtSignal
            ? .signal(child.terminationStatus) : .exit(code: child.terminationStatus)
        let (shouldRestart, tooOften) = lock.withLock { () -> (Bool, Bool) in
            quickEnds = seconds < Self.quickSeconds && !joined ? quickEnds + 1 : 0
            joined = false
            return (!isEnding, quickEnds >= Self.quickEndLimit)
        }
        if let ticket = lock.withLock({ tickets.removeValue(forKey: child.processIdentifier) }) {
            Leftovers.remove(ticket)
        }
        commands(.workerEnded(name: name, end))
        guard shouldRestart else { return }
        guard !tooOften else {
            return commands(.fail(RuntimeError.workerKeepsEnding(status: end.reason, log: log)))
        }
        do { try start() } catch {
            commands(.fail(RuntimeError.workerKeepsEnding(status: "\(error)", log: log)))
        }
    }

    private func openLog() throws -> FileHandle {
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw FileFailure(
                path: log, action: "open it", reason: String(cString: strerror(errno)))
        }
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// The path of the running executable.
    package static func executable() throws -> URL {
        #if os(Linux)
            return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        #else
            guard let path = Bundle.main.executablePath else {
                throw FileFailure(
                    path: CommandLine.arguments[0], action: "find the program", reason: "unknown")
            }
            return URL(fileURLWithPath: path)
        #endif
    }
}
