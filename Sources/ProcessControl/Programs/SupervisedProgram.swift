import CSupervisor

#if canImport(Glibc)
    // `environ` is only read, before any thread of this process could change it.
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// A program of a user's under a supervisor: a process of its own that adopts whatever the program
/// leaves behind, and kills everything when this process ends, however it ends.
///
/// One thread uses it. With the last reference every process of the program is killed, and waited
/// for.
package final class SupervisedProgram {
    package enum Event: Sendable, Hashable {
        case started(process: Int32)
        case failed(LaunchFailure)
        /// - Parameter leavesOthers: whether processes that it started still run.
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
    /// Readable when there is an event.
    package let control: OwnedDescriptor
    /// The supervisor's process, of which all processes of the program descend.
    package let supervisor: Int32
    private let command: String
    private var process: Int32 = 0
    private var isGone = false

    /// Starts a supervisor and its program.
    ///
    /// A program that can't be started is an event.
    package init(_ launch: ProgramLaunch) throws(LaunchFailure) {
        RunningProgram.expectEnds()
        command = launch.arguments.first ?? ""
        guard let output = OwnedDescriptor.pipe(), let errors = OwnedDescriptor.pipe(),
            let control = OwnedDescriptor.socketPair()
        else { throw LaunchFailure(path: command, step: .start, code: errno) }
        self.output = output.reading
        self.errors = errors.reading
        self.control = control.0
        let arguments = ProgramLaunch.list(launch.arguments.isEmpty ? [""] : launch.arguments)
        let environment = ProgramLaunch.list(
            ProgramLaunch.assignments(launch.environment ?? Self.ownEnvironment))
        defer { for text in arguments + environment { free(text) } }
        supervisor = arguments.withUnsafeBufferPointer { arguments in
            environment.withUnsafeBufferPointer { environment in
                (launch.directory ?? ".").withCString { directory in
                    var program = podium_program(
                        arguments: arguments.baseAddress, environment: environment.baseAddress,
                        directory: directory, output: output.writing.number,
                        errors: errors.writing.number, control: control.1.number)
                    return podium_supervise(&program)
                }
            }
        }
        let code = errno
        withExtendedLifetime((output.writing, errors.writing, control.1)) {}
        guard supervisor > 0 else {
            throw LaunchFailure(path: command, step: .start, code: code)
        }
    }

    deinit {
        // The end of the stream is an order too.
        _ = shutdown(control.number, Int32(SHUT_RDWR))
        var status: Int32 = 0
        while waitpid(supervisor, &status, 0) < 0 && errno == EINTR {}
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

    private func send(_ order: podium_order) {
        var byte = UInt8(truncatingIfNeeded: order.rawValue)
        #if os(Linux)
            _ = Glibc.send(control.number, &byte, 1, Int32(MSG_NOSIGNAL))
        #else
            _ = Darwin.send(control.number, &byte, 1, 0)
        #endif
    }

    /// The next event; waits for it if there is none.
    package func nextEvent() -> Event {
        if isGone { return .gone(isComplete: true) }
        var event = podium_event()
        let size = MemoryLayout<podium_event>.size
        var filled = 0
        while filled < size {
            let count = withUnsafeMutableBytes(of: &event) {
                recv(control.number, $0.baseAddress! + filled, size - filled, 0)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return lose() }
            filled += count
        }
        switch podium_event_kind(rawValue: UInt32(bitPattern: event.kind)) {
        case podium_event_started:
            process = event.value
            return .started(process: process)
        case podium_event_failed:
            let isDirectory = event.detail == Int64(podium_step_directory.rawValue)
            return .failed(
                LaunchFailure(
                    path: command, step: isDirectory ? .directory : .start, code: event.value))
        case podium_event_ended:
            return .ended(ProgramEnd(waitStatus: event.value), leavesOthers: event.detail != 0)
        default:
            isGone = true
            return .gone(isComplete: event.value == 0)
        }
    }

    /// The supervisor is gone without a word.
    private func lose() -> Event {
        isGone = true
        // The system has killed the program; others of its group may live.
        if process > 0 { _ = signalGroup() }
        return .lost
    }

    private func signalGroup() -> Int32 {
        #if canImport(Glibc)
            Glibc.kill(-process, SIGKILL)
        #else
            Darwin.kill(-process, SIGKILL)
        #endif
    }
}
