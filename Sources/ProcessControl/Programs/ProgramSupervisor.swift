import CSupervisor
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A small process that starts users' programs, one after the other, adopts whatever they leave
/// behind, and kills everything when this process ends, however it ends.
final class ProgramSupervisor: Sendable {
    let identifier: Int32
    /// Readable when there is an event.
    let control: OwnedDescriptor

    init() throws(LaunchFailure) {
        RunningProgram.expectEnds()
        guard let ends = OwnedDescriptor.socketPair() else {
            throw LaunchFailure(path: "a supervisor", step: .start, code: errno)
        }
        control = ends.0
        identifier = podium_start_supervisor(ends.1.number)
        let code = errno
        withExtendedLifetime(ends.1) {}
        guard identifier > 0 else {
            throw LaunchFailure(path: "a supervisor", step: .start, code: code)
        }
    }

    deinit {
        // The end of the stream is an order too.
        _ = shutdown(control.number, Int32(SHUT_RDWR))
        guard identifier > 0 else { return }
        wake()
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    }

    /// Whether it was killed.
    var hasEnded: Bool {
        var report = siginfo_t()
        let isKnown = waitid(P_PID, id_t(identifier), &report, WEXITED | WNOWAIT | WNOHANG) == 0
        return !isKnown || report.si_signo != 0
    }

    /// Asks for a program; false if the supervisor is gone.
    func start(
        arguments: [String], environment: [String], directory: String, cores: [Int],
        output: OwnedDescriptor, errors: OwnedDescriptor
    ) -> Bool {
        var texts: [CChar] = []
        for text in [directory] + arguments + environment { texts += text.utf8CString }
        var request = podium_request(
            order: CChar(podium_order_start.rawValue), arguments: UInt32(arguments.count),
            variables: UInt32(environment.count), bytes: UInt64(texts.count),
            cores: CoreSet.words(cores))
        return podium_request_program(
            control.number, &request, texts, output.number, errors.number) == 0
    }

    /// Has it go on if a program stopped it; nothing happens if it runs.
    func wake() { _ = kill(identifier, SIGCONT) }

    /// Sends an order of one byte.
    func send(_ order: podium_order) {
        wake()
        var byte = CChar(truncatingIfNeeded: order.rawValue)
        #if os(Linux)
            _ = Glibc.send(control.number, &byte, 1, Int32(MSG_NOSIGNAL))
        #else
            _ = Darwin.send(control.number, &byte, 1, 0)
        #endif
    }

    /// The next event, which is waited for; nil if the supervisor is gone.
    func nextEvent() -> podium_event? {
        var event = podium_event()
        let size = MemoryLayout<podium_event>.size
        var filled = 0
        while filled < size {
            let count = withUnsafeMutableBytes(of: &event) {
                recv(control.number, $0.baseAddress! + filled, size - filled, 0)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            filled += count
        }
        return event
    }
}

/// The supervisors of a worker: as many as programs run at a time.
///
/// A supervisor is forked once and keeps what was in this process's memory then, so they are best
/// made while this process is small.
package final class SupervisorPool: Sendable {
    private let idle = Mutex<[ProgramSupervisor]>([])

    /// - Parameter count: how many supervisors are started now.
    package init(count: Int = 0) {
        let first = (0..<count).compactMap { _ in try? ProgramSupervisor() }
        idle.withLock { $0 = first }
    }

    /// Takes an idle supervisor, or starts one.
    func take() throws(LaunchFailure) -> ProgramSupervisor {
        while let supervisor = idle.withLock({ $0.popLast() }) {
            if !supervisor.hasEnded { return supervisor }
        }
        return try ProgramSupervisor()
    }

    /// Gives back a supervisor that has no program.
    func give(_ supervisor: ProgramSupervisor) { idle.withLock { $0.append(supervisor) } }
}
