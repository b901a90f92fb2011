import ArgumentParser
import Coordination
import Foundation
import JobFiles
import ProcessControl
import Runtime
import Studies

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
        /// Processor time of the coordinator's thread, which other programs hardly affect.
        var microsecondsPerTrial: Double
        var firstTenthMicrosecondsPerTrial: Double
        var lastTenthMicrosecondsPerTrial: Double
        /// The peak resident size of this process so far.
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
            trials: trials, display: display, seconds: timing.whole.wall,
            trialsPerSecond: Double(trials) / timing.whole.wall,
            firstTenthTrialsPerSecond: Double(timing.tenth) / timing.firstTenth.wall,
            lastTenthTrialsPerSecond: Double(timing.tenth) / timing.lastTenth.wall,
            microsecondsPerTrial: timing.whole.processor * 1e6 / Double(trials),
            firstTenthMicrosecondsPerTrial: timing.firstTenth.processor * 1e6
                / Double(timing.tenth),
            lastTenthMicrosecondsPerTrial: timing.lastTenth.processor * 1e6
                / Double(timing.tenth),
            coordinatorPeakMegabytes: PeakMemory.megabytes, slots: slots)
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
}

extension BenchDispatchCommand.Outcome {
    fileprivate var text: String {
        String(
            format: "%d trials, display %@: %.2f s, %.0f trials/s; first tenth %.0f, last tenth "
                + "%.0f trials/s\n  coordinator's processor time per trial: %.0f µs; first tenth "
                + "%.0f, last tenth %.0f µs; peak memory %.0f MB",
            trials, display.rawValue, seconds, trialsPerSecond, firstTenthTrialsPerSecond,
            lastTenthTrialsPerSecond, microsecondsPerTrial, firstTenthMicrosecondsPerTrial,
            lastTenthMicrosecondsPerTrial, coordinatorPeakMegabytes)
    }
}

/// Records when trials finish, and forwards the events to another display.
private final class TimingDisplay: SearchDisplay {
    private let shown: (any SearchDisplay)?
    private let trials: Int
    let tenth: Int
    private var finished = 0
    private var start: Mark?
    private var afterFirstTenth: Mark?
    private var beforeLastTenth: Mark?
    private var ending: Mark?

    /// Seconds of wall-clock time and of this thread's processor time.
    struct Mark {
        var wall = SystemTime.now.seconds(since: .zero)
        var processor = Double(ParallelTraining.now(CLOCK_THREAD_CPUTIME_ID)) * 1e-9
    }

    init(showing shown: (any SearchDisplay)?, trials: Int) {
        self.shown = shown
        self.trials = trials
        tenth = max(1, trials / 10)
    }

    var whole: Mark { between(start, ending) }
    var firstTenth: Mark { between(start, afterFirstTenth) }

    /// For a single trial, the whole run.
    var lastTenth: Mark { between(trials > 1 ? beforeLastTenth : start, ending) }

    private func between(_ start: Mark?, _ end: Mark?) -> Mark {
        guard let start, let end else { return Mark(wall: .nan, processor: .nan) }
        return Mark(wall: end.wall - start.wall, processor: end.processor - start.processor)
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        shown?.noticed(notice, in: coordinator)
        switch notice {
        case .workerJoined where start == nil: start = Mark()
        case .trialFinished:
            finished += 1
            if finished == tenth { afterFirstTenth = Mark() }
            if finished == trials - tenth { beforeLastTenth = Mark() }
            if finished == trials { ending = Mark() }
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
