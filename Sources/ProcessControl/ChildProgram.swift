import CSpawn

#if canImport(Glibc)
    // `environ` is only read here, and never written.
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// Runs another program and captures its output.
///
/// Data is fetched with `curl`, `pip` and `apt-get` instead of a network library, because they know
/// the machine's proxies, certificates and package sources. A worker needs none of them.
///
/// Each program has its own process group. So Ctrl-C reaches only this process, which then kills
/// the program and all processes that it started.
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
        guard let output = Pipe(), let errors = Pipe() else { return nil }
        // Not every system can spawn a program in another directory, so a shell changes to it
        // first.
        let words =
            directory.map { ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", $0] + arguments }
            ?? arguments
        var child: pid_t = 0
        let ticket: Leftovers.Ticket
        do {
            ticket = try Leftovers.addProcess { () throws(SpawnFailure) in
                child = try spawn(words, output: output, errors: errors)
                return -child
            }
        } catch {
            return nil
        }
        defer { Leftovers.remove(ticket) }
        output.closeWriting()
        errors.closeWriting()
        var outcome = Outcome(status: 0, output: [], errors: [])
        var isOutputOpen = true
        var areErrorsOpen = true
        var pauses: Int32 = 0
        while isOutputOpen || areErrorsOpen {
            var watched = [
                pollfd(
                    fd: isOutputOpen ? output.reading : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: areErrorsOpen ? errors.reading : -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&watched, 2, seconds == nil ? -1 : 1000 / pausesPerSecond)
            if ready == 0, let seconds {
                pauses += 1
                guard pauses < Int32(clamping: seconds) * pausesPerSecond else {
                    outcome.isLate = true
                    kill(-child, SIGKILL)
                    break
                }
                continue
            }
            guard ready > 0 || errno == EINTR else { break }
            if watched[0].revents != 0 {
                isOutputOpen = output.read(into: &outcome.output)
                received(outcome.output.count)
            }
            if watched[1].revents != 0 { areErrorsOpen = errors.read(into: &outcome.errors) }
            if max(outcome.output.count, outcome.errors.count) > limit {
                kill(-child, SIGKILL)
                break
            }
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        outcome.status = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return outcome
    }

    /// Checks of the time limit per second.
    private static let pausesPerSecond: Int32 = 20

    private struct SpawnFailure: Error {}

    /// This process's environment, which the program inherits.
    private static var environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        #if canImport(Glibc)
            Glibc.environ
        #else
            Darwin.environ
        #endif
    }

    private static func spawn(
        _ arguments: [String], output: Pipe, errors: Pipe
    ) throws(SpawnFailure) -> pid_t {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
        podium_spawn_with_three(&actions)
        // The caller may block or ignore signals; the program must not.
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, usual) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        sigfillset(&usual)
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawnp(
            &child, arguments[0], &actions, &attributes, &words, Self.environment)
        guard code == 0 else { throw SpawnFailure() }
        return child
    }
}

/// Two connected file descriptors, closed with the last reference.
private final class Pipe {
    let reading: Int32
    private(set) var writing: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)

    init?() {
        var ends: [Int32] = [-1, -1]
        guard podium_make_pipe(&ends) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        close(reading)
        closeWriting()
    }

    func closeWriting() {
        if writing >= 0 { close(writing) }
        writing = -1
    }

    /// Appends the available bytes; false at the end.
    func read(into bytes: inout [UInt8]) -> Bool {
        let count = buffer.withUnsafeMutableBytes { pointer in
            #if canImport(Glibc)
                Glibc.read(reading, pointer.baseAddress, pointer.count)
            #else
                Darwin.read(reading, pointer.baseAddress, pointer.count)
            #endif
        }
        if count < 0 && errno == EINTR { return true }
        guard count > 0 else { return false }
        bytes.append(contentsOf: buffer[..<count])
        return true
    }
}
