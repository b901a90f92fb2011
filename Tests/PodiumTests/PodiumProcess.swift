import Foundation
import Testing

/// A `podium` that was started; what it says goes to files.
///
/// Foundation's process is only asked from the test's own task, and its parts are thread-safe.
final class PodiumProcess: @unchecked Sendable {
    let arguments: [String]
    private let process = Process()
    private let outputPath: String
    private let errorPath: String

    /// - Parameters:
    ///   - prefix: a program and arguments to start podium through, such as `ip netns exec`.
    ///   - terminal: what both outputs go to instead of files.
    init(
        _ arguments: [String], directory: String, environment: [String: String],
        prefix: [String] = [], terminal: FileHandle? = nil
    ) throws {
        self.arguments = arguments
        let stem = "\(directory)/\(UUID().uuidString)"
        (outputPath, errorPath) = (stem + ".out", stem + ".err")
        let text = prefix + [PodiumBinary.path] + arguments
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = text
        if text[0].hasPrefix("/") {
            process.executableURL = URL(fileURLWithPath: text[0])
            process.arguments = Array(text.dropFirst())
        }
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try terminal ?? Self.file(outputPath)
        process.standardError = try terminal ?? Self.file(errorPath)
        try process.run()
    }

    private static func file(_ path: String) throws -> FileHandle {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    }

    var identifier: Int32 { process.processIdentifier }
    var isRunning: Bool { ending == nil }

    /// The exit code, or 128 and the signal's number, as shells have it; nil while it runs.
    ///
    /// Foundation learns of the end by a socket, which may be open in a program that was started
    /// at the same moment; so the system is asked too, and the process is left for Foundation.
    private var ending: Int32? {
        guard process.isRunning else {
            let isSignal = process.terminationReason == .uncaughtSignal
            return process.terminationStatus + (isSignal ? 128 : 0)
        }
        var end = siginfo_t()
        let asked = waitid(P_PID, id_t(identifier), &end, WEXITED | WNOHANG | WNOWAIT)
        guard asked == 0, end._sifields._sigchld.si_pid == identifier else { return nil }
        let isSignal = end.si_code != CLD_EXITED
        return end._sifields._sigchld.si_status + (isSignal ? 128 : 0)
    }

    /// What went to standard output so far.
    var output: String { text(outputPath) }

    /// What went to standard error so far.
    var errors: String { text(errorPath) }

    private func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    func signal(_ number: Int32) { kill(identifier, number) }

    /// Ends the process at once, as a power cut would, and waits until it is gone.
    func kill9() async throws {
        signal(SIGKILL)
        _ = try await exitCode()
    }

    /// Waits for the end, and gives the exit code as `ending` has it.
    @discardableResult
    func exitCode(within seconds: Double = 120) async throws -> Int32 {
        var code: Int32?
        do {
            try await until("podium \(arguments.joined(separator: " ")) ends", within: seconds) {
                code = self.ending
                return code != nil
            }
        } catch let overdue as Overdue {
            let state = isAlive(identifier) ? "It runs" : "Its process has ended"
            throw Overdue(description: "\(overdue.description). \(state), and said:\n\(errors)")
        }
        return code ?? -1
    }

    /// The process and all that descend from it.
    ///
    /// A wrapper's own end does not always take what it started with it.
    var family: [Int32] {
        var known = [identifier]
        var next = 0
        while next < known.count {
            known += Self.children(of: known[next])
            next += 1
        }
        return known
    }

    static func children(of parent: Int32) -> [Int32] {
        let search = Process()
        search.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        search.arguments = ["pgrep", "-P", "\(parent)"]
        let pipe = Pipe()
        search.standardOutput = pipe
        search.standardError = FileHandle.nullDevice
        guard (try? search.run()) != nil else { return [] }
        let text = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        search.waitUntilExit()
        return text.split(separator: "\n").compactMap { Int32($0) }
    }
}

/// Whether a process is there, and no mere entry that its parent has not read yet.
func isAlive(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 else { return false }
    guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
        return true
    }
    return stat.split(separator: ")").last?.split(separator: " ").first != "Z"
}

/// What was waited for did not come about.
struct Overdue: Error, CustomStringConvertible {
    var description: String
}

/// Looks again and again until a condition holds.
func until(
    _ what: String, within seconds: Double = 60,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    while try await !condition() {
        guard clock.now < deadline else {
            throw Overdue(description: "waited \(seconds) s in vain until \(what)")
        }
        try await Task.sleep(for: .milliseconds(20))
    }
}
