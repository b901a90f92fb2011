package import Coordination
package import Datasets
import Foundation
import Reporting
package import Studies
import StudyModel
package import UserErrors
package import Wire
package import ZeroMQ

/// Runs the coordinator's state machine with sockets, storage and clocks, on the thread that calls
/// `run`.
///
/// Each round: wait; receive a bounded batch of messages; let the machine handle each; commit its
/// changes; only then send its messages.
package final class CoordinatorShell {
    package struct Options: Sendable {
        package var listen: Endpoint
        package var security: ServerSecurity
        package var exitsWhenDone: Bool
        package var machine: CoordinatorMachine.Settings
        package var datasets: DatasetCache

        package init(
            listen: Endpoint, security: ServerSecurity, exitsWhenDone: Bool,
            machine: CoordinatorMachine.Settings = .init(), datasets: DatasetCache
        ) {
            self.listen = listen
            self.security = security
            self.exitsWhenDone = exitsWhenDone
            self.machine = machine
            self.datasets = datasets
        }
    }

    /// Commands from other threads to the coordinator.
    package enum Command: Sendable {
        /// Stop assigning trials and end, with a grace period if `awaitsWorkers`, else at once.
        case stop(awaitsWorkers: Bool)
        /// The second request to end: stop at once.
        case stopNow
        case workerEnded(name: String, WorkerEnd)
        case authenticatorFailed(String)
        /// End with this error.
        case fail(any UserError)
        /// A connection was cut, for example because it used too much memory.
        case connectionCut(ConnectionCut)
    }

    package enum End: Sendable, Hashable {
        case done
        case interrupted
        /// A study was given up before its budget was used up; `StudyProgress.halt` says why.
        case halted
    }

    private static let refreshSeconds = 0.2
    private static let workersGraceSeconds = 10.0
    /// For workers with programs, which have 10 s of their own to end.
    private static let programsGraceSeconds = 15.0

    package let options: Options
    package let commands: Mailbox<Command>
    var loop: CoordinatorLoop<CoordinatorMachine>
    package let studies: [OpenStudy]
    let inputs: InputFileServer
    package private(set) var endpoint = ""
    package let startedAt = SystemTime.now
    let observer: (any CoordinatorObserver)?
    /// The last intermediate results of running trials, by study and trial; only for display.
    private(set) var latestResults: [String: [Int: IntermediateResult]] = [:]
    private let open: OpenLinks
    let committer: Committer
    /// By study.
    let checkpoints: [String: CheckpointFiles]
    private let tables: [TableFiles]
    /// What programs printed, by study.
    private let logs: [String: AttemptLogFiles]
    /// The best trials of each study, for questions.
    private(set) var best: [BestTrials]
    let finishedAtStart: [Int]
    /// What is known of the connections; nil before the shell listens.
    private(set) var watch: (any PeerWatch)?
    var peers = PeerState()
    private var stopBy: Instant?
    private var isStopping = false
    private var end: End?

    /// A coordinator that listens with sockets.
    package convenience init(
        studies: [OpenStudy], options: Options, context: Context,
        observer: (any CoordinatorObserver)?
    ) throws {
        try self.init(studies: studies, options: options, observer: observer) { commands in
            try RouterLinks(
                context, listen: options.listen, security: options.security, commands: commands)
        }
    }

    /// Opens the links; they report cut connections and their own end to the mailbox.
    typealias OpenLinks = (Mailbox<Command>) throws -> any CoordinatorLinks

    init(
        studies: [OpenStudy], options: Options, observer: (any CoordinatorObserver)?,
        open: @escaping OpenLinks
    ) throws {
        self.studies = studies
        inputs = InputFileServer(studies.flatMap(\.inputs))
        self.options = options
        self.open = open
        self.observer = observer
        commands = try Mailbox()
        let machine = CoordinatorMachine(
            studies: try studies.map { try $0.progress() }, settings: options.machine,
            at: SystemTime.now)
        loop = CoordinatorLoop(machine)
        checkpoints = Dictionary(
            uniqueKeysWithValues: zip(studies, machine.studies).map { study, progress in
                let files = CheckpointFiles(directory: study.directory.checkpoints)
                files.sweep(keeping: progress.referencedCheckpoints)
                return (progress.job.study, files)
            })
        committer = Committer(studies: studies, checkpoints: checkpoints)
        finishedAtStart = machine.studies.map(\.finishedCount)
        best = machine.studies.map { study in
            var best = BestTrials(metric: study.job.metric)
            for trial in study.trials { best.add(trial) }
            return best
        }
        tables = studies.map { TableFiles(directory: $0.directory, job: $0.record.job) }
        logs = Dictionary(
            uniqueKeysWithValues: studies.map {
                ($0.record.job.study, AttemptLogFiles(directory: $0.directory.logs))
            })
    }

    package var machine: CoordinatorMachine {
        _read { yield loop.machine }
    }

    /// The workers with recorded running trials that have not sent a hello yet.
    package var absentWorkers: [String] { machine.absentWorkers }

    /// Why nothing can be stored at the moment, or nil.
    var storageProblem: String? { committer.stallReason }

    /// Listens and serves until every study is done (if the options request that) or a command ends
    /// it.
    package func run() throws -> End {
        let links = try open(commands)
        defer { links.close() }
        watch = links.watch
        endpoint = links.endpoint
        let desk = QuestionServer(links.questions, security: options.security)
        // Lets commands on this machine find the coordinator and ask it about its studies.
        let announcer = LiveAnnouncer(
            directories: studies.map(\.directory), endpoint: links.questionEndpoint,
            security: links.readerSecurity)
        defer { announcer.withdraw() }
        try announcer.publish()
        observer?.listening(at: endpoint)

        var nextRefresh = startedAt
        while end == nil {
            try links.wait(milliseconds: waitMilliseconds(until: nextRefresh))
            try obeyCommands()
            try round(on: links)
            try desk.serve(ignored: { observer?.ignored($0) }) { answer($0, $1) }
            let now = SystemTime.now
            if now >= nextRefresh {
                observer?.refresh(self)
                try announcer.publish()
                nextRefresh = now + Self.refreshSeconds
            }
            for (index, files) in tables.enumerated() {
                files.writeIfDue(machine.studies[index], at: now)
            }
            decideEnd(at: now)
        }
        for (index, files) in tables.enumerated() {
            do { try files.writeNow(machine.studies[index]) } catch {
                // After an interruption, a full disk is no failure: the tables can be rebuilt.
                guard end == .interrupted else { throw error }
            }
        }
        observer?.refresh(self)
        return end ?? .interrupted
    }

    private func waitMilliseconds(until refresh: Instant) -> Int {
        let now = SystemTime.now
        let tick = committer.isStalled ? nil : machine.nextDeadline
        let due = [refresh, tick, committer.retryAt, stopBy].compactMap { $0 }.min() ?? refresh
        let wait = max(0, Int((due.seconds(since: now) * 1000).rounded(.up)))
        return peers.hasWork(isStalled: committer.isStalled) ? min(wait, 5) : wait
    }

    /// One round: receive messages, commit changes, send messages.
    private func round(on links: any CoordinatorLinks) throws {
        let now = SystemTime.now
        // Unread messages would fill the memory, so they are read and held back during a stall,
        // too.
        try receive(from: links, at: now)
        if !committer.isStalled { loop.handle(.tick, at: now) }
        try answerData(on: links, at: now)
        var world = ShellWorld(shell: self, links: links, now: now)
        // The world reads this shell's machine while the round ends.
        var ending = loop
        let outcome = try ending.endRound(in: &world, at: now)
        loop = ending
        switch outcome {
        case .committed(_, let hasRecovered):
            if hasRecovered { observer?.storageChanged(problem: nil) }
        case .stalled(let reason, let isNew):
            if isNew { observer?.storageChanged(problem: reason) }
            // Pongs show the workers that the coordinator is alive.
            guard committer.shouldReassure(at: now) else { return }
            for peer in machine.sessions.inOrder {
                _ = try send(.coordinator(.pong(sequence: 0)), to: peer, links)
            }
        }
    }

    /// Shows what was stored.
    fileprivate func show(_ effects: CoordinatorEffects, at now: Instant) {
        for item in effects.changes { noteReport(item) }
        for log in effects.logs { keep(log) }
        tell(effects.notices, at: now)
        for files in tables { files.note(effects.notices) }
        noteBest(effects.notices)
    }

    private func keep(_ log: CoordinatorEffects.Log) {
        do { try logs[log.attempt.study]?.keep(log.text, of: log.attempt) } catch {
            // A log explains a result, and is not needed for it.
            observer?.ignored("the log of \(log.attempt) is not kept: \(error)")
        }
    }

    private func noteBest(_ notices: [CoordinatorNotice]) {
        for case .trialFinished(let study, let number) in notices {
            guard let index = machine.studies.firstIndex(where: { $0.job.study == study }) else {
                continue
            }
            best[index].add(machine.studies[index].trials[number])
        }
    }

    private func noteReport(_ item: CoordinatorEffects.Change) {
        switch item.change {
        case .intermediateResult(let trial, let intermediate):
            latestResults[item.study, default: [:]][trial] = intermediate
        case .trialFinished(let attempt, _, _), .segmentReached(let attempt, _, _, _):
            latestResults[item.study]?[attempt.trial] = nil
        default: break
        }
    }
}

/// The links and files around the coordinator's loop, for one round.
private struct ShellWorld: CoordinatorWorld {
    let shell: CoordinatorShell
    let links: any CoordinatorLinks
    let now: Instant

    func send(_ message: CoordinatorMessage, to peer: Peer) throws -> Bool {
        try shell.send(.coordinator(message), to: peer, links)
    }

    func commit(_ effects: CoordinatorEffects, at now: Instant) throws -> JournalOutcome {
        try shell.committer.commit(effects, at: now)
    }

    func stored(_ effects: CoordinatorEffects, by machine: CoordinatorMachine) {
        shell.show(effects, at: now)
    }
}

// MARK: Commands and the end

extension CoordinatorShell {
    private func obeyCommands() throws {
        for command in commands.drain() {
            switch command {
            case .stop(let awaitsWorkers):
                isStopping = true
                loop.handleQuietly(.stopDispatching, at: SystemTime.now)
                stopBy = SystemTime.now + (awaitsWorkers ? graceSeconds : 0)
                if awaitsWorkers { observer?.awaitingWorkers() }
            case .stopNow:
                end = .interrupted
            case .workerEnded(let name, let end):
                loop.handle(.workerEnded(name: name, end), at: SystemTime.now)
            case .authenticatorFailed(let reason):
                throw RuntimeError.authenticatorEnded(reason: reason)
            case .fail(let error):
                throw error
            case .connectionCut(let cut):
                noteCut(cut, at: SystemTime.now)
            }
        }
    }

    private var graceSeconds: Double {
        studies.contains { $0.record.job.objective.runsPrograms }
            ? Self.programsGraceSeconds : Self.workersGraceSeconds
    }

    private func decideEnd(at now: Instant) {
        guard end == nil else { return }
        let isOverdue = stopBy.map { now >= $0 } == true
        guard !committer.isStalled else {
            // Results that could not be stored are still in the workers' outboxes, or are trained
            // again.
            if isOverdue { end = .interrupted }
            return
        }
        if machine.isFinished, options.exitsWhenDone || isStopping {
            end = .done
        } else if machine.isOver, machine.studies.contains(where: { $0.halt != nil }) {
            // Running trials may finish, so that their results are kept.
            if machine.outstandingCount == 0 || isOverdue { end = .halted }
            if stopBy == nil { stopBy = now + graceSeconds }
        } else if isStopping, machine.outstandingCount == 0 || isOverdue {
            end = .interrupted
        }
    }
}
