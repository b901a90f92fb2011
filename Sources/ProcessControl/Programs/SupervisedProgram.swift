import CSupervisor

#if canImport(Glibc)
    // `environ` is only read, before any thread of this process could change it.
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// A program of a user's under a supervisor.
///
/// One thread uses it. With the last reference every process of the program is killed, and waited
/// for.
package final class SupervisedProgram {
    package enum Event: Sendable, Hashable {
        case started(process: Int32)
        case failed(LaunchFailure)
        /// - Parameter leavesOthers: whether processes that it started still run; if not, this is
        ///   the last event.
        case ended(ProgramEnd, leavesOthers: Bool)
        /// No process of the program is left.
        ///
        /// - Parameter isComplete: false if some processes could not be ended, as they wait for a
        ///   device.
        case gone(isComplete: Bool)
        /// The supervisor was killed.
        case lost
    }

    /// What it writes to standard output and to standard error.
    package let output: OwnedDescriptor
    package let errors: OwnedDescriptor
    private let command: String
    private let pool: SupervisorPool
    private let supervisor: ProgramSupervisor
    private var process: Int32 = 0
    private var isGone = false

    /// Readable when there is an event.
    package var control: OwnedDescriptor { supervisor.control }
    /// The process of which all processes of the program descend.
    package var ancestor: Int32 { supervisor.identifier }

    /// Starts a program; that it can't be started is an event.
    package init(_ launch: ProgramLaunch, of pool: SupervisorPool) throws(LaunchFailure) {
        let command = launch.arguments.first ?? ""
        guard let output = OwnedDescriptor.pipe(), let errors = OwnedDescriptor.pipe() else {
            throw LaunchFailure(path: command, step: .start, code: errno)
        }
        let environment = ProgramLaunch.assignments(launch.environment ?? Self.ownEnvironment)
        var supervisor = try pool.take()
        func starts(_ supervisor: ProgramSupervisor) -> Bool {
            supervisor.start(
                arguments: launch.arguments.isEmpty ? [""] : launch.arguments,
                environment: environment, directory: launch.directory ?? ".",
                cores: launch.cores, output: output.writing, errors: errors.writing)
        }
        if !starts(supervisor) {
            // It was killed while it had no program.
            supervisor = try ProgramSupervisor()
            guard starts(supervisor) else {
                throw LaunchFailure(path: command, step: .supervise, code: errno)
            }
        }
        self.command = command
        self.pool = pool
        self.supervisor = supervisor
        self.output = output.reading
        self.errors = errors.reading
    }

    deinit {
        if !isGone { kill() }
        while !isGone { _ = nextEvent() }
    }

    /// This process's environment.
    package static var ownEnvironment: [String: String] {
        var found: [String: String] = [:]
        var place = environ
        while let text = place.pointee {
            let entry = String(cString: text)
            if let equals = entry.firstIndex(of: "=") {
                found[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
            }
            place += 1
        }
        return found
    }

    /// Sends SIGTERM to the program's process group.
    package func requestEnd() { send(podium_order_end) }

    /// Kills every process of the program; `gone` follows.
    package func kill() { send(podium_order_kill) }

    /// Has the supervisor go on if the program stopped it.
    package func wakeSupervisor() {
        if !isGone { supervisor.wake() }
    }

    private func send(_ order: podium_order) {
        if !isGone { supervisor.send(order) }
    }

    /// The next event; waits for it if there is none.
    package func nextEvent() -> Event {
        if isGone { return .gone(isComplete: true) }
        guard let event = supervisor.nextEvent() else {
            isGone = true
            // The system has killed the program; others of its group may live.
            if process > 0 { killGroup() }
            return .lost
        }
        switch podium_event_kind(rawValue: UInt32(bitPattern: event.kind)) {
        case podium_event_started:
            process = event.value
            return .started(process: process)
        case podium_event_failed:
            let step: LaunchFailure.Step =
                switch podium_step(rawValue: UInt32(truncatingIfNeeded: event.detail)) {
                case podium_step_directory: .directory
                case podium_step_cores: .cores
                default: .start
                }
            return .failed(LaunchFailure(path: command, step: step, code: event.value))
        case podium_event_ended:
            let leavesOthers = event.detail != 0
            if !leavesOthers { release() }
            return .ended(ProgramEnd(waitStatus: event.value), leavesOthers: leavesOthers)
        default:
            guard event.value == 0 else {
                isGone = true
                return .gone(isComplete: false)
            }
            release()
            return .gone(isComplete: true)
        }
    }

    /// Nothing is left of the program: the supervisor is free for the next one.
    private func release() {
        isGone = true
        pool.give(supervisor)
    }

    private func killGroup() {
        #if canImport(Glibc)
            _ = Glibc.kill(-process, SIGKILL)
        #else
            _ = Darwin.kill(-process, SIGKILL)
        #endif
    }
}
