#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs a program of a user's to its end: takes in its output, keeps its limits, and leaves none of
/// its processes behind.
package struct ProgramRun {
    package enum Stream: Sendable, Hashable { case output, errors }

    /// Why a program was made to end.
    package enum Cause: Sendable, Hashable {
        /// The caller asked for it.
        case request
        /// Its processes took more memory than the limit; the bytes found.
        case memory(Int)
    }

    package struct Outcome: Sendable, Hashable {
        package var end: ProgramEnd
        /// Why it was made to end; nil if it ended by itself.
        package var cause: Cause?
        /// Whether it was still there after the grace period, and was killed.
        package var isKilled = false
        /// Whether another process still had its output open, so that output may be missing.
        package var isOutputCut = false
        /// Whether some of its processes could not be ended.
        package var isIncomplete = false
    }

    /// Seconds between SIGTERM and SIGKILL.
    package var graceSeconds = 10.0
    /// Seconds for which output is read after the program's end, while other processes have it
    /// open.
    package var drainSeconds = 2.0
    /// Bytes of memory of all its processes; nil for no limit.
    package var memoryLimit: Int?

    private static let memorySeconds = 0.5
    /// How long a request to stop may wait while nothing else happens.
    private static let pollMilliseconds: Int32 = 50

    private let supervisors: SupervisorPool

    package init(_ supervisors: SupervisorPool) { self.supervisors = supervisors }

    /// Runs a program.
    ///
    /// - Parameters:
    ///   - shouldStop: polled; once it is true, the program gets SIGTERM, and SIGKILL after the
    ///     grace period.
    ///   - received: called with each piece of output.
    /// - Throws: `LaunchFailure` if the program can't be started, or if its supervisor is killed.
    package func run(
        _ launch: ProgramLaunch, shouldStop: () -> Bool,
        received: (Stream, [UInt8]) -> Void
    ) throws(LaunchFailure) -> Outcome {
        let program = try SupervisedProgram(launch, of: supervisors)
        var state = State(program)
        while !state.isOver {
            state.wait(Self.pollMilliseconds)
            try state.takeEvents(drainSeconds)
            state.read(received)
            if state.outcome == nil, state.outcomeCause == nil {
                if shouldStop() {
                    state.requestEnd(.request, graceSeconds)
                } else if let memoryLimit, let bytes = state.memory(each: Self.memorySeconds),
                    bytes > memoryLimit
                {
                    // A machine without memory has no time for grace.
                    state.requestEnd(.memory(bytes), 0)
                }
            }
            state.keepDeadlines()
        }
        state.readRest(received)
        guard var outcome = state.outcome else {
            throw LaunchFailure(path: launch.arguments.first ?? "", step: .supervise, code: ECHILD)
        }
        outcome.cause = state.outcomeCause
        outcome.isKilled = state.isKilled
        return outcome
    }

    /// A program with its open streams and deadlines.
    private struct State {
        let program: SupervisedProgram
        var output: OwnedDescriptor?
        var errors: OwnedDescriptor?
        var outcome: Outcome?
        var outcomeCause: Cause?
        var isKilled = false
        var isOver = false
        private var hasEvent = false
        private var readable = (output: false, errors: false)
        /// When everything is killed.
        private var killAt: ContinuousClock.Instant?
        private var memoryAt: ContinuousClock.Instant
        private var isKillSent = false

        init(_ program: SupervisedProgram) {
            self.program = program
            output = program.output
            errors = program.errors
            memoryAt = ContinuousClock.now
        }

        mutating func wait(_ milliseconds: Int32) {
            var watched = [output, errors, program.control].map {
                pollfd(fd: $0?.number ?? -1, events: Int16(POLLIN), revents: 0)
            }
            let count = poll(&watched, nfds_t(watched.count), milliseconds)
            readable = (count > 0 && watched[0].revents != 0, count > 0 && watched[1].revents != 0)
            hasEvent = count > 0 && watched[2].revents != 0
            // The program may have stopped its supervisor, which then reports nothing.
            if count == 0 { program.wakeSupervisor() }
        }

        mutating func takeEvents(_ drainSeconds: Double) throws(LaunchFailure) {
            guard hasEvent else { return }
            switch program.nextEvent() {
            case .started: break
            case .failed(let failure): throw failure
            case .ended(let end, let leavesOthers):
                outcome = Outcome(end: end)
                isOver = !leavesOthers
                killAt = ContinuousClock.now + .seconds(drainSeconds)
            case .gone(let isComplete):
                outcome?.isIncomplete = !isComplete
                isOver = true
            case .lost:
                outcome?.isIncomplete = true
                isOver = true
            }
        }

        /// Reads what the processes left in the pipes before they were gone.
        mutating func readRest(_ received: (Stream, [UInt8]) -> Void) {
            while output != nil || errors != nil {
                wait(0)
                guard readable.output || readable.errors else { return }
                read(received)
            }
        }

        mutating func read(_ received: (Stream, [UInt8]) -> Void) {
            if readable.output { Self.read(&output, .output, received) }
            if readable.errors { Self.read(&errors, .errors, received) }
            readable = (false, false)
        }

        private static func read(
            _ descriptor: inout OwnedDescriptor?, _ stream: Stream,
            _ received: (Stream, [UInt8]) -> Void
        ) {
            var bytes: [UInt8] = []
            if descriptor?.read(into: &bytes) != true { descriptor = nil }
            if !bytes.isEmpty { received(stream, bytes) }
        }

        /// The memory of all processes, if it is time to look.
        mutating func memory(each seconds: Double) -> Int? {
            let now = ContinuousClock.now
            guard now >= memoryAt else { return nil }
            memoryAt = now + .seconds(seconds)
            return ProgramMemory.bytes(below: program.ancestor)
        }

        mutating func requestEnd(_ cause: Cause, _ graceSeconds: Double) {
            outcomeCause = cause
            killAt = ContinuousClock.now + .seconds(graceSeconds)
            if graceSeconds > 0 { program.requestEnd() }
        }

        mutating func keepDeadlines() {
            guard !isOver, !isKillSent else { return }
            let isDrained = outcome != nil && output == nil && errors == nil
            guard isDrained || killAt.map({ ContinuousClock.now >= $0 }) == true else { return }
            isKillSent = true
            if outcome == nil { isKilled = true }
            if outcome != nil, !isDrained { outcome?.isOutputCut = true }
            program.kill()
        }
    }
}
