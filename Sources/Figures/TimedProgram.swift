import Foundation

/// Runs another program to its end, but not for longer than a limit.
struct TimedProgram {
    enum Ending: Sendable, Hashable {
        /// The exit status, or 128 plus the number of the signal that ended it; the beginning of
        /// what it wrote to standard error.
        case ended(status: Int32, errors: String)
        /// It was stopped, with all processes that it had started.
        case timedOut
        case notStarted(String)
    }

    /// The program's file and its arguments.
    private let arguments: [String]
    private let directory: String

    private static let longestErrors = 2_000
    /// Milliseconds between two looks at the program.
    private static let pause: Int32 = 5

    init(_ arguments: [String], directory: String) {
        self.arguments = arguments
        self.directory = directory
    }

    /// Runs it with nothing to read, and nowhere to write but standard error.
    ///
    /// The program gets a process group of its own: Ctrl-C in a terminal ends no figure half-way,
    /// and the limit ends what the program has started too.
    func run(seconds: Int) -> Ending {
        // A file takes in as much as the program writes; a pipe has to be read meanwhile.
        let errors = Self.temporaryFile()
        defer { if errors >= 0 { close(errors) } }
        var child: pid_t = 0
        let code = spawn(&child, errors: errors)
        guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
        var waited = 0
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { break }
            // Somebody else has taken its status: whether it worked is seen in its files.
            if ended < 0, errno != EINTR { return .ended(status: 0, errors: "") }
            guard waited < seconds * 1_000 else {
                kill(-child, SIGKILL)
                kill(child, SIGKILL)
                while waitpid(child, &status, 0) < 0, errno == EINTR {}
                return .timedOut
            }
            if poll(nil, 0, Self.pause) == 0 { waited += Int(Self.pause) }
        }
        let signal = status & 0x7F
        return .ended(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            errors: Self.beginning(of: errors))
    }

    private func spawn(_ child: inout pid_t, errors: Int32) -> Int32 {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        if errors >= 0 {
            posix_spawn_file_actions_adddup2(&actions, errors, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        // The caller may ignore signals; the program must not.
        var usual = sigset_t()
        sigemptyset(&usual)
        for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP] { sigaddset(&usual, number) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        // Not every C library can start a program in another directory; the shell can.
        let command = ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory] + arguments
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var variables: [UnsafeMutablePointer<CChar>?] =
            ProcessInfo.processInfo.environment.sorted { $0.key < $1.key }
            .map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { for variable in variables { free(variable) } }
        return posix_spawn(&child, command[0], &actions, &attributes, &words, &variables)
    }

    /// A file without a name; -1 where there is no room for one.
    private static func temporaryFile() -> Int32 {
        var path = Array((NSTemporaryDirectory() + "/podium-XXXXXX").utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { return -1 }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    private static func beginning(of file: Int32) -> String {
        guard file >= 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: longestErrors)
        let count = pread(file, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
