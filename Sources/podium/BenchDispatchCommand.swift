import ArgumentParser
import Coordination
import Foundation
import JobFiles
import Runtime

struct BenchDispatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Trials a second through real sockets and the real store.",
        discussion: """
            Runs a study whose objective returns at once, with workers as processes of their own \
            and encrypted links: what is measured is sampling, messages and durable storage.
            """)

    @Option(help: "Trials in total.")
    var trials = 20_000

    @Option(help: "Slots of the worker.")
    var slots = 2

    @Option(
        help: ArgumentHelp(
            "Where to put the study (default: a temporary directory).", valueName: "dir"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    struct Outcome: Codable {
        var trials: Int
        var seconds: Double
        var trialsPerSecond: Double
        var coordinatorPeakMegabytes: Double
        var slots: Int
    }

    func run() throws {
        let base = directory ?? (NSTemporaryDirectory() + "/podium-bench-\(getpid())")
        defer { if directory == nil { try? FileManager.default.removeItem(atPath: base) } }
        let loaded = try JobFile.parse(text: Self.job(trials: trials), file: "bench")
        let keys = try TemporaryKeys()
        defer { keys.remove() }
        let display = TimingDisplay()
        let session = try SearchSession(
            jobs: [loaded], results: base,
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys.coordinator),
                exitsWhenDone: true, datasets: StandardData.cache),
            display: display)
        session.startsWorker(slots: slots, key: keys.workerPath)
        try session.run(awaitsWorkers: true, resumeCommand: "podium bench dispatch", prints: false)
        let seconds = display.seconds
        let outcome = Outcome(
            trials: trials, seconds: seconds, trialsPerSecond: Double(trials) / seconds,
            coordinatorPeakMegabytes: Self.peakMegabytes, slots: slots)
        guard !json else { return try StandardOutput.write(json: outcome) }
        try StandardOutput.write(
            String(
                format: "%d trials in %.2f s: %.0f trials/s; coordinator's peak memory %.0f MB",
                trials, seconds, outcome.trialsPerSecond, outcome.coordinatorPeakMegabytes))
    }

    static func job(trials: Int) -> String {
        """
        study: bench-dispatch
        objective: "null"
        epochs: 1
        metric: { name: validation_loss, direction: minimize }
        sampler: random
        trials: \(trials)
        seed: 1
        space:
          a: { type: float, low: 0, high: 1 }
          b: { type: float, low: 1.0e-5, high: 1, distribution: log }
          c: { type: int, low: 1, high: 1000 }
          d: { type: categorical, choices: [red, green, blue] }
          e: { type: float, low: -5, high: 5 }
        """
    }

    /// The largest resident size of this process, which is the coordinator.
    private static var peakMegabytes: Double {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Double(usage.ru_maxrss) / 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Double(usage.ru_maxrss) / (1 << 20)
        #endif
    }
}

/// Shows nothing; notes when the first worker came and when the study was done.
private final class TimingDisplay: SearchDisplay {
    private var startedAt: Instant?
    private var endedAt: Instant?

    var seconds: Double {
        guard let startedAt, let endedAt else { return .nan }
        return endedAt.seconds(since: startedAt)
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        switch notice {
        case .workerJoined where startedAt == nil: startedAt = SystemTime.now
        case .studyFinished: endedAt = SystemTime.now
        default: break
        }
    }

    func listening(at endpoint: String) {}
    func awaitingWorkers() {}
    func storageChanged(problem: String?) {}
    func ignored(_ reason: String) {}
    func refresh(_ coordinator: CoordinatorShell) {}
    func end() {}
    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {}
}
