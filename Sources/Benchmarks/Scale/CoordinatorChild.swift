import Coordination
import Foundation
import Runtime
import Studies
import ZeroMQ

/// A coordinator in a separate process, with its own keys and directory.
final class CoordinatorChild {
    let endpoint: String
    let workerKey: String
    private let process = Process()

    init(job: String, directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        let keys = try KeyFiles.create(directory: directory)
        workerKey = keys.worker
        try job.write(toFile: directory + "/job.yaml", atomically: true, encoding: .utf8)
        let log = directory + "/coordinator.log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = try LocalWorker.executable()
        process.arguments = [
            "coordinator", directory + "/job.yaml", "--listen", "tcp://127.0.0.1:*", "--key",
            keys.coordinator, "--results", directory + "/results",
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        endpoint = try Self.endpoint(in: log, of: process)
    }

    private static func endpoint(in log: String, of process: Process) throws -> String {
        let mark = "listening at "
        let deadline = SystemTime.now + 30
        while process.isRunning, SystemTime.now < deadline {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix(mark) }) {
                return String(line.dropFirst(mark.count))
            }
            usleep(10_000)
        }
        process.terminate()
        throw StudyError.noAnswer(
            study: "bench-dispatch", reason: "the coordinator does not start")
    }

    func end() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The peak resident size, if the system reports it.
    var peakMegabytes: Double? {
        let text = try? String(
            contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
            .map { $0 / 1024 }
    }

    /// Processor time of all its threads, if the system reports it.
    var processorSeconds: Double? {
        let path = "/proc/\(process.processIdentifier)/stat"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        // After the name: the state, and 10 more numbers before user and system time.
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
