import Portable
import StudyModel

/// The coordinator's state machine: events in, effects out.
///
/// It is a value without I/O, clock or threads.
///
/// Commit before send: the shell commits the changes of a step before it sends the messages of that
/// step. A step that sends an assignment or an acknowledgement contains the matching change.
/// Attempts execute at least once; results are recorded exactly once. The first valid result of a
/// trial counts. A repeated result is acknowledged again and changes nothing.
package struct CoordinatorMachine: Sendable {
    package struct Settings: Sendable, Hashable {
        /// How long a worker keeps an attempt without a sign of life, in seconds.
        ///
        /// A shorter interruption has no effect. A restart of the coordinator renews every lease.
        package var leaseSeconds: Double
        /// A trial fails after this many execution errors, if no worker is left that has not tried
        /// it.
        package var errorLimit: Int
        /// How long such a trial waits for an untried worker before it fails, in seconds.
        package var errorPatienceSeconds = 60.0
        /// How long before a worker that could not execute a trial may get it again, if no other
        /// worker is left, in seconds; the time doubles with each error, up to a minute.
        package var errorRetrySeconds = 5.0
        /// A trial fails after it lost its worker this many times without a checkpoint: it is
        /// assumed to kill its workers.
        package var lossLimit: Int
        /// A trial fails if this many worker processes in a row crashed by their own fault while
        /// they ran it, for example by an invalid memory access.
        package var faultLimit = 3
        /// The same limit for processes killed from outside, for example by the system when memory
        /// runs out.
        package var killLimit = 6
        /// How long a study is searched while no worker can execute any of its trials, in seconds.
        package var fruitlessSeconds = 60.0
        /// Whether a study that no connected worker can run is halted, because no other will come.
        package var haltsUnrunnable = false
        /// The maximum number of attempts issued per step, which bounds the length of a step.
        package var attemptsPerStep = 4096

        /// The interval in which workers send signs of life and progress, in seconds.
        package var pingSeconds: Double

        /// Unless stated, workers ping three times per lease, and at least every 2 s.
        package init(
            leaseSeconds: Double = 40, pingSeconds: Double? = nil, errorLimit: Int = 3,
            lossLimit: Int = 20
        ) {
            self.leaseSeconds = leaseSeconds
            self.pingSeconds = pingSeconds ?? min(2, leaseSeconds / 3)
            self.errorLimit = errorLimit
            self.lossLimit = lossLimit
        }
    }

    package let settings: Settings
    package internal(set) var studies: [StudyProgress]
    /// Workers that get no more trials, by name.
    package internal(set) var drained: Set<String> = []
    /// Whether any study was here: only then workers are told that all are finished.
    var hasServed = false
    /// The connected workers.
    package internal(set) var sessions = SessionTable()
    /// Workers whose last attempt of a study could not be executed, by name.
    package internal(set) var troubles: [String: WorkerTrouble] = [:]
    /// Exactly one lease per current attempt.
    var leases = LeaseTable()
    /// What the studies need of workers, and the workers that may have room for it.
    var classes: DispatchClasses
    /// The connections that keep room for a study, by its place.
    var kept: [Int: PeerQueue] = [:]
    /// The studies of which it is told that no connected worker can run them.
    var unrunnable: Set<String> = []
    /// The attempts that were handed out.
    var turns = 0
    package internal(set) var isDispatching = true
    var announcedFinish = false
    /// The names of which it is told that several live workers have them.
    var toldNamesakes: Set<String> = []
    /// The running time of this process, which measures leases and silence.
    var clock: RunningClock
    /// The earliest time of the next lease check, which is linear in the number of leases.
    private var nextLeaseCheck: Instant
    /// Whether the last step reached its limit: more attempts may be ready to issue.
    var hasMoreToHandOut = false
    var studyIndex: [String: Int]

    /// Creates a coordinator for studies that share their workers.
    package init(studies: [StudyProgress], settings: Settings = Settings(), at now: Instant) {
        self.studies = studies
        self.settings = settings
        studyIndex = Dictionary(
            uniqueKeysWithValues: studies.enumerated().map { ($1.job.study, $0) })
        classes = DispatchClasses(studies.lazy.map(\.job))
        clock = RunningClock(at: now)
        nextLeaseCheck = now
        for index in studies.indices { admitted(index, at: now) }
    }

    package var isFinished: Bool { studies.indices.allSatisfy { studies[$0].isFinished } }

    /// Whether no more trials are handed out: each study is finished or halted.
    package var isOver: Bool { studies.indices.allSatisfy { studies[$0].isOver } }

    /// Whether workers that were told to leave have not said goodbye yet.
    ///
    /// A coordinator that ended now could lose that message: where a process ends with messages of
    /// a peer unread, TCP discards what is on its way to this peer.
    package var awaitsGoodbyes: Bool {
        announcedFinish && sessions.values.contains { $0.leavesWhenFinished }
    }

    /// The number of current attempts.
    package var outstandingCount: Int { leases.count }

    /// The time by which `tick` must be called.
    package var nextDeadline: Instant? {
        if hasMoreToHandOut { return clock.eventTime(of: clock.now) }
        let check =
            leases.isEmpty && troubles.isEmpty ? nil : clock.eventTime(of: nextLeaseCheck)
        return [check, nextEndOfTime].compactMap { $0 }.min()
    }

    /// The time at which the first study's budget of time is over.
    private var nextEndOfTime: Instant? {
        studies.indices.lazy.filter { !studies[$0].isOver }.compactMap(endOfTime).min()
    }

    /// The time at which the budget of time of a study is over; nil if it has none, if it is over
    /// already, or if the study is paused.
    private func endOfTime(of index: Int) -> Instant? {
        guard let seconds = studies[index].job.budget.seconds, studies[index].limit == nil,
            studies[index].pausedSince == nil
        else { return nil }
        return studies[index].timeStart + max(0, seconds - studies[index].secondsBefore)
    }

    /// Stops the studies whose budget of time is over.
    private mutating func endTimes(at now: Instant) {
        for index in studies.indices {
            guard let end = endOfTime(of: index), now >= end else { continue }
            let seconds = studies[index].job.budget.seconds ?? 0
            studies[index].endTime("the budget's time of \(TimeText.duration(seconds)) is over")
        }
    }

    /// Seconds since a worker's last sign of life, without the time in which this process did not
    /// run.
    package func secondsOfSilence(of session: Session) -> Double {
        max(0, clock.now.seconds(since: session.lastHeard))
    }

    package mutating func handle(
        _ event: CoordinatorEvent, at now: Instant
    ) -> CoordinatorEffects {
        clock.advance(to: now)
        endTimes(at: now)
        let time = now
        let now = clock.now
        var effects = CoordinatorEffects()
        switch event {
        case .received(let message, let peer):
            receive(message, from: peer, at: now, &effects)
        case .undeliverable(let message, let peer):
            revoke(message, from: peer, &effects)
        case .workerEnded(let name, let end):
            endWorker(named: name, end, &effects)
        case .tick:
            for index in studies.indices { obeyScheduler(of: index, &effects) }
            endLeases(at: now, &effects)
            for index in studies.indices { obeyFailures(of: index, &effects) }
            endFruitlessSearches(at: now, &effects)
            tellUnrunnable(&effects)
            dispatch(at: now, &effects)
            announceFinish(&effects)
        case .stopDispatching:
            isDispatching = false
        case .share(let study, let share):
            self.share(share, of: study, at: time)
        case .withdraw(let study):
            withdraw(study, &effects)
        case .drain(let worker, let isDrained):
            drain(worker: worker, isDrained)
        case .enqueue(let request, let study, let configuration):
            let content = enqueue(configuration, in: study, &effects)
            effects.replies.append(.init(request: request, content: content))
        case .ask(let request, let study, let name, let seconds):
            let content = ask(study, by: name, leaseSeconds: seconds, at: now, &effects)
            effects.replies.append(.init(request: request, content: content))
        case .tell(let request, let study, let trial, let told):
            let content = tell(told, about: trial, of: study, at: now, &effects)
            effects.replies.append(.init(request: request, content: content))
        case .giveBack(let request, let study, let trial):
            let content = giveBack(trial, of: study, &effects)
            effects.replies.append(.init(request: request, content: content))
        }
        return effects
    }

    private mutating func receive(
        _ message: WorkerMessage, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        if case .hello(let hello) = message {
            return welcome(hello, from: peer, at: now, &effects)
        }
        guard sessions[peer] != nil else {
            if message != .goodbye { effects.send(.whoAreYou, to: peer) }
            return
        }
        sessions.update(peer) { $0.lastHeard = now }
        tellNamesakes(of: peer, &effects)
        switch message {
        case .hello: break
        case .ready(let credit):
            sessions.update(peer) {
                $0.credit = WorkerLimits.credit(credit, slots: $0.slots)
            }
            offer(peer)
        case .ping(let sequence, let held):
            renew(held, of: peer, at: now, &effects)
            effects.send(.pong(sequence: sequence), to: peer)
            // A worker that still pings missed `finished`; send it again.
            if hasServed, isFinished { effects.send(.finished, to: peer) }
        case .intermediateResult(let attempt, let intermediate):
            record(intermediate, of: attempt, from: peer, at: now, &effects)
        case .results(let results):
            accept(results, from: peer, at: now, &effects)
        case .handBack(let attempt, let reason, let checkpoint):
            takeBack(attempt, reason: reason, checkpoint: checkpoint, from: peer, &effects)
        case .checkpoint(let attempt, let digest):
            keep(digest, of: attempt, from: peer, at: now, &effects)
        case .attemptFailed(let attempt, let reason):
            effects.send(.acknowledge([attempt]), to: peer)
            guard isHeld(attempt, by: peer, &effects) else { break }
            recordError(of: attempt, reason: reason, from: peer, at: now, &effects)
        case .log(let attempt, let text):
            keepLog(text, of: attempt, from: peer, &effects)
        case .goodbye:
            farewell(peer, &effects)
        }
    }

    private mutating func endLeases(at now: Instant, _ effects: inout CoordinatorEffects) {
        guard now >= nextLeaseCheck else { return }
        for attempt in leases.ended(by: now) {
            let lease = leases[attempt]!
            let note =
                lease.isAsked
                ? "nobody told a result within \(TimeText.duration(lease.seconds))"
                : "worker \(lease.worker) gave no sign of life for "
                    + TimeText.duration(settings.leaseSeconds)
            lose(attempt, note: note, &effects)
        }
        // A silent worker without leases is forgotten; if it returns, it must send a hello.
        for peer in sessions.silent(since: now + -settings.leaseSeconds) {
            effects.notices.append(.workerLeft(sessions[peer]!.identity))
            removeSession(at: peer)
        }
        nextLeaseCheck = now + min(0.25, settings.leaseSeconds / 8)
    }

    private mutating func announceFinish(_ effects: inout CoordinatorEffects) {
        guard hasServed, isFinished, !announcedFinish else { return }
        announcedFinish = true
        for peer in sessions.inOrder { effects.send(.finished, to: peer) }
    }

    func study(of attempt: AttemptID) -> Int? { studyIndex[attempt.study] }

    /// Applies a change and the scheduler's decisions that follow from it, and emits them, to be
    /// recorded together.
    mutating func commit(
        _ change: StudyChange, in index: Int, _ effects: inout CoordinatorEffects
    ) {
        apply(change, in: index, &effects)
        obeyScheduler(of: index, &effects)
    }

    /// Commits the decisions that a study's scheduler has taken.
    private mutating func obeyScheduler(of index: Int, _ effects: inout CoordinatorEffects) {
        while let decision = studies[index].nextDecision() {
            apply(decision, in: index, &effects)
            if case .trialPruned(let trial, _) = decision {
                effects.notices.append(
                    .trialFinished(
                        study: studies[index].job.study, trial: trial,
                        done: studies[index].finishedCount))
            }
        }
        for digest in studies[index].takeUnreferenced() {
            effects.unreferenced.append(.init(study: studies[index].job.study, digest: digest))
        }
        if let end = studies[index].endOfSearch { apply(end, in: index, &effects) }
    }

    private mutating func apply(
        _ change: StudyChange, in index: Int, _ effects: inout CoordinatorEffects
    ) {
        studies[index].apply(change)
        effects.write(studies[index].job.study, change)
    }
}
