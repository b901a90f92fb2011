package import Coordination
import Files
import Foundation
package import JobFiles
import Portable
import ProcessControl
package import Studies
import StudyModel
import ZeroMQ

/// One run of a coordinator from start to end: studies, signals, local workers and the display.
package final class SearchSession {
    /// ZeroMQ's I/O threads: encrypting the links of thousands of workers that connect at once
    /// needs more than one core, and ZeroMQ scans all timers of a thread to cancel one.
    private static let ioThreads = 4
    /// What the sockets, the store and a few connections take.
    private static let leastDescriptors = 64
    /// Those of the library of the links, of the store and of the displays.
    private static let leastThreads = 12

    package let display: any SearchDisplay
    private let context: Context
    private let shell: CoordinatorShell
    private let observer: SessionObserver
    private let remark: (String) -> Void

    /// - Parameter remark: called with what a user should know and no display shows.
    package init(
        jobs: [LoadedJob], results: String, options: CoordinatorShell.Options,
        display: any SearchDisplay, remark: @escaping (String) -> Void,
        service: ServiceOptions? = nil
    ) throws {
        try raiseDescriptorLimit(least: Self.leastDescriptors)
        SystemThread.require(Self.leastThreads)
        context = try Context(ioThreads: Self.ioThreads)
        self.display = display
        self.remark = remark
        observer = SessionObserver(display: display)
        shell = try CoordinatorShell(
            studies: try jobs.map { job in
                var lastWords: String?
                return try StudyOpening.open(job, results: results) { text in
                    if text != lastWords { remark("paused: \(text); waiting (Ctrl-C ends)") }
                    lastWords = text
                    usleep(500_000)
                }
            },
            options: options, context: context, observer: observer, service: service)
        for study in shell.studies {
            for earlier in study.record.job.warmStart {
                remark("\(study.directory.name): the sampler learns from \(earlier.text)")
            }
        }
    }

    /// The studies with their trials at this moment.
    package var studies: [(study: OpenStudy, progress: StudyProgress)] {
        Array(zip(shell.studies, shell.machine.studies)).map { (study: $0, progress: $1) }
    }

    /// Why the newest results could not be stored; nil if all are on record.
    package var storageProblem: String? { shell.storageProblem }

    /// Makes the session start a worker on this machine as soon as it listens.
    ///
    /// Its keys and address are new, so no worker of an earlier run can return: their trials are
    /// dispatched again at once.
    ///
    /// The jobs are the user's own, so the worker may run their programs.
    ///
    /// - Parameter options: further options of `podium worker`.
    package func startsWorker(slots: Int, key: String, options: [String] = []) {
        let runsPrograms = shell.studies.contains { $0.record.job.objective.runsPrograms }
        let permission = runsPrograms ? ["--allow-commands"] : []
        let log = shell.studies[0].directory.workerLog
        for worker in shell.absentWorkers {
            shell.commands.post(.workerEnded(name: worker, .unknown))
        }
        observer.startWorker = { [commands = shell.commands] endpoint in
            let worker = LocalWorker(
                name: "local-\(getpid())",
                arguments: ["--connect", endpoint, "--key", key, "--slots", String(slots)]
                    + permission + options,
                log: log, commands: { commands.post($0) })
            do { try worker.start() } catch let error as FileFailure {
                commands.post(.fail(error))
            } catch {
                commands.post(.fail(RuntimeError.workerKeepsEnding(status: "\(error)", log: log)))
            }
            return worker
        }
    }

    /// Runs to the end.
    ///
    /// - Parameters:
    ///   - awaitsWorkers: whether an interruption waits for workers to hand back their trials.
    ///   - conclude: called at the end, before the studies are closed.
    package func run(
        awaitsWorkers: Bool, conclude: (CoordinatorShell.End) throws -> Void
    ) throws {
        if observer.startWorker == nil, !shell.absentWorkers.isEmpty {
            remark(
                "waiting up to \(TimeText.duration(shell.options.machine.leaseSeconds)) for "
                    + ForeignText.shown(
                        shell.absentWorkers.joined(separator: ", "), limit: 500)
                    + " to come back with the trials that they were running")
        }
        for (index, study) in shell.studies.enumerated() {
            let name = study.record.job.study
            if let choice = study.sampler.explanation {
                remark("\(name): the sampler is \(choice)")
            }
            if study.record.job.objective.isExternal,
                let outside = shell.machine.refusal(ofStudy: index)
            {
                remark("\(name): \(outside)")
            }
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
        try conclude(end)
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
    func opened(_ study: StudyProgress) { display.opened(study) }
    func closed(study: String) { display.closed(study: study) }
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
