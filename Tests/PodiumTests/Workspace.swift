import Files
import Foundation
import Reporting
import StudyModel
import Testing

/// A directory for one test with its job files, its results and the processes started in it.
///
/// `@unchecked Sendable`: only the task of the one test that it belongs to uses it.
final class Workspace: @unchecked Sendable {
    let path: String
    private var processes: [PodiumProcess] = []
    private var endings: [() -> Void] = []

    private init() throws {
        path = NSTemporaryDirectory() + "/podium-tests-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    /// Runs a test in a directory of its own; nothing that it started is left, however it ends.
    @discardableResult
    static func with<Value>(_ body: (Workspace) async throws -> Value) async throws -> Value {
        let workspace = try Workspace()
        do {
            let value = try await body(workspace)
            workspace.clear()
            return value
        } catch {
            // What the programs said is most of what there is to know about a failure.
            for process in workspace.processes {
                print("--- podium \(process.arguments.joined(separator: " "))")
                print(process.errors.suffix(2000))
            }
            workspace.clear()
            throw error
        }
    }

    /// Something to be undone when the test is over.
    func atEnd(_ ending: @escaping () -> Void) { endings.append(ending) }

    private func clear() {
        for process in processes where process.isRunning {
            process.family.forEach { _ = kill($0, SIGKILL) }
        }
        endings.reversed().forEach { $0() }
        try? FileManager.default.removeItem(atPath: path)
    }

    // MARK: Programs

    /// Starts `podium` in the directory.
    func start(
        _ arguments: String..., environment: [String: String] = [:], prefix: [String] = [],
        terminal: FileHandle? = nil
    ) throws -> PodiumProcess {
        try start(arguments, environment: environment, prefix: prefix, terminal: terminal)
    }

    func start(
        _ arguments: [String], environment: [String: String] = [:], prefix: [String] = [],
        terminal: FileHandle? = nil
    ) throws -> PodiumProcess {
        let process = try PodiumProcess(
            arguments, directory: path, environment: environment, prefix: prefix,
            terminal: terminal)
        processes.append(process)
        return process
    }

    /// Runs `podium` to its end.
    @discardableResult
    func run(
        _ arguments: String..., expecting code: Int32 = 0, environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> PodiumProcess {
        let process = try start(arguments, environment: environment)
        let ended = try await process.exitCode()
        #expect(
            ended == code, "podium \(arguments.joined(separator: " ")): \(process.errors)",
            sourceLocation: sourceLocation)
        return process
    }

    /// Runs a line of shell, with the program's path as `$0`, and gives what it said.
    func shell(_ line: String) async throws -> (output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["bash", "-c", line, PodiumBinary.path]
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        let names = ["shell.out", "shell.err"].map { path + "/" + $0 }
        for name in names { _ = FileManager.default.createFile(atPath: name, contents: nil) }
        process.standardOutput = FileHandle(forWritingAtPath: names[0])
        process.standardError = FileHandle(forWritingAtPath: names[1])
        try process.run()
        try await until("the shell ends: \(line)") { !process.isRunning }
        return (try read("shell.out"), try read("shell.err"))
    }

    /// Starts a coordinator with keys of its own and waits until it listens.
    ///
    /// - Returns: the process and the address that it listens at.
    func startCoordinator(
        _ jobs: String..., listen: String = "tcp://127.0.0.1:*", options: [String] = [],
        prefix: [String] = [], exits: Bool = true
    ) async throws -> (process: PodiumProcess, address: String) {
        if !FileManager.default.fileExists(atPath: path + "/coordinator.key") {
            try await run("keys", "new")
        }
        let process = try start(
            ["coordinator"] + jobs + ["--listen", listen]
                + (exits ? ["--exit-when-done"] : []) + options,
            prefix: prefix)
        let mark = "listening at "
        try await until("the coordinator listens") {
            process.errors.contains(mark) || !process.isRunning
        }
        let line = process.errors.split(separator: "\n").first { $0.hasPrefix(mark) }
        let address = try #require(line?.dropFirst(mark.count), "\(process.errors)")
        return (process, String(address))
    }

    func startWorker(_ address: String, name: String, slots: Int = 1) throws -> PodiumProcess {
        try start(
            "worker", "--connect", address, "--key", "worker.key", "--name", name, "--slots",
            "\(slots)", "--exit-when-done")
    }

    // MARK: Files

    /// Writes a file, and makes its directory.
    func write(_ text: String, to name: String, mode: Int? = nil) throws {
        try FileManager.default.createDirectory(
            atPath: (path + "/" + name as NSString).deletingLastPathComponent,
            withIntermediateDirectories: true)
        defer {
            if let mode {
                try? FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: path + "/" + name)
            }
        }
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }

    /// The names of the files in a directory.
    func files(in name: String) -> [String] {
        Directory.readableNames(in: path + "/" + name)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// A study's canonical table.
    func table(_ study: String) throws -> String { try read("results/\(study)/table.csv") }

    /// How many trials the table on disk has; 0 before there is one.
    func rows(_ study: String) -> Int {
        guard let table = try? table(study) else { return 0 }
        return max(0, table.split(separator: "\n").count - 1)
    }

    // MARK: The record

    /// What `podium status --json` says, of a live study too.
    func status(_ study: String) async throws -> StudyDocument {
        let process = try await run("status", study, "--json")
        return try Self.decode(StudyDocument.self, process.output)
    }

    /// What `podium trial --json` says.
    func trial(_ number: Int, of study: String) async throws -> TrialDocument {
        let process = try await run("trial", study, "\(number)", "--json")
        return try Self.decode(TrialDocument.self, process.output)
    }

    /// Waits until a worker is in the midst of a trial, with epochs behind it and more than one to
    /// come, and says which trial.
    func trialInTraining(_ study: String, by worker: String? = nil) async throws -> Int {
        var found: Int?
        try await until("a trial of \(study) is in training") {
            // A coordinator that is starting has not said yet where it can be asked.
            guard let status = try await self.statusIfAny(study) else { return false }
            found =
                status.trials.first {
                    guard let attempt = $0.attempts.last, attempt.outcome == "running" else {
                        return false
                    }
                    return (worker == nil || attempt.worker == worker)
                        && (1...status.epochs - 2).contains($0.intermediateResults.count)
                }?.number
            return found != nil
        }
        return found!
    }

    private func statusIfAny(_ study: String) async throws -> StudyDocument? {
        let process = try start("status", study, "--json")
        guard try await process.exitCode() == 0 else { return nil }
        return try Self.decode(StudyDocument.self, process.output)
    }
}

extension Workspace {
    /// Reads what a command printed with --json.
    static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(text.utf8))
    }
}

extension StudyDocument {
    var attempts: [TrialDocument.Attempt] { trials.flatMap(\.attempts) }
}
