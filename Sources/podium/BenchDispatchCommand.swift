import ArgumentParser
import Coordination
import Foundation
import JobFiles
import ProcessControl
import Runtime

struct BenchDispatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Trials per second through real sockets, the real store and a real display.",
        discussion: """
            Runs studies whose objective returns at once, with a worker as a process of its own \
            and encrypted links: what is measured is sampling, messages, durable storage, and \
            showing each trial. The rate of the last tenth of the trials beside that of the first \
            tells whether the cost per trial grows with the study.
            """)

    @Option(
        help: ArgumentHelp(
            "Trials in total; of several numbers each is a study.", valueName: "n,…"))
    var trials = NumberList([20_000])

    @Option(help: "Slots of the worker.")
    var slots = 2

    @Option(
        help: ArgumentHelp(
            "What shows the trials: lines to a file or to a pipe that is read, the live view in a "
                + "terminal, or none.", valueName: "display"))
    var display = BenchDisplay.file

    @Option(
        help: ArgumentHelp(
            "Where to put the studies (default: a temporary directory).", valueName: "dir"))
    var directory: String?

    @Flag(help: "Print JSON.")
    var json = false

    struct Outcome: Codable {
        var trials: Int
        var display: BenchDisplay
        var seconds: Double
        var trialsPerSecond: Double
        var firstTenthTrialsPerSecond: Double
        var lastTenthTrialsPerSecond: Double
        /// The largest resident size of this process so far.
        var coordinatorPeakMegabytes: Double
        var slots: Int
    }

    func validate() throws {
        try Slots.validate(slots)
        for number in trials.numbers where !(1...10_000_000).contains(number) {
            throw ValidationError("--trials is \(number); expected numbers from 1 to 10000000")
        }
    }

    func run() throws {
        let temporary = directory == nil ? try TemporaryDirectory.make(for: "the studies") : nil
        defer { temporary?.remove() }
        let base = directory ?? temporary?.path ?? "."
        try? FileManager.default.createDirectory(
            atPath: base, withIntermediateDirectories: true)
        var outcomes: [Outcome] = []
        for number in trials.numbers {
            let outcome = try measure(trials: number, in: base)
            outcomes.append(outcome)
            if !json { try StandardOutput.write(outcome.text) }
        }
        guard json else { return }
        if outcomes.count == 1 { return try StandardOutput.write(json: outcomes[0]) }
        try StandardOutput.write(json: outcomes)
    }

    private func measure(trials: Int, in base: String) throws -> Outcome {
        let name = "bench-dispatch" + (self.trials.numbers.count > 1 ? "-\(trials)" : "")
        let loaded = try JobFile.parse(text: Self.job(name, trials: trials), file: "bench")
        let keys = try TemporaryKeys()
        defer { keys.remove() }
        let surface = try BenchSurface(display, directory: base)
        defer { surface.close() }
        let timing = TimingDisplay(showing: surface.display, trials: trials)
        let session = try SearchSession(
            jobs: [loaded], results: base,
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys.coordinator),
                exitsWhenDone: true, datasets: StandardData.cache),
            display: timing)
        session.startsWorker(slots: slots, key: keys.workerPath)
        try session.run(awaitsWorkers: true, resumeCommand: "podium bench dispatch", prints: false)
        return Outcome(
            trials: trials, display: display, seconds: timing.seconds,
            trialsPerSecond: Double(trials) / timing.seconds,
            firstTenthTrialsPerSecond: timing.firstTenthRate,
            lastTenthTrialsPerSecond: timing.lastTenthRate,
            coordinatorPeakMegabytes: Self.peakMegabytes, slots: slots)
    }

    static func job(_ name: String, trials: Int) -> String {
        """
        study: \(name)
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

extension BenchDispatchCommand.Outcome {
    fileprivate var text: String {
        String(
            format: "%d trials, display %@: %.2f s, %.0f trials/s; first tenth %.0f, last tenth "
                + "%.0f trials/s; coordinator's peak memory %.0f MB",
            trials, display.rawValue, seconds, trialsPerSecond, firstTenthTrialsPerSecond,
            lastTenthTrialsPerSecond, coordinatorPeakMegabytes)
    }
}

/// Notes when trials finish, and has another display show them.
private final class TimingDisplay: SearchDisplay {
    private let shown: (any SearchDisplay)?
    private let trials: Int
    private let tenth: Int
    private var finished = 0
    private var startedAt: Instant?
    private var firstTenthAt: Instant?
    private var lastTenthAt: Instant?
    private var endedAt: Instant?

    init(showing shown: (any SearchDisplay)?, trials: Int) {
        self.shown = shown
        self.trials = trials
        tenth = max(1, trials / 10)
    }

    var seconds: Double { seconds(from: startedAt, to: endedAt) }
    var firstTenthRate: Double { Double(tenth) / seconds(from: startedAt, to: firstTenthAt) }

    /// Of fewer than two trials the same as of the first.
    var lastTenthRate: Double {
        Double(tenth) / seconds(from: trials > 1 ? lastTenthAt : startedAt, to: endedAt)
    }

    private func seconds(from start: Instant?, to end: Instant?) -> Double {
        guard let start, let end else { return .nan }
        return end.seconds(since: start)
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        shown?.noticed(notice, in: coordinator)
        switch notice {
        case .workerJoined where startedAt == nil: startedAt = SystemTime.now
        case .trialFinished:
            finished += 1
            if finished == tenth { firstTenthAt = SystemTime.now }
            if finished == trials - tenth { lastTenthAt = SystemTime.now }
            if finished == trials { endedAt = SystemTime.now }
        default: break
        }
    }

    func listening(at endpoint: String) { shown?.listening(at: endpoint) }
    func awaitingWorkers() { shown?.awaitingWorkers() }
    func storageChanged(problem: String?) { shown?.storageChanged(problem: problem) }
    func warned(_ warning: String) { shown?.warned(warning) }
    func ignored(_ reason: String) { shown?.ignored(reason) }
    func refresh(_ coordinator: CoordinatorShell) { shown?.refresh(coordinator) }
    func end() { shown?.end() }
    func conclude(_ directory: StudyDirectory, progress: StudyProgress) {}
}
