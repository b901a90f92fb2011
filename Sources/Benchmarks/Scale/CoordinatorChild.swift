import Coordination
import Files
import Foundation
import ProcessControl
import Runtime
import Studies
import ZeroMQ

/// A coordinator in a separate process, with its own keys and directory.
final class CoordinatorChild {
    let endpoint: String
    let workerKey: String
    private let program: RunningProgram

    init(job: String, directory: String) throws {
        try Directory.make(directory)
        let keys = try KeyFiles.create(directory: directory)
        workerKey = keys.worker
        try job.write(toFile: directory + "/job.yaml", atomically: true, encoding: .utf8)
        let log = directory + "/coordinator.log"
        var launch = ProgramLaunch([
            try LocalWorker.executable(), "coordinator", directory + "/job.yaml",
            "--listen", "tcp://127.0.0.1:*", "--key", keys.coordinator,
            "--results", directory + "/results",
        ])
        launch.output = .null
        launch.errors = .file(log)
        program = try launch.start()
        endpoint = try Self.endpoint(in: log, of: program)
    }

    private static func endpoint(in log: String, of program: RunningProgram) throws -> String {
        let mark = "listening at "
        let deadline = SystemTime.now + 30
        while program.end == nil, SystemTime.now < deadline {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let line = text.split(separator: "\n").first(where: { $0.hasPrefix(mark) }) {
                return String(line.dropFirst(mark.count))
            }
            usleep(10_000)
        }
        program.send(SIGTERM)
        throw StudyError.noAnswer(
            study: "bench-dispatch", reason: "the coordinator does not start")
    }

    func end() {
        program.kill()
        program.wait()
    }

    /// The peak resident size, if the system reports it.
    var peakMegabytes: Double? {
        let text = try? String(
            contentsOfFile: "/proc/\(program.identifier)/status", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
            .map { $0 / 1024 }
    }

    /// Processor time of all its threads, if the system reports it.
    var processorSeconds: Double? {
        let path = "/proc/\(program.identifier)/stat"
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
