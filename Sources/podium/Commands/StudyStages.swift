import Dispatch
import Foundation
import ProcessControl
import Reporting
import Runtime
import Studies
import Synchronization

/// Runs the stages of studies beside a coordinator: one study after the other, each by a process of
/// its own.
///
/// The process is `podium run` of the study's own job file: the search has ended, so what is left
/// are the stages that are not done yet. Those that wait or run when the coordinator ends are
/// resumed by the next one.
final class StudyStages: Sendable {
    let results: String

    private let queue = DispatchQueue(label: "stages")
    private let state = Mutex(State())

    private struct State {
        var program: RunningProgram?
        var isEnding = false
        /// Stored when this coordinator has the queue for itself.
        var pending = PendingStages()
    }

    init(results: String) { self.results = results }

    /// Runs a study's stages, after those of earlier studies.
    func run(_ directory: StudyDirectory) {
        change(directory) { try $0.pending.add(directory.name) }
        queue.async { [self] in execute(directory) }
    }

    /// Runs the stages that an earlier coordinator did not end.
    func resume() {
        let earlier = state.withLock { $0.pending.open(results: results) }
        for study in earlier {
            let directory = StudyDirectory(results: results, study: study)
            guard directory.exists else {
                change(directory) { try $0.pending.remove(study) }
                continue
            }
            run(directory)
        }
    }

    private func execute(_ directory: StudyDirectory) {
        let log = directory.stageLog
        guard directory.exists else {
            change(directory) { try $0.pending.hasRun(directory.name) }
            return Terminal.error("\(directory.name): it was removed, with its stages to run")
        }
        do {
            var launch = ProgramLaunch([
                try LocalWorker.executable(), "run", directory.job, "--results", results,
                "--parent", "\(getpid())",
            ])
            launch.output = .file(log)
            launch.errors = .file(log)
            directory.record(stages: nil)
            let program = try state.withLock { state -> RunningProgram? in
                guard !state.isEnding else { return nil }
                state.program = try launch.start()
                return state.program
            }
            guard let program else { return }
            Terminal.error("\(directory.name): its stages run; \(log) has what they print")
            let end = program.wait()
            let isInterrupted = state.withLock { state in
                state.program = nil
                return state.isEnding && end != .exit(0)
            }
            guard !isInterrupted else {
                return Terminal.error(
                    "\(directory.name): its stages are interrupted; the coordinator resumes them "
                        + "when it is started again")
            }
            if end != .exit(0) { recordFailure(directory, "their process ended with \(end)") }
            change(directory) { try $0.pending.hasRun(directory.name) }
            Terminal.error(
                end == .exit(0)
                    ? "\(directory.name): its stages are done"
                    : "\(directory.name): its stages ended with \(end); see \(log); "
                        + "`\(directory.stageCommand)` resumes them")
        } catch {
            recordFailure(directory, "\(error)")
            Terminal.error("\(directory.name): its stages could not be started: \(error)")
        }
    }

    /// Records a failure of which the process that runs the stages has recorded nothing: one before
    /// the first stage, or an end that it could not see.
    private func recordFailure(_ directory: StudyDirectory, _ reason: String) {
        var standing = directory.stageRecord ?? StageStanding(.failed)
        guard standing.state != .failed || standing.reason == nil else { return }
        standing.state = .failed
        standing.reason = "\(reason); see \(directory.stageLog)"
        directory.record(stages: standing)
    }

    /// Changes the list of what is to run, and says so if it can't be stored.
    private func change(_ directory: StudyDirectory, _ change: (inout State) throws -> Void) {
        do { try state.withLock { try change(&$0) } } catch {
            Terminal.error(
                "\(directory.name): the list of stages to run is not up to date: \(error)")
        }
    }

    /// Ends what runs; the next coordinator resumes it.
    func end() {
        let program = state.withLock { state in
            state.isEnding = true
            return state.program
        }
        program?.end(graceSeconds: 2)
    }
}
