#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs another program and captures its output.
///
/// Data is fetched with `curl`, `pip` and `apt-get` instead of a network library, because they know
/// the machine's proxies, certificates and package sources. A worker needs none of them.
package enum ChildProgram {
    package struct Outcome: Sendable, Hashable {
        /// The exit status, or 128 plus the number of the signal that ended it.
        package var status: Int32
        package var output: [UInt8]
        package var errors: [UInt8]
        /// Whether it was killed by the time limit.
        package var isLate = false

        /// The last nonempty line on standard error, which tells why the program failed.
        package var reason: String {
            let text = String(decoding: errors, as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline)
                .map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
            // pip ends with advice; its line marked as an error is the reason.
            let line = lines.last { $0.hasPrefix("ERROR:") || $0.hasPrefix("E:") } ?? lines.last
            return line.map { String($0.prefix(300)) } ?? "ended with status \(status)"
        }
    }

    /// Runs a program, found through PATH, to its end; nil if it does not exist.
    ///
    /// `received` is called with the number of bytes received on standard output. The program is
    /// killed once it has printed more than `limit` bytes.
    ///
    /// - Parameter directory: the program's working directory; nil is this process's. With a
    ///   directory, a program that can't be run gives an outcome with a failure status, not nil.
    /// - Parameter seconds: the program is killed if it prints nothing for this time; nil is no
    ///   limit.
    package static func run(
        _ arguments: [String], in directory: String? = nil, limit: Int = 1 << 20,
        seconds: Int? = nil, received: (Int) -> Void = { _ in }
    ) -> Outcome? {
        var launch = ProgramLaunch(arguments)
        launch.directory = directory
        launch.output = .pipe
        launch.errors = .pipe
        guard let program = try? launch.start() else { return nil }
        var outcome = Outcome(status: 0, output: [], errors: [])
        var output = program.output
        var errors = program.errors
        var pauses: Int32 = 0
        while output != nil || errors != nil {
            var watched = [output, errors].map {
                pollfd(fd: $0?.number ?? -1, events: Int16(POLLIN), revents: 0)
            }
            let ready = poll(&watched, 2, seconds == nil ? -1 : 1000 / pausesPerSecond)
            if ready == 0, let seconds {
                pauses += 1
                guard pauses < Int32(clamping: seconds) * pausesPerSecond else {
                    outcome.isLate = true
                    program.kill()
                    break
                }
                continue
            }
            guard ready > 0 || errno == EINTR else { break }
            if watched[0].revents != 0 {
                if output?.read(into: &outcome.output) != true { output = nil }
                received(outcome.output.count)
            }
            if watched[1].revents != 0, errors?.read(into: &outcome.errors) != true {
                errors = nil
            }
            if max(outcome.output.count, outcome.errors.count) > limit {
                program.kill()
                break
            }
        }
        outcome.status = outcome.isLate ? lateStatus(of: program) : program.wait().status
        return outcome
    }

    /// The status of a program that was killed for its silence.
    ///
    /// One that hangs in a driver ends with the driver's call, perhaps never: it is not waited for.
    private static func lateStatus(of program: RunningProgram) -> Int32 {
        for _ in 0..<100 {
            if let end = program.end { return end.status }
            usleep(20_000)
        }
        return ProgramEnd.signal(SIGKILL).status
    }

    /// Checks of the time limit per second.
    private static let pausesPerSecond: Int32 = 20
}
