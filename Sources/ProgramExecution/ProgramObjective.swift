package import Objectives
import ProcessControl
package import StudyModel
package import UserPrograms

/// The objective function `command`: runs a program of the user's for each trial.
package struct ProgramObjective: Objective {
    private let settings: ProgramSettings
    private let space: RunSpace
    /// The local path of one of the job's files; it fetches the file if it is missing.
    private let source: @Sendable (InputFile) throws -> String
    private let graceSeconds: Double

    package init(
        _ settings: ProgramSettings, space: RunSpace, graceSeconds: Double = 10,
        source: @escaping @Sendable (InputFile) throws -> String
    ) {
        self.settings = settings
        self.space = space
        self.source = source
        self.graceSeconds = graceSeconds
    }

    package func run(
        _ request: TrialRequest, observer: any TrialObserver
    ) throws -> ExecutionEnd {
        var log = ProgramLog()
        // The log arrives before the end that it explains.
        defer { if !log.isEmpty { observer.keep(log: log.text) } }
        let checkpoint = usableCheckpoint(of: request)
        if request.isBranch, checkpoint == nil {
            return .finished(
                .failed(reason: "it can't continue from the trial that it branched off"),
                intermediateResults: [])
        }
        var runs = 0
        while true {
            runs += 1
            let run = ProgramAttempt(
                settings: settings, request: request, checkpoint: checkpoint,
                graceSeconds: graceSeconds)
            let end = try run.run(in: space, source: source, observer: observer, log: &log)
            guard case .failed(let failure) = end else { return end.execution }
            guard failure.canRepeat, runs <= settings.retries, !observer.shouldStop else {
                return .finished(
                    .failed(reason: failure.reason + (runs > 1 ? " (run \(runs) times)" : "")),
                    intermediateResults: failure.results)
            }
            log.remark("\(failure.reason); run \(runs + 1) of \(settings.retries + 1) begins")
        }
    }

    /// The checkpoint to resume from; nil to begin from the start.
    ///
    /// Training from the start gives the same results, so a damaged checkpoint only costs time.
    private func usableCheckpoint(of request: TrialRequest) -> ProgramCheckpoint? {
        guard settings.resumes, let bytes = request.checkpoint else { return nil }
        return try? ProgramCheckpoint(bytes)
    }
}
