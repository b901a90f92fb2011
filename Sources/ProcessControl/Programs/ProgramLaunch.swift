import CSpawn
package import UserErrors

#if canImport(Glibc)
    // `environ` is only read here, and never written.
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// A program to start: its arguments, surroundings and standard streams.
///
/// Programs are started here, or under a supervisor (`SupervisedProgram`). A program inherits no
/// other descriptor. No signal is blocked or ignored in it, except SIGHUP if this process was
/// started with nohup.
package struct ProgramLaunch: Sendable {
    package enum Input: Sendable, Hashable {
        case null, inherited
        case file(String)
    }

    package enum Output: Sendable, Hashable {
        case null, inherited
        /// `RunningProgram.output` or `errors` is the other end.
        case pipe
        /// The file is created if there is none, and is appended to.
        case file(String)
    }

    /// The program, which is found through PATH, and its arguments.
    package var arguments: [String]
    /// The working directory; nil is this process's.
    ///
    /// With a directory, the start of a program that can't be run succeeds, and the program ends
    /// with a failure status.
    package var directory: String?
    /// The environment; nil is this process's.
    package var environment: [String: String]?
    /// The cores that a supervised program may use; empty for those of this process.
    package var cores: [Int] = []
    package var input = Input.null
    package var output = Output.inherited
    package var errors = Output.inherited
    /// Whether the program has its own process group.
    ///
    /// Then Ctrl-C reaches only this process, which can kill the program with all processes that it
    /// started.
    package var hasOwnGroup = true

    package init(_ arguments: [String]) { self.arguments = arguments }

    package func start() throws(LaunchFailure) -> RunningProgram {
        let input = try opened(input)
        let (output, outputReading) = try opened(output)
        let (errors, errorsReading) = try opened(errors)
        return try RunningProgram(
            hasOwnGroup: hasOwnGroup, output: outputReading, errors: errorsReading
        ) { () throws(LaunchFailure) in
            try spawn([input, output, errors])
        }
    }

    // MARK: Streams

    /// What a standard descriptor of the program is.
    private enum Target {
        case null, inherited
        case copy(OwnedDescriptor)
    }

    private func opened(_ input: Input) throws(LaunchFailure) -> Target {
        switch input {
        case .null: .null
        case .inherited: .inherited
        case .file(let path): .copy(try opened(path, O_RDONLY))
        }
    }

    private func opened(
        _ output: Output
    ) throws(LaunchFailure) -> (Target, reading: OwnedDescriptor?) {
        switch output {
        case .null: return (.null, nil)
        case .inherited: return (.inherited, nil)
        case .file(let path):
            return (.copy(try opened(path, O_WRONLY | O_CREAT | O_APPEND)), nil)
        case .pipe:
            guard let pipe = OwnedDescriptor.pipe() else {
                throw LaunchFailure(path: program, step: .start, code: errno)
            }
            return (.copy(pipe.writing), pipe.reading)
        }
    }

    private func opened(_ path: String, _ flags: Int32) throws(LaunchFailure) -> OwnedDescriptor {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LaunchFailure(path: path, step: .open, code: errno) }
        return OwnedDescriptor(descriptor)
    }

    // MARK: Starting

    private var program: String { arguments.first ?? "" }

    private func spawn(_ streams: [Target]) throws(LaunchFailure) -> Int32 {
        #if canImport(Glibc)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, target) in zip(Int32(0)..., streams) {
            switch target {
            case .inherited: break
            case .null:
                posix_spawn_file_actions_addopen(
                    &actions, number, "/dev/null", number == 0 ? O_RDONLY : O_WRONLY, 0)
            case .copy(let descriptor):
                posix_spawn_file_actions_adddup2(&actions, descriptor.number, number)
            }
        }
        podium_spawn_with_three(&actions)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var (none, usual) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        sigfillset(&usual)
        if Interruption.isIgnored(SIGHUP) { sigdelset(&usual, SIGHUP) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags =
            POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
            | (hasOwnGroup ? POSIX_SPAWN_SETPGROUP : 0)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let words = spawnedWords
        var argumentList = Self.list(words)
        defer { for text in argumentList { free(text) } }
        var variables = environment.map { Self.list(Self.assignments($0)) }
        defer { for text in variables ?? [] { free(text) } }
        var child: pid_t = 0
        let code =
            variables == nil
            ? posix_spawnp(
                &child, words[0], &actions, &attributes, &argumentList, Self.ownEnvironment)
            : posix_spawnp(&child, words[0], &actions, &attributes, &argumentList, &variables!)
        guard code == 0 else { throw LaunchFailure(path: program, step: .start, code: code) }
        return child
    }

    /// Not every system can spawn a program in another directory, so a shell changes to it first.
    private var spawnedWords: [String] {
        guard let directory else { return arguments.isEmpty ? [""] : arguments }
        return ["/bin/sh", "-c", "cd -- \"$0\" && exec \"$@\"", directory] + arguments
    }

    /// `NAME=VALUE`, in the order of the names.
    static func assignments(_ environment: [String: String]) -> [String] {
        environment.sorted { $0.key < $1.key }.map { $0.key + "=" + $0.value }
    }

    /// Copies of texts for C, which ends such a list with a null pointer.
    static func list(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    private static var ownEnvironment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        #if canImport(Glibc)
            Glibc.environ
        #else
            Darwin.environ
        #endif
    }
}

/// The reason why a program was not started.
package struct LaunchFailure: Error, Sendable, Hashable {
    package enum Step: String, Sendable {
        /// A file for a standard stream was not opened.
        case open = "open it"
        case directory = "work in it"
        case start = "start it"
        case cores = "run it on its cores"
        /// The process that supervises it was killed.
        case supervise = "supervise it"
    }

    /// The file or the program.
    package var path: String
    package var step: Step
    /// The system's error number.
    package var code: Int32
}

extension LaunchFailure: UserError {
    package var description: String {
        let reason =
            step == .supervise && code == ECHILD
            ? "the process that supervised it was killed" : String(cString: strerror(code))
        return "\(path): can't \(step.rawValue): \(reason)"
    }

    package var exitStatus: ExitStatus { .workFailed }
}
