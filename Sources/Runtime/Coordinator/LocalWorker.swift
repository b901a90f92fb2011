import Coordination
import Files
import Foundation
import ProcessControl
import Studies

/// A coordinator's worker process on the same machine: starts, watches and restarts it.
package final class LocalWorker: @unchecked Sendable {
    // The state that the owner and the thread that waits for the program both touch is behind the
    // lock.

    /// Restarting is given up after this many consecutive ends within `quickSeconds` of the start.
    private static let quickEndLimit = 5
    private static let quickSeconds = 10.0

    package let name: String
    private let arguments: [String]
    private let log: String
    private let commands: @Sendable (CoordinatorShell.Command) -> Void
    private let lock = NSLock()
    private var program: RunningProgram?
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
        var launch = ProgramLaunch(
            [try Self.executable(), "worker"] + arguments
                + ["--name", name, "--parent", String(getpid())])
        launch.output = .file(log)
        launch.errors = .file(log)
        let startedAt = SystemTime.now
        let started: RunningProgram
        do { started = try launch.start() } catch {
            throw FileFailure(
                path: error.path, action: error.step == .open ? "open it" : "start a worker",
                code: error.code)
        }
        let isLate = lock.withLock {
            program = started
            return isEnding
        }
        if isLate { started.send(SIGTERM) }
        SystemThread.start("local worker") { [weak self] in
            let end = started.wait()
            self?.ended(end, after: SystemTime.now.seconds(since: startedAt))
        }
    }

    /// Asks the worker to hand back its trials and exit.
    package func interrupt() { ending()?.send(SIGTERM) }

    /// Ends the worker, which has nothing left to hand back.
    package func end(withinSeconds seconds: Double) { ending()?.end(graceSeconds: seconds) }

    /// The running program, which is not to be started again.
    private func ending() -> RunningProgram? {
        lock.withLock {
            isEnding = true
            return program
        }
    }

    /// The worker has joined its coordinator: if it ends now, a trial is the likely cause.
    ///
    /// The coordinator charges that to the trials, so it does not count as a failed start.
    package func hasJoined() { lock.withLock { joined = true } }

    private func ended(_ programEnd: ProgramEnd, after seconds: Double) {
        let end: WorkerEnd =
            switch programEnd {
            case .exit(let code): .exit(code: code)
            case .signal(let number): .signal(number)
            }
        let (shouldRestart, tooOften) = lock.withLock { () -> (Bool, Bool) in
            quickEnds = seconds < Self.quickSeconds && !joined ? quickEnds + 1 : 0
            joined = false
            return (!isEnding, quickEnds >= Self.quickEndLimit)
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

    /// The path of the running executable.
    package static func executable() throws -> String {
        #if os(Linux)
            return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
        #else
            guard let path = Bundle.main.executablePath else {
                throw FileFailure(
                    path: CommandLine.arguments[0], action: "find the program", reason: "unknown")
            }
            return path
        #endif
    }
}
