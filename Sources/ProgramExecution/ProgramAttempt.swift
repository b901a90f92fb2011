import Files
import Foundation
import Objectives
import Portable
import ProcessControl
import StudyModel
import UserPrograms

/// One run of a program for a segment of a trial.
struct ProgramAttempt {
    /// Why a run failed.
    struct Failure {
        var reason: String
        var canRepeat: Bool
        var results: [IntermediateResult] = []
    }

    enum End {
        case ended(ExecutionEnd)
        case failed(Failure)

        /// The end of the execution; a failure is the trial's outcome.
        var execution: ExecutionEnd {
            switch self {
            case .ended(let end): end
            case .failed(let failure):
                .finished(.failed(reason: failure.reason), intermediateResults: failure.results)
            }
        }
    }

    let settings: ProgramSettings
    let request: TrialRequest
    let checkpoint: ProgramCheckpoint?
    let graceSeconds: Double

    /// What is reserved for a program is its limit too, or it would take what others reserved.
    private var memoryLimit: Int? { settings.memoryLimit ?? request.job.resources?.memory }

    private var epochs: Int { max(1, request.job.epochs) }
    private var seed: UInt32 {
        CommandValues.seed(of: request.trial, request.configuration, in: request.job)
    }
    private var until: Int { min(request.until ?? epochs, epochs) }

    /// - Throws: an error for what another machine may not have: a missing file, a full disk, a
    ///   program that is not installed, or a text of `reject_on`.
    func run(
        in space: RunSpace, source: (InputFile) throws -> String, observer: any TrialObserver,
        log: inout ProgramLog
    ) throws -> End {
        let directory = try space.makeDirectory()
        try directory.place(settings.files) { try source($0.input) }
        try directory.write(parameters: request.configuration.ofProgram.json)
        if let checkpoint {
            try checkpointDirectory(directory).write(checkpoint.entries)
        }
        let words: [String]
        do {
            words = try settings.command.words(values(directory))
        } catch {
            return .failed(Failure(reason: error.text, canRepeat: false))
        }
        log.remark("runs " + ShellWords.text(words))
        let placement = request.placement
        // A job may set the variable itself.
        if let remark = placement.remark,
            placement.variables.allSatisfy({ settings.environment[$0.key] == nil })
        {
            log.remark(remark)
        }
        let output: ProgramOutput
        do {
            output = try ProgramOutput(
                settings, .init(epochs: epochs, until: until, earlier: checkpoint?.results ?? []),
                observer: observer,
                saved: settings.resumes ? RunningCheckpoint(checkpointDirectory(directory)) : nil,
                log: log)
        } catch {
            return .failed(Failure(reason: error.text, canRepeat: false))
        }
        defer { log = output.log }
        var launch = ProgramLaunch(words)
        launch.directory = directory.work
        launch.environment = environment(directory)
        launch.cores = request.placement.cores
        var run = ProgramRun(space.supervisors)
        run.graceSeconds = graceSeconds
        run.memoryLimit = memoryLimit
        let outcome: ProgramRun.Outcome
        do {
            outcome = try run.run(
                launch,
                shouldStop: {
                    output.keepCheckpoint()
                    return output.isOver || observer.shouldStop
                },
                received: { output.take($1, from: $0 == .output ? .output : .errors) })
        } catch {
            // Another machine may have the program, or room for it.
            output.log.remark("\(error)")
            throw error
        }
        output.finish()
        if let fault = output.saved?.fault {
            output.log.remark("its state was not kept while it ran: \(fault)")
        }
        return try judge(outcome, output, directory, observer)
    }

    private func checkpointDirectory(_ directory: RunDirectory) -> CheckpointDirectory {
        CheckpointDirectory(path: directory.checkpoint, limit: settings.checkpointLimit)
    }

    // MARK: The program's surroundings

    private func values(_ directory: RunDirectory) -> CommandValues {
        CommandValues(
            configuration: request.configuration.ofProgram, trial: request.trial, seed: seed,
            epochs: epochs,
            parametersFile: directory.parameters)
    }

    /// What libraries take their number of threads from.
    private static let threadVariables = [
        "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS",
    ]

    private func environment(_ directory: RunDirectory) -> [String: String] {
        // Variables of this worker's own settings say nothing to a program.
        var environment = SupervisedProgram.ownEnvironment.filter { !$0.key.hasPrefix("PODIUM_") }
        for name in Self.threadVariables {
            if let cpus = request.job.resources?.cpus { environment[name] = "\(cpus)" }
        }
        environment.merge(request.placement.variables) { $1 }
        environment.merge(settings.environment) { $1 }
        environment["PODIUM_PARAMETERS"] = request.configuration.ofProgram.json
        environment["PODIUM_TRIAL"] = "\(request.trial)"
        environment["PODIUM_SEED"] = "\(seed)"
        environment["PODIUM_EPOCHS"] = "\(epochs)"
        environment["PODIUM_UNTIL_EPOCH"] = "\(until)"
        if settings.resumes { environment["PODIUM_CHECKPOINT"] = directory.checkpoint }
        return environment
    }

    // MARK: The end

    private func judge(
        _ outcome: ProgramRun.Outcome, _ output: ProgramOutput, _ directory: RunDirectory,
        _ observer: any TrialObserver
    ) throws -> End {
        output.log.remark(outcome.text)
        if let name = settings.results, outcome.end == .exit(0) {
            switch try directory.read(results: name) {
            case .bytes(let bytes): output.collector.take(resultsFile: bytes, name: name)
            case .unusable(let reason): return failed(reason, output)
            }
        }
        if let reason = output.collector.failure { return failed(reason, output, isFinal: true) }
        if case .memory(let bytes) = outcome.cause {
            let limit = memoryLimit ?? 0
            return failed(
                "its processes took \(ByteCount.text(bytes)) of memory; the limit is "
                    + ByteCount.text(limit),
                output)
        }
        if outcome.cause == .request, !output.collector.hasReachedEnd {
            return try stopped(outcome, output, directory, observer)
        }
        if !output.collector.hasReachedEnd {
            switch outcome.end {
            case .exit(0): break
            case .exit(let status): return try broken("exit status \(status)", output)
            case .signal(let number):
                return try broken("killed by signal \(number)", output)
            }
        }
        switch output.collector.conclude() {
        case .failed(let reason): return try broken(reason, output)
        case .complete(let metrics):
            return .ended(
                .finished(
                    .complete(metrics: metrics), intermediateResults: output.collector.results))
        case .reached: return try reached(output, directory)
        }
    }

    /// The segment ended: its checkpoint is packed.
    private func reached(_ output: ProgramOutput, _ directory: RunDirectory) throws -> End {
        let results = output.collector.results
        do {
            return .ended(
                .reached(
                    epoch: until, checkpoint: try packed(results, directory),
                    intermediateResults: results))
        } catch let fault as ArchiveFault {
            return failed("its checkpoint can't be kept: \(fault.text)", output, isFinal: true)
        }
    }

    /// The program was asked to end: by the time limit, or because the worker gives it back.
    private func stopped(
        _ outcome: ProgramRun.Outcome, _ output: ProgramOutput, _ directory: RunDirectory,
        _ observer: any TrialObserver
    ) throws -> End {
        if observer.isOverTime, let reason = request.job.overTimeReason {
            return failed(reason, output, isFinal: true)
        }
        // Only a program that ended by itself with status 0 says that its files are complete.
        guard outcome.end == .exit(0), !outcome.isKilled,
            let packed = try? packed(output.collector.results, directory)
        else {
            return .ended(.stopped(checkpoint: output.saved?.newest ?? request.checkpoint))
        }
        return .ended(.stopped(checkpoint: packed))
    }

    /// The checkpoint; nil if there is nothing to keep.
    private func packed(
        _ results: [IntermediateResult], _ directory: RunDirectory
    ) throws -> [UInt8]? {
        guard settings.resumes, let entries = try checkpointDirectory(directory).read() else {
            return nil
        }
        return try ProgramCheckpoint(results: results, entries: entries).encoded()
    }

    // MARK: Failures

    /// A failure that the texts of `fail_on` and `reject_on` may explain.
    private func broken(_ reason: String, _ output: ProgramOutput) throws -> End {
        if let sign = output.collector.rejectSign {
            throw RejectedWorker(text: sign, ending: output.log.ending())
        }
        if let sign = output.collector.failSign {
            return failed("\(reason), and it printed '\(sign)'", output, isFinal: true)
        }
        return failed(reason, output)
    }

    /// - Parameter isFinal: whether a repetition would fail too.
    private func failed(
        _ reason: String, _ output: ProgramOutput, isFinal: Bool = false
    ) -> End {
        let ending = output.log.ending()
        return .failed(
            Failure(
                reason: reason + (ending.isEmpty ? "" : "; its last lines: " + ending),
                canRepeat: !isFinal, results: output.collector.results))
    }
}

/// A text of the job's `reject_on` was in the output of a run that failed: this worker can't run
/// the program.
package struct RejectedWorker: Error, CustomStringConvertible {
    var text: String
    var ending: String

    package var description: String {
        "this worker can't run the program, which printed '\(text)' (reject_on)"
            + (ending.isEmpty ? "" : "; its last lines: " + ending)
    }
}

extension ProgramRun.Outcome {
    /// How the run ended, for the log.
    fileprivate var text: String {
        var parts: [String] = []
        switch end {
        case .exit(let status): parts.append("exit status \(status)")
        case .signal(let number): parts.append("killed by signal \(number)")
        }
        if cause == .request {
            parts.append(
                "after it was asked to end" + (isKilled ? " and did not end in time" : ""))
        }
        if isOutputCut { parts.append("a process that it started still had its output open") }
        if isIncomplete { parts.append("some of its processes could not be ended") }
        return parts.joined(separator: ", ")
    }
}
