import ArgumentParser
import Coordination
import Foundation
import ProcessControl
import Runtime
import Studies
import ZeroMQ

struct BenchScaleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "How a coordinator bears many workers.",
        discussion: """
            Starts a coordinator as a process of its own and lets simulated workers of one slot \
            connect to it, each over an encrypted link of its own. Their trials take as long as it \
            takes for all together to finish --rate trials per second.
            """)

    @Option(help: "Simulated workers.")
    var workers = 5000

    @Option(help: ArgumentHelp("Trials per second of all together.", valueName: "n"))
    var rate = 500.0

    @Option(help: ArgumentHelp("How long to measure.", valueName: "s"))
    var seconds = 20.0

    @Flag(help: "Print JSON.")
    var json = false

    private static let registrationSeconds = 120.0

    struct Latency: Codable {
        var count: Int
        var p50Milliseconds: Double
        var p99Milliseconds: Double
        var maximumMilliseconds: Double

        init(_ seconds: [Double]) {
            let sorted = seconds.sorted()
            func at(_ part: Double) -> Double {
                guard !sorted.isEmpty else { return 0 }
                return sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))] * 1000
            }
            count = sorted.count
            p50Milliseconds = at(0.5)
            p99Milliseconds = at(0.99)
            maximumMilliseconds = at(1)
        }
    }

    struct Outcome: Codable {
        var workers: Int
        var registrationSeconds: Double
        var seconds: Double
        var trialsPerSecond: Double
        var dispatch: Latency
        var ping: Latency
        var coordinatorPeakMegabytes: Double?
        var coordinatorProcessorSeconds: Double?
        var descriptorLimit: Int
    }

    func validate() throws {
        guard (1...60_000).contains(workers) else {
            throw ValidationError("--workers is \(workers); expected a number from 1 to 60000")
        }
        guard (0.1...100_000).contains(rate) else {
            throw ValidationError("--rate is \(rate); expected trials per second up to 100000")
        }
        guard (1...86_400).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); expected seconds from 1 to 86400")
        }
    }

    func run() throws {
        let limit = raiseDescriptorLimit(to: workers + 500)
        guard limit >= workers + 100 else {
            throw InputError(
                "\(workers) workers need \(workers + 100) descriptors, and this process may have "
                    + "\(limit): raise the limit (ulimit -n), or give fewer --workers")
        }
        let base = NSTemporaryDirectory() + "/podium-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: base) }
        let trials = min(Int(rate * (seconds + 10)) + 2 * workers, 1 << 30)
        let coordinator = try CoordinatorChild(
            job: BenchDispatchCommand.job("bench-scale", trials: trials), directory: base)
        defer { coordinator.end() }
        let outcome = try measure(coordinator, descriptorLimit: limit)
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(Self.text(of: outcome))
    }

    private func measure(
        _ coordinator: CoordinatorChild, descriptorLimit: Int
    ) throws -> Outcome {
        // ZeroMQ scans all timers of a thread to cancel one: more threads, fewer connections each.
        let context = try Context(ioThreads: 4)
        defer { context.terminate() }
        let start = SystemTime.now
        let swarm = try Swarm(
            context, security: .encrypted(try KeyFiles.readWorker(coordinator.workerKey)),
            endpoint: coordinator.endpoint, workers: workers,
            trialSeconds: Double(workers) / rate)
        defer { swarm.close() }
        try swarm.run(seconds: Self.registrationSeconds) { swarm.registered == workers }
        let registration = SystemTime.now.seconds(since: start)
        guard swarm.registered == workers else {
            throw StudyError.noAnswer(
                study: "bench-dispatch",
                reason: "\(swarm.registered) of \(workers) workers were welcomed within "
                    + "\(Self.registrationSeconds) s")
        }
        swarm.resetMeasurements()
        let before = coordinator.processorSeconds
        try swarm.run(seconds: seconds)
        let used = coordinator.processorSeconds.flatMap { after in before.map { after - $0 } }
        return Outcome(
            workers: workers, registrationSeconds: registration, seconds: seconds,
            trialsPerSecond: Double(swarm.finished) / seconds,
            dispatch: Latency(swarm.dispatchSeconds), ping: Latency(swarm.pingSeconds),
            coordinatorPeakMegabytes: coordinator.peakMegabytes,
            coordinatorProcessorSeconds: used, descriptorLimit: descriptorLimit)
    }

    private static func text(of outcome: Outcome) -> String {
        func line(_ name: String, _ latency: Latency) -> String {
            String(
                format: "%@: p50 %.1f ms, p99 %.1f ms, longest %.1f ms (%d)", name,
                latency.p50Milliseconds, latency.p99Milliseconds, latency.maximumMilliseconds,
                latency.count)
        }
        var lines = [
            String(
                format: "%d workers registered in %.2f s; then %.0f trials/s for %.0f s",
                outcome.workers, outcome.registrationSeconds, outcome.trialsPerSecond,
                outcome.seconds),
            line("from a result to the next trial", outcome.dispatch),
            line("from a ping to its answer", outcome.ping),
        ]
        if let peak = outcome.coordinatorPeakMegabytes,
            let used = outcome.coordinatorProcessorSeconds
        {
            lines.append(
                String(
                    format: "coordinator: peak memory %.0f MB, %.1f s of processor time", peak,
                    used))
        }
        lines.append("descriptor limit: \(outcome.descriptorLimit)")
        return lines.joined(separator: "\n")
    }
}

/// A coordinator in a separate process, with its own keys and directory.
private final class CoordinatorChild {
    let endpoint: String
    let workerKey: String
    private let program: RunningProgram

    init(job: String, directory: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
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
