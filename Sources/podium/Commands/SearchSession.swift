import ArgumentParser
import Coordination
import Files
import Foundation
import JobFiles
import Portable
import ProcessControl
import Reporting
import Runtime
import Studies
import StudyModel
import ZeroMQ

/// One run of a coordinator from start to end: studies, signals, local workers and the display.
final class SearchSession {
    /// ZeroMQ's I/O threads: encrypting the links of thousands of workers that connect at once
    /// needs more than one core, and ZeroMQ scans all timers of a thread to cancel one.
    private static let ioThreads = 4

    private let context: Context
    private let shell: CoordinatorShell
    private let display: any SearchDisplay
    private let observer: SessionObserver

    init(
        jobs: [LoadedJob], results: String, options: CoordinatorShell.Options,
        display: any SearchDisplay
    ) throws {
        context = try Context(ioThreads: Self.ioThreads)
        _ = raiseDescriptorLimit(to: 65_536)
        self.display = display
        observer = SessionObserver(display: display)
        shell = try CoordinatorShell(
            studies: try jobs.map { job in
                var lastWords: String?
                return try StudyOpening.open(job, results: results) { text in
                    if text != lastWords {
                        Terminal.error("paused: \(text); waiting (Ctrl-C ends)")
                    }
                    lastWords = text
                    usleep(500_000)
                }
            },
            options: options, context: context, observer: observer)
    }

    /// Makes the session start a worker on this machine as soon as it listens.
    ///
    /// Its keys and address are new, so no worker of an earlier run can return: their trials are
    /// dispatched again at once.
    func startsWorker(slots: Int, key: String) {
        let log = shell.studies[0].directory.workerLog
        for worker in shell.absentWorkers {
            shell.commands.post(.workerEnded(name: worker, .unknown))
        }
        observer.startWorker = { [commands = shell.commands] endpoint in
            let worker = LocalWorker(
                name: "local-\(getpid())",
                arguments: ["--connect", endpoint, "--key", key, "--slots", String(slots)],
                log: log, commands: { commands.post($0) })
            do { try worker.start() } catch let error as FileFailure {
                commands.post(.fail(error))
            } catch {
                commands.post(.fail(RuntimeError.workerKeepsEnding(status: "\(error)", log: log)))
            }
            return worker
        }
    }

    /// Runs to the end and prints the ranked tables.
    /// - Parameters:
    ///   - awaitsWorkers: whether an interruption waits for workers to hand back their trials.
    ///   - resumeCommand: the command that resumes after an interruption.
    ///   - prints: whether the tables are printed at the end.
    func run(awaitsWorkers: Bool, resumeCommand: String, prints: Bool = true) throws {
        if observer.startWorker == nil, !shell.absentWorkers.isEmpty {
            Terminal.error(
                "waiting up to \(shell.options.machine.leaseSeconds) s for "
                    + ForeignText.shown(
                        shell.absentWorkers.joined(separator: ", "), limit: 500)
                    + " to come back with the trials that they were running")
        }
        defer { shell.studies.forEach { $0.store.close() } }
        let end: CoordinatorShell.End
        do {
            end = try Interruption.handled(by: { [commands = shell.commands, observer] count in
                if count == 1 {
                    observer.interruptWorkers()
                    commands.post(.stop(awaitsWorkers: awaitsWorkers))
                } else {
                    commands.post(.stopNow)
                }
            }) { try shell.run() }
        } catch {
            display.end()
            observer.endWorkers(withinSeconds: 0)
            throw error
        }
        display.end()
        // Interrupted workers have had time to stop; workers of a finished study have nothing to
        // send.
        observer.endWorkers(withinSeconds: end == .done ? 2 : 0.2)
        if prints { try printTables(end) }
        guard end != .halted else { throw haltedStudies() }
        guard end == .interrupted else { return try refuseFruitless() }
        Terminal.error("Interrupted; everything recorded is kept. To resume: \(resumeCommand)")
        throw ExitCode(CommandFailure.interrupted)
    }

    /// Prints why studies were halted, and what to do.
    private func haltedStudies() -> ExitCode {
        for study in shell.machine.studies {
            guard let reason = study.halt else { continue }
            Terminal.error(
                "podium: \(study.job.study) stopped: \(reason)\n"
                    + "Everything recorded is kept. Mend the cause, then run the same command "
                    + "again; `podium retry \(study.job.study)` has failed trials run again")
        }
        return ExitCode(CommandFailure.workFailed)
    }

    /// A study whose trials all failed has failed, although every trial is recorded.
    private func refuseFruitless() throws {
        let fruitless = shell.machine.studies.filter { $0.finishedCount == $0.failedCount }
        guard !fruitless.isEmpty else { return }
        for study in fruitless {
            Terminal.error(
                "podium: every trial of \(study.job.study) failed; the first because "
                    + ForeignText.shown(
                        study.trials.first?.failure ?? "of an unknown reason", limit: 500))
        }
        throw ExitCode(CommandFailure.workFailed)
    }

    private func printTables(_ end: CoordinatorShell.End) throws {
        for (index, study) in shell.studies.enumerated() {
            do {
                let progress = shell.machine.studies[index]
                try Provenance.of(
                    progress.job, finished: progress.finishedCount,
                    times: try study.store.attemptTimes(), version: ProgramVersion.number
                ).write(to: study.directory)
            } catch {
                // The next run writes it again; an interruption on a full disk is not a failure.
                guard end == .interrupted else { throw error }
            }
            let progress = shell.machine.studies[index]
            let table = RankedTable(
                job: study.record.job, trials: progress.trials, top: study.record.job.top)
            try StandardOutput.write(table.render(.text, width: Terminal.outputWidth))
            display.conclude(study.directory, progress: progress)
        }
    }
}

/// Forwards the coordinator's events to the display, and owns the local workers.
///
/// Signals arrive on any thread, so a lock protects the workers.
private final class SessionObserver: CoordinatorObserver, @unchecked Sendable {
    var startWorker: ((String) -> LocalWorker)?
    private let display: any SearchDisplay
    private let lock = NSLock()
    private var workers: [LocalWorker] = []
    private var isInterrupted = false

    init(display: any SearchDisplay) { self.display = display }

    func listening(at endpoint: String) {
        display.listening(at: endpoint)
        guard let worker = startWorker?(endpoint) else { return }
        let isLate = lock.withLock {
            workers.append(worker)
            return isInterrupted
        }
        if isLate { worker.interrupt() }
    }

    func noticed(_ notice: CoordinatorNotice, in coordinator: CoordinatorShell) {
        switch notice {
        case .workerJoined(let joined, _), .workerReturned(let joined):
            for worker in lock.withLock({ workers }) where worker.name == joined.name {
                worker.hasJoined()
            }
        default: break
        }
        display.noticed(notice, in: coordinator)
    }

    func awaitingWorkers() { display.awaitingWorkers() }
    func storageChanged(problem: String?) { display.storageChanged(problem: problem) }
    func warned(_ warning: String) { display.warned(warning) }
    func ignored(_ reason: String) { display.ignored(reason) }
    func remarked(_ text: String) { display.remarked(text) }
    func refresh(_ coordinator: CoordinatorShell) { display.refresh(coordinator) }

    func interruptWorkers() {
        let all = lock.withLock {
            isInterrupted = true
            return workers
        }
        all.forEach { $0.interrupt() }
    }

    func endWorkers(withinSeconds seconds: Double) {
        lock.withLock { workers }.forEach { $0.end(withinSeconds: seconds) }
    }
}
