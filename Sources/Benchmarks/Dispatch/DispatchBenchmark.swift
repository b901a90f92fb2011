package import Datasets
import Files
import Foundation
import JobFiles
import ProcessControl
package import Runtime

/// Trials per second through real sockets, the real store and a real display.
///
/// The objective returns at once, the worker is a process of its own, and links are encrypted.
package struct DispatchBenchmark {
    /// Makes the display that shows trials on a descriptor.
    package typealias DisplayMaker = (_ kind: BenchDisplay, Int32) -> any SearchDisplay

    /// The trials of each study.
    package var trials: [Int]
    /// Slots of the worker.
    package var slots: Int
    package var display: BenchDisplay
    /// A scheduler's name; nil trains each trial for one epoch.
    package var scheduler: String?
    /// Where to put the studies; nil is a temporary directory.
    package var directory: String?
    /// Where the coordinator finds data sets.
    package var cache: DatasetCache
    /// The text of the job file of a study with a name and a number of trials.
    private let job: (_ name: String, _ trials: Int) -> String

    package init(
        trials: [Int], slots: Int, display: BenchDisplay, scheduler: String? = nil,
        directory: String?, cache: DatasetCache
    ) {
        self.init(
            trials: trials, slots: slots, display: display, scheduler: scheduler,
            directory: directory, cache: cache
        ) { NullStudy.job($0, trials: $1, scheduler: scheduler) }
    }

    init(
        trials: [Int], slots: Int, display: BenchDisplay, scheduler: String? = nil,
        directory: String?, cache: DatasetCache,
        job: @escaping (_ name: String, _ trials: Int) -> String
    ) {
        self.job = job
        self.trials = trials
        self.slots = slots
        self.display = display
        self.scheduler = scheduler
        self.directory = directory
        self.cache = cache
    }

    package struct Outcome: Codable {
        package var trials: Int
        package var display: BenchDisplay
        package var scheduler: String?
        package var seconds: Double
        package var trialsPerSecond: Double
        package var firstTenthTrialsPerSecond: Double
        package var lastTenthTrialsPerSecond: Double
        /// Processor time of the coordinator's thread, which other programs hardly affect.
        package var microsecondsPerTrial: Double
        package var firstTenthMicrosecondsPerTrial: Double
        package var lastTenthMicrosecondsPerTrial: Double
        /// The peak resident size of this process so far.
        package var coordinatorPeakMegabytes: Double
        package var slots: Int
    }

    /// Measures the studies one after the other.
    ///
    /// - Parameters:
    ///   - making: makes the display.
    ///   - remark: called with what a user should know and no display shows.
    ///   - search: runs a session to its end.
    ///   - measured: called after each study.
    package func run(
        making: DisplayMaker, remark: @escaping (String) -> Void,
        search: (SearchSession) throws -> Void, measured: (Outcome) throws -> Void
    ) throws -> [Outcome] {
        let temporary = directory == nil ? try TemporaryDirectory.make(for: "the studies") : nil
        defer { temporary?.remove() }
        let base = directory ?? temporary?.path ?? "."
        try Directory.make(base)
        return try trials.map { number in
            let loaded = try JobFile.parse(
                text: job(name(of: number), number), file: "bench")
            let surface = try BenchSurface(display, directory: base, making: making)
            defer { surface.close() }
            let timing = TimingDisplay(showing: surface.display, trials: number)
            try run(loaded, in: base, showing: timing, remark, search)
            let outcome = self.outcome(of: number, timing)
            try measured(outcome)
            return outcome
        }
    }

    private func name(of trials: Int) -> String {
        "bench-dispatch" + (self.trials.count > 1 ? "-\(trials)" : "")
    }

    private func run(
        _ loaded: LoadedJob, in base: String, showing timing: TimingDisplay,
        _ remark: @escaping (String) -> Void, _ search: (SearchSession) throws -> Void
    ) throws {
        let keys = try TemporaryKeys()
        defer { keys.remove() }
        let session = try SearchSession(
            jobs: [loaded], results: base,
            options: CoordinatorShell.Options(
                listen: .local, security: .encrypted(keys.coordinator),
                exitsWhenDone: true, datasets: cache),
            display: timing, remark: remark)
        session.startsWorker(slots: slots, key: keys.workerPath)
        try search(session)
    }

    private func outcome(of trials: Int, _ timing: TimingDisplay) -> Outcome {
        Outcome(
            trials: trials, display: display, scheduler: scheduler, seconds: timing.whole.wall,
            trialsPerSecond: Double(trials) / timing.whole.wall,
            firstTenthTrialsPerSecond: Double(timing.tenth) / timing.firstTenth.wall,
            lastTenthTrialsPerSecond: Double(timing.tenth) / timing.lastTenth.wall,
            microsecondsPerTrial: timing.whole.processor * 1e6 / Double(trials),
            firstTenthMicrosecondsPerTrial: timing.firstTenth.processor * 1e6
                / Double(timing.tenth),
            lastTenthMicrosecondsPerTrial: timing.lastTenth.processor * 1e6
                / Double(timing.tenth),
            coordinatorPeakMegabytes: ProcessMemory.peakMegabytes, slots: slots)
    }
}

extension DispatchBenchmark.Outcome {
    package var text: String {
        String(
            format: "%d trials%@, display %@: %.2f s, %.0f trials/s; first tenth %.0f, last tenth "
                + "%.0f trials/s\n  coordinator's processor time per trial: %.0f µs; first tenth "
                + "%.0f, last tenth %.0f µs; peak memory %.0f MB",
            trials, scheduler.map { " with \($0)" } ?? "", display.rawValue, seconds,
            trialsPerSecond, firstTenthTrialsPerSecond,
            lastTenthTrialsPerSecond, microsecondsPerTrial, firstTenthMicrosecondsPerTrial,
            lastTenthMicrosecondsPerTrial, coordinatorPeakMegabytes)
    }
}
