import Foundation
import Synchronization
package import UserErrors

/// Ctrl-C, the system's request that the process end, and a terminal that is closed.
///
/// The one place that decides what a signal does, from the start of the process to its end:
/// - Where nobody handles signals, the first one ends the process with exit code 130. Programs that
///   were started are ended and unfinished files are removed (`Leftovers`); files that are whole
///   stay.
/// - Where something is under way that can stop by itself (`handled`), the first signal asks it to
///   stop, and the second one ends the process, at the latest after a second and a half.
package enum Interruption {
    package static let exitCode = ExitStatus.interrupted.rawValue
    private static let graceMicroseconds: UInt32 = 1_500_000

    /// Called on the thread of signals: with 1 for the first signal, 2 for the second.
    package typealias Handler = @Sendable (_ count: Int) -> Void

    /// Work that is under way, and how often it was asked to stop.
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

    /// The same signal again within this time is the same wish: timeout(1) sends it to a program
    /// and to its group.
    private static let repetitionNanoseconds: Int64 = 100_000_000

    private static let state = Mutex(State())

    // MARK: Signals

    /// Begins to listen to signals; to be called once, before threads are started.
    package static func begin() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        SignalPipe.listeningProcess = getpid()
        SignalPipe.writing = ends[1]
        // Made now, as a handler must not be the first to touch them.
        _ = (
            SignalPipe.noted.load(ordering: .relaxed), SignalPipe.received.load(ordering: .relaxed)
        )
        let reading = ends[0]
        Thread.detachNewThread { serve(reading) }
        // Whoever starts the process with hang-ups ignored, as nohup does, means it.
        let numbers = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
        var heeded = sigset_t()
        sigemptyset(&heeded)
        for number in numbers {
            signal(number, SignalPipe.note)
            sigaddset(&heeded, number)
        }
        // Whoever starts the process may have had them blocked, and passed that on.
        pthread_sigmask(SIG_UNBLOCK, &heeded, nil)
    }

    /// Leaves a signal without effect from now on.
    package static func ignore(_ number: Int32) {
        _ = state.withLock { $0.ignored.insert(number) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        #if os(Linux)
            let handler = action.__sigaction_handler.sa_handler
        #else
            let handler = action.__sigaction_u.__sa_handler
        #endif
        // unsafe: pointers to functions can be compared only as numbers, and are not called here.
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

    /// Ends the process with nothing unfinished left.
    package static func end() -> Never {
        let erasesLine = isatty(StandardStream.error) == 1 ? "\r\u{1B}[K" : ""
        StandardStream.errors.line(erasesLine + "podium: interrupted")
        Leftovers.end(code: exitCode)
    }

    // MARK: Work that stops by itself

    /// Whether a signal came.
    package static var isRequested: Bool { state.withLock { $0.requests > 0 } }

    /// Ends what consists of several parts before its next part, once a signal came.
    package static func check() throws(Interrupted) {
        if isRequested { throw Interrupted() }
    }

    /// Does something that a signal asks to stop.
    ///
    /// - Parameters:
    ///   - endsAtSecond: whether the second signal ends the process where it has not ended by then.
    ///   - handler: asks it to stop; with 2, to stop at once. Called at the beginning where a
    ///     signal came before.
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

    /// Waits for the end of the process where a signal that came is about to end it.
    ///
    /// What fails because the same Ctrl-C ended a program that it needs is no failure of the work.
    package static func settle() {
        while SignalPipe.noted.load(ordering: .sequentiallyConsistent)
            != SignalPipe.received.load(ordering: .sequentiallyConsistent)
        {
            usleep(1000)
        }
    }
}

/// Work was stopped by a signal before its end.
package struct Interrupted: UserError, Hashable {
    package init() {}

    package var description: String { "interrupted" }
    package var exitStatus: ExitStatus { .interrupted }
}

/// How signals get from their handler, which may do next to nothing, to a thread.
private enum SignalPipe {
    // unsafe: both are written before any handler is installed, and only read afterwards.
    nonisolated(unsafe) static var writing: Int32 = -1
    nonisolated(unsafe) static var listeningProcess: pid_t = 0
    static let noted = Atomic(0)
    static let received = Atomic(0)

    /// The handler of every signal.
    static let note: @convention(c) (Int32) -> Void = { number in
        let code = errno
        // A forked child shares the pipe; what is meant for it is not meant for its parent.
        if getpid() != listeningProcess { _exit(128 + number) }
        noted.wrappingAdd(1, ordering: .sequentiallyConsistent)
        var byte = UInt8(truncatingIfNeeded: number)
        if write(writing, &byte, 1) != 1 { noted.wrappingSubtract(1, ordering: .relaxed) }
        errno = code
    }
}
