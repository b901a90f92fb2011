import Dispatch
import Foundation
import ProcessControl
import Runtime
import Studies
import Synchronization

/// Runs the stages of studies beside a coordinator: one study after the other, each by a process of
/// its own.
///
/// The process is `podium run` of the study's own job file: the search has ended, so what is left
/// are the stages that are not done yet.
final class StudyStages: Sendable {
    let results: String
    private let queue = DispatchQueue(label: "stages")
    private let state = Mutex(State())

    private struct State {
        var program: RunningProgram?
        var isEnding = false
    }

    init(results: String) { self.results = results }

    /// Runs a study's stages, after those of earlier studies.
    func run(_ directory: StudyDirectory) {
        queue.async { [self] in execute(directory) }
    }

    private func execute(_ directory: StudyDirectory) {
        let log = directory.path + "/stages.log"
        Terminal.error("\(directory.name): its stages run; \(log) has what they print")
        do {
            var launch = ProgramLaunch([
                try LocalWorker.executable(), "run", directory.job, "--results", results,
            ])
            launch.output = .file(log)
            launch.errors = .file(log)
            let program = try state.withLock { state -> RunningProgram? in
                guard !state.isEnding else { return nil }
                state.program = try launch.start()
                return state.program
            }
            guard let program else { return }
            let end = program.wait()
            state.withLock { $0.program = nil }
            Terminal.error(
                end == .exit(0)
                    ? "\(directory.name): its stages are done"
                    : "\(directory.name): its stages ended with \(end); see \(log); `podium run "
                        + "\(directory.job)` resumes them")
        } catch {
            Terminal.error("\(directory.name): its stages could not be started: \(error)")
        }
    }

    /// Ends what runs; the same stages are resumed by `podium run` of the study's job.
    func end() {
        let program = state.withLock { state in
            state.isEnding = true
            return state.program
        }
        program?.end(graceSeconds: 2)
    }
}
