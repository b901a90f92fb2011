import Foundation
import Synchronization
package import UserErrors

/// Handles SIGINT (Ctrl-C), SIGTERM and SIGHUP (a closed terminal).
///
/// This is the only place that decides the effect of a signal, for the whole life of the process:
/// - Without a handler, the first signal ends the process with exit code 130. Child programs are
///   killed and unfinished files are removed (`Leftovers`); complete files stay.
/// - During work that can stop by itself (`handled`), the first signal requests the stop, and the
///   second one ends the process after at most 1.5 seconds.
package enum Interruption {
    package static let exitCode = ExitStatus.interrupted.rawValue
    private static let graceMicroseconds: UInt32 = 1_500_000

    /// Called on the signal thread: with 1 for the first signal, 2 for the second.
    package typealias Handler = @Sendable (_ count: Int) -> Void

    /// Work in progress, and the number of stop requests that it received.
    private struct Scope {
        var handler: Handler
        var endsAtSecond: Bool
        var count = 0
    }

    private struct State {
        var requests = 0
        var ignored: Set<Int32> = []
        var scopes: [Scope] = []
    }

    /// A repeated signal within this time counts as the same request, because timeout(1) sends it
    /// to a program and to its group.
    private static let repetitionNanoseconds: Int64 = 100_000_000

    private static let state = Mutex(State())

    // MARK: Signals

    /// Starts signal handling; call it once, before other threads are started.
    package static func begin() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        SignalPipe.listeningProcess = getpid()
        SignalPipe.writing = ends[1]
        // Initialized now, because a signal handler must not do that.
        _ = (
            SignalPipe.noted.load(ordering: .relaxed), SignalPipe.received.load(ordering: .relaxed)
        )
        let reading = ends[0]
        SystemThread.start("signals") { serve(reading) }
        // If SIGHUP was ignored at the start, as with nohup, it stays ignored.
        let numbers = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
        var handled = sigset_t()
        sigemptyset(&handled)
        for number in numbers {
            signal(number, SignalPipe.note)
            sigaddset(&handled, number)
        }
        // The parent process may have blocked these signals, and the mask is inherited.
        pthread_sigmask(SIG_UNBLOCK, &handled, nil)
    }

    /// Ignores a signal from now on.
    package static func ignore(_ number: Int32) {
        _ = state.withLock { $0.ignored.insert(number) }
    }

    static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        #if os(Linux)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        // unsafe: function pointers can be compared only as numbers, and are never called here.
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func serve(_ descriptor: Int32) {
        var byte: UInt8 = 0
        var last: (number: UInt8, nanoseconds: Int64)?
        while true {
            guard read(descriptor, &byte, 1) == 1 else { continue }
            let now = monotonicNanoseconds
            let isRepetition = last.map {
                $0.number == byte && now - $0.nanoseconds < repetitionNanoseconds
            }
            last = (byte, now)
            if isRepetition != true { receive(Int32(byte)) }
            SignalPipe.received.wrappingAdd(1, ordering: .sequentiallyConsistent)
        }
    }

    private static var monotonicNanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    private static func receive(_ number: Int32) {
        let (isIgnored, scope) = state.withLock { state -> (Bool, Scope?) in
            guard !state.ignored.contains(number) else { return (true, nil) }
            state.requests += 1
            guard let last = state.scopes.indices.last else { return (false, nil) }
            state.scopes[last].count += 1
            return (false, state.scopes[last])
        }
        if isIgnored { return }
        guard let scope else { end() }
        scope.handler(scope.count)
        if scope.count > 1, scope.endsAtSecond {
            usleep(graceMicroseconds)
            end()
        }
    }

    /// Removes leftovers and ends the process.
    package static func end() -> Never {
        let erasesLine = isatty(StandardStream.error) == 1 ? "\r\u{1B}[K" : ""
        StandardStream.errors.line(erasesLine + "podium: interrupted")
        Leftovers.end(code: exitCode)
    }

    // MARK: Work that stops by itself

    /// Whether a signal was received.
    package static var isRequested: Bool { state.withLock { $0.requests > 0 } }

    /// Throws after a signal; call it between the parts of a longer piece of work.
    package static func check() throws(Interrupted) {
        if isRequested { throw Interrupted() }
    }

    /// Runs work that a signal asks to stop.
    ///
    /// - Parameters:
    ///   - endsAtSecond: whether the second signal ends the process if the work is still running.
    ///   - handler: asks the work to stop; with 2, at once. Called at the beginning if a signal was
    ///     received before.
    package static func handled<Value, Failure: Error>(
        endsAtSecond: Bool = true, by handler: @escaping Handler,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let isLate = state.withLock { state in
            let isLate = state.requests > 0
            state.scopes.append(
                Scope(handler: handler, endsAtSecond: endsAtSecond, count: isLate ? 1 : 0))
            return isLate
        }
        defer { state.withLock { _ = $0.scopes.popLast() } }
        if isLate { handler(1) }
        return try body()
    }

    /// Waits until received signals are handled, which may end the process.
    ///
    /// A failure because the same Ctrl-C ended a needed program is not a failure of the work.
    package static func settle() {
        while SignalPipe.noted.load(ordering: .sequentiallyConsistent)
            != SignalPipe.received.load(ordering: .sequentiallyConsistent)
        {
            usleep(1000)
        }
    }
}

/// A signal stopped the work before its end.
package struct Interrupted: UserError, Hashable {
    package init() {}

    package var description: String { "interrupted" }
    package var exitStatus: ExitStatus { .interrupted }
}

/// Passes signals from their handler, which may do almost nothing, to a thread.
private enum SignalPipe {
    // unsafe: both are written before any handler is installed, and only read afterwards.
    nonisolated(unsafe) static var writing: Int32 = -1
    nonisolated(unsafe) static var listeningProcess: pid_t = 0
    static let noted = Atomic(0)
    static let received = Atomic(0)

    /// The handler of every signal.
    static let note: @convention(c) (Int32) -> Void = { number in
        let code = errno
        // A forked child shares the pipe; the child's signals must not reach its parent.
        if getpid() != listeningProcess { _exit(128 + number) }
        noted.wrappingAdd(1, ordering: .sequentiallyConsistent)
        var byte = UInt8(truncatingIfNeeded: number)
        if write(writing, &byte, 1) != 1 { noted.wrappingSubtract(1, ordering: .relaxed) }
        errno = code
    }
}
