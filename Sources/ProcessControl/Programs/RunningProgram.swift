import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A child process, from its start to its end.
///
/// Any thread may wait for it or send it signals. Its number is released only under the lock, so no
/// signal reaches another process that got the same number. `Leftovers` kills it if this process is
/// ended by a signal.
package final class RunningProgram: Sendable {
    package let identifier: Int32
    /// What it writes to standard output and to standard error, if these are pipes.
    package let output: OwnedDescriptor?
    package let errors: OwnedDescriptor?
    private let hasOwnGroup: Bool
    private let ticket: Leftovers.Ticket
    private let state = Mutex(State())

    private struct State {
        var end: ProgramEnd?
        /// Whether the rest of its group is killed when it ends.
        var killsRest = false
    }

    /// Starts a child process, and registers it.
    ///
    /// - Parameter start: starts it, and returns its number.
    init<Failure: Error>(
        hasOwnGroup: Bool, output: OwnedDescriptor? = nil, errors: OwnedDescriptor? = nil,
        start: () throws(Failure) -> Int32
    ) throws(Failure) {
        Self.expectEnds()
        var child: Int32 = 0
        ticket = try Leftovers.addProcess { () throws(Failure) in
            child = try start()
            return hasOwnGroup ? -child : child
        }
        identifier = child
        self.hasOwnGroup = hasOwnGroup
        self.output = output
        self.errors = errors
    }

    /// If SIGCHLD is ignored, the system reports no ends of children.
    static func expectEnds() {
        if Interruption.isIgnored(SIGCHLD) { signal(SIGCHLD, SIG_DFL) }
    }

    /// Its end; nil while it runs.
    package var end: ProgramEnd? {
        state.withLock { state in
            if let end = state.end { return end }
            var report = siginfo_t()
            let isKnown = waitid(P_PID, id_t(identifier), &report, WEXITED | WNOWAIT | WNOHANG) == 0
            if isKnown ? report.si_signo == 0 : errno == EINTR { return nil }
            // The number of an ended process is not given to another one before `waitpid`.
            if state.killsRest, hasOwnGroup { kill(-identifier, SIGKILL) }
            var status: Int32 = 0
            while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
            state.end = isKnown ? ProgramEnd(waitStatus: status) : .signal(SIGKILL)
            Leftovers.remove(ticket)
            return state.end
        }
    }

    /// Waits for its end.
    @discardableResult
    package func wait() -> ProgramEnd {
        while true {
            if let end { return end }
            var report = siginfo_t()
            _ = waitid(P_PID, id_t(identifier), &report, WEXITED | WNOWAIT)
        }
    }

    /// Sends a signal to it alone, or to its group if it has its own, unless it has ended.
    package func send(_ signal: Int32, toGroup: Bool = false) {
        state.withLock { state in
            guard state.end == nil else { return }
            kill(toGroup && hasOwnGroup ? -identifier : identifier, signal)
        }
    }

    /// Kills it, and all processes of its group if it has its own.
    package func kill() { send(SIGKILL, toGroup: true) }

    /// Ends it: asks it with SIGTERM, and kills it after the time of grace.
    ///
    /// What is left of its own group is killed in either case. Returns when it has ended or was
    /// killed.
    package func end(graceSeconds: Double) {
        state.withLock { $0.killsRest = true }
        send(SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(graceSeconds)
        while end == nil {
            guard clock.now < deadline else { return kill() }
            usleep(10_000)
        }
    }

    private func kill(_ process: Int32, _ signal: Int32) {
        #if canImport(Glibc)
            _ = Glibc.kill(process, signal)
        #else
            _ = Darwin.kill(process, signal)
        #endif
    }
}
