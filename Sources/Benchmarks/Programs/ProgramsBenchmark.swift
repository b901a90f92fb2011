package import Datasets
import Files
import Foundation
import JobFiles
import Objectives
import ProcessControl
import ProgramExecution
package import Runtime
import StudyModel
import UserPrograms

/// What a user's program costs beside its own time: short programs are started one after the other
/// without Podium, then as trials, and then as a study.
package struct ProgramsBenchmark {
    /// Programs per measurement.
    package var programs: Int
    /// Slots of the study's worker.
    package var slots: Int
    /// Where the worker's programs run, and where the coordinator finds data sets.
    package var cache: DatasetCache

    package init(programs: Int, slots: Int, cache: DatasetCache) {
        self.programs = programs
        self.slots = slots
        self.cache = cache
    }

    package struct Outcome: Codable {
        package var programs: Int
        package var slots: Int
        /// Start, output and end of a program, without Podium.
        package var plainMilliseconds: Double
        /// The same as a trial's execution: directory, supervisor, results, log.
        package var trialMilliseconds: Double
        package var overheadMilliseconds: Double
        package var studyProgramsPerSecond: Double
    }

    /// What each program prints.
    private static let report = "podium: {\"validation_loss\": 0.5}"

    /// - Parameters:
    ///   - remark: called with what a user should know and no display shows.
    ///   - search: runs a session to its end.
    package func run(
        remark: @escaping (String) -> Void, search: (SearchSession) throws -> Void
    ) throws -> Outcome {
        // Both take turns, so that other work on the machine slows both.
        let rounds = 10
        let count = max(1, programs / rounds)
        var (plain, trial) = (0.0, 0.0)
        let measured = try ProgramTrial(cache: cache.directory)
        defer { measured.space.remove() }
        for _ in 0..<rounds {
            plain += try Self.seconds { for _ in 0..<count { try Self.runPlainly() } }
            trial += try Self.seconds { for _ in 0..<count { try measured.run() } }
        }
        let each = 1000 / Double(rounds * count)
        return Outcome(
            programs: programs, slots: slots, plainMilliseconds: plain * each,
            trialMilliseconds: trial * each, overheadMilliseconds: (trial - plain) * each,
            studyProgramsPerSecond: try rate(remark, search))
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private static func runPlainly() throws {
        var launch = ProgramLaunch(["/bin/sh", "-c", "echo '\(report)'"])
        launch.output = .pipe
        let program = try launch.start()
        var bytes: [UInt8] = []
        while program.output?.read(into: &bytes) == true {}
        program.wait()
    }

    private func rate(
        _ remark: @escaping (String) -> Void, _ search: (SearchSession) throws -> Void
    ) throws -> Double {
        let benchmark = DispatchBenchmark(
            trials: [programs], slots: slots, display: .none, directory: nil, cache: cache,
            job: Self.job)
        let outcomes = try benchmark.run(
            making: { _, _ in preconditionFailure("no display is asked for") }, remark: remark,
            search: search, measured: { _ in })
        return outcomes[0].trialsPerSecond
    }

    private static func job(_ name: String, trials: Int) -> String {
        """
        study: \(name)
        objective: command
        command: [/bin/sh, -c, "echo 'podium: {{\\"validation_loss\\": 0.5}}'"]
        metrics: [validation_loss]
        trials: \(trials)
        space:
          a: { type: float, low: 0, high: 1 }
        """
    }

    /// A trial that runs the program, without a coordinator.
    private struct ProgramTrial {
        let space: RunSpace
        private let objective: ProgramObjective
        private let request: TrialRequest

        init(cache: String) throws {
            space = RunSpace(cache: cache)
            let job = try JobFile.parse(
                text: ProgramsBenchmark.job("bench-programs", trials: 1), file: "bench"
            ).job
            objective = ProgramObjective(try ProgramSettings(job.objective), space: space) {
                $0.path
            }
            request = TrialRequest(
                job: job, trial: 0, configuration: Configuration([.init("a", .float(0.5))]))
        }

        func run() throws {
            let end = try objective.run(request, observer: SilentObserver())
            guard case .finished(.complete, _) = end else {
                throw FileFailure(path: "/bin/sh", action: "measure it", reason: "\(end)")
            }
        }
    }

    private final class SilentObserver: TrialObserver {
        let shouldStop = false
        func advanced(samples: Int, fraction: Double) {}
        func record(_ intermediate: IntermediateResult) {}
    }
}

extension ProgramsBenchmark.Outcome {
    package var text: String {
        String(
            format: "%d programs (sh -c echo), one after the other: %.2f ms each without Podium, "
                + "%.2f ms as trials: %.2f ms more\n"
                + "a study of them with %d slots: %.0f programs/s",
            programs, plainMilliseconds, trialMilliseconds, overheadMilliseconds, slots,
            studyProgramsPerSecond)
    }
}
