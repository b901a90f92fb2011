package import Coordination
package import Datasets
import Foundation
package import JobFiles
import Reporting
import Storage
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
        /// A submitted job was read, or could not be.
        case submissionRead(request: Int, Submission, Result<LoadedJob, Refusal>)
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
    /// For workers that leave because every study is finished.
    private static let goodbyeSeconds = 5.0

    package let options: Options
    package let commands: Mailbox<Command>
    var loop: CoordinatorLoop<CoordinatorMachine>
    /// The studies, in the machine's order.
    private(set) var served: [ServedStudy]
    let inputs: InputFileServer
    package private(set) var endpoint = ""
    package let startedAt = SystemTime.now
    let observer: (any CoordinatorObserver)?
    private let open: OpenLinks
    let committer: Committer
    /// What is known of the connections; nil before the shell listens.
    private(set) var watch: (any PeerWatch)?
    var peers = PeerState()
    /// The queue of submitted studies; nil if this coordinator takes none.
    let service: StudyService?
    private var announcers: [LiveAnnouncer] = []
    private var stopBy: Instant?
    /// When the end waits no longer for the goodbyes of workers that leave.
    private var goodbyesBy: Instant?
    private var isStopping = false
    private var end: End?

    /// A coordinator that listens with sockets.
    package convenience init(
        studies: [OpenStudy], options: Options, context: Context,
        observer: (any CoordinatorObserver)?, service: ServiceOptions? = nil
    ) throws {
        try self.init(
            studies: studies, options: options, observer: observer, service: service
        ) { commands in
            try RouterLinks(
                context, listen: options.listen, security: options.security, commands: commands)
        }
    }

    /// Opens the links; they report cut connections and their own end to the mailbox.
    typealias OpenLinks = (Mailbox<Command>) throws -> any CoordinatorLinks

    init(
        studies: [OpenStudy], options: Options, observer: (any CoordinatorObserver)?,
        service: ServiceOptions? = nil, open: @escaping OpenLinks
    ) throws {
        do {
            // A coordinator that ends with its studies prints their tables at its end.
            self.service = try service.map {
                try StudyService($0, closesStudies: studies.isEmpty || !options.exitsWhenDone)
            }
        } catch let error as StoreError {
            guard case .inUse(let directory, _, _, _) = error, !studies.isEmpty else { throw error }
            observer?.warned(
                "another coordinator serves the queue in \(directory); this one takes no commands")
            self.service = nil
        }
        inputs = InputFileServer(studies.flatMap(\.inputs))
        self.options = options
        self.open = open
        self.observer = observer
        commands = try Mailbox()
        let machine = CoordinatorMachine(
            // An earlier study goes first.
            studies: try studies.enumerated().map { index, study in
                try study.progress(share: StudyShare(priority: studies.count - 1 - index))
            },
            settings: options.machine, at: SystemTime.now)
        loop = CoordinatorLoop(machine)
        served = zip(studies, machine.studies).map { ServedStudy($0, $1) }
        committer = Committer()
        for study in served { committer.add(study) }
    }

    /// Serves one more study.
    func admit(_ study: OpenStudy, _ progress: StudyProgress) {
        loop.update { $0.admit(progress, at: SystemTime.now) }
        let added = ServedStudy(study, progress)
        served.append(added)
        committer.add(added)
        inputs.replace(with: served.flatMap(\.open.inputs))
        announcers.first?.add(study.directory)
        observer?.opened(progress)
    }

    /// Serves a study no longer, of which nothing runs.
    func remove(at index: Int) -> ServedStudy {
        let removed = served.remove(at: index)
        loop.update { $0.remove(study: removed.name) }
        committer.remove(removed)
        inputs.replace(with: served.flatMap(\.open.inputs))
        announcers.first?.withdraw(removed.open.directory)
        observer?.closed(study: removed.name)
        return removed
    }

    package var studies: [OpenStudy] { served.map(\.open) }

    /// Whether there are several studies, or may be.
    package var servesSeveralStudies: Bool { served.count > 1 || service?.closesStudies == true }

    func served(_ name: String) -> ServedStudy? {
        machine.index(ofStudy: name).map { served[$0] }
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
        // Lets commands on this machine find the coordinator, ask and operate it.
        announcers = [
            LiveAnnouncer(
                directories: studies.map(\.directory), endpoint: links.questionEndpoint,
                security: links.readerSecurity)
        ]
        if let service {
            announcers.append(
                LiveAnnouncer(
                    directories: [StudyQueue.directory(results: service.options.results)],
                    endpoint: links.questionEndpoint, security: links.operatorSecurity))
        }
        defer { announcers.forEach { $0.withdraw() } }
        for study in machine.studies { observer?.opened(study) }
        openQueue()
        for announcer in announcers { try announcer.publish() }
        observer?.listening(at: endpoint)

        var nextRefresh = startedAt
        while end == nil {
            try links.wait(milliseconds: waitMilliseconds(until: nextRefresh))
            try obeyCommands()
            try desk.serve(
                ignored: { observer?.ignored($0) }, answer: { answer($0, $1) },
                command: service == nil
                    ? nil : { self.operate($0, for: .questionSocket(routingID: $1)) })
            try round(on: links)
            // Nothing is handled between the round's commit and the end of a study: what was
            // not stored before its record is closed would be lost.
            try closeEndedStudies(awaitingAll: options.exitsWhenDone)
            try sendReplies(desk, links)
            let now = SystemTime.now
            if now >= nextRefresh {
                observer?.refresh(self)
                for announcer in announcers { try announcer.publish() }
                nextRefresh = now + Self.refreshSeconds
            }
            // Tables show what is on record.
            for (index, study) in served.enumerated() where !committer.isStalled {
                study.tables.writeIfDue(machine.studies[index], at: now)
            }
            decideEnd(at: now)
        }
        for (index, study) in served.enumerated() where !committer.isStalled {
            study.sweepCheckpoints(machine.studies[index])
            do { try study.tables.writeNow(machine.studies[index]) } catch {
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
        let ends = [tick, committer.retryAt, stopBy, goodbyesBy].compactMap(\.self)
        let due = ends.reduce(refresh, min)
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

    /// Sends the answers to commands.
    private func sendReplies(_ desk: QuestionServer, _ links: any CoordinatorLinks) throws {
        for (target, answer) in service?.takeReplies() ?? [] {
            switch target {
            case .questionSocket(let routingID): try desk.send(.answer(answer), to: routingID)
            case .worker(let peer): _ = try send(.answer(answer), to: peer, links)
            }
        }
    }

    /// Shows what was stored.
    fileprivate func show(_ effects: CoordinatorEffects, at now: Instant) {
        for item in effects.changes { served(item.study)?.note(item.change) }
        for log in effects.logs { keep(log) }
        answer(effects.replies)
        tell(effects.notices, at: now)
        for study in served { study.tables.note(effects.notices) }
        noteBest(effects.notices)
    }

    private func keep(_ log: CoordinatorEffects.Log) {
        do { try served(log.attempt.study)?.logs.keep(log.text, of: log.attempt) } catch {
            // A log explains a result, and is not needed for it.
            observer?.ignored("the log of \(log.attempt) is not kept: \(error)")
        }
    }

    private func noteBest(_ notices: [CoordinatorNotice]) {
        for case .trialFinished(let study, let number, _) in notices {
            guard let index = machine.index(ofStudy: study) else { continue }
            served[index].best.add(
                number, among: machine.studies[index].trials, of: machine.studies[index].job)
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
            case .submissionRead(let request, let submission, let result):
                admit(submission, result, for: request)
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
        if !machine.isFinished { goodbyesBy = nil }
        if machine.isFinished, options.exitsWhenDone || isStopping {
            let goodbyesBy = goodbyesBy ?? now + Self.goodbyeSeconds
            self.goodbyesBy = goodbyesBy
            if !machine.awaitsGoodbyes || isOverdue || now >= goodbyesBy { end = .done }
        } else if machine.isOver, service?.closesStudies != true || options.exitsWhenDone,
            machine.studies.contains(where: { $0.halt != nil })
        {
            // Running trials may finish, so that their results are kept.
            if machine.outstandingCount == 0 || isOverdue { end = .halted }
            if stopBy == nil { stopBy = now + graceSeconds }
        } else if isStopping, machine.outstandingCount == 0 || isOverdue {
            end = .interrupted
        }
    }
}
