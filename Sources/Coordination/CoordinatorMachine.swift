import StudyModel

/// The coordinator's core: events in, effects out.
///
/// A value without I/O, clock or threads.
///
/// Commit, then speak: an assignment is among the changes before it is among the messages, and a
/// result before its acknowledgement; the shell commits the changes of a step before it sends its
/// messages. Execution is at least once, the record exactly once: the first valid result of a trial
/// counts, repeated ones are acknowledged again and change nothing.
package struct CoordinatorMachine: Sendable {
    package struct Settings: Sendable, Hashable {
        /// How long an attempt stays its worker's without a sign of life, in seconds.
        ///
        /// A shorter cut is bridged; after a restart of the coordinator every lease starts anew.
        package var leaseSeconds: Double
        /// A trial that could not be executed this often fails, where no worker is left to try it.
        package var errorLimit: Int
        /// For how long a trial that could not be executed waits for such a worker, in seconds.
        package var errorPatienceSeconds = 60.0
        /// A worker that could not execute a trial may get it again after this time, where no other
        /// is left; the time doubles with each error, up to a minute.
        package var errorRetrySeconds = 5.0
        /// A trial that lost its worker this often without a gain fails: it must be what kills
        /// them.
        package var lossLimit: Int
        /// A trial fails that was running when this many worker processes in a row ended with a
        /// fault of their own, such as an access to memory that isn't there.
        package var faultLimit = 3
        /// The same where they were killed from outside, as a system without memory does.
        package var killLimit = 6
        /// How long a search goes on in which no worker can execute anything, in seconds.
        package var fruitlessSeconds = 60.0
        /// How many attempts are issued in one step at most, so that a step has a bounded length.
        package var attemptsPerStep = 4096

        /// How often workers say that they are alive, and how far they are.
        package var pingSeconds: Double

        /// Pings come three times a lease, and every 2 s at least, unless stated.
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
    /// The connected workers.
    package internal(set) var sessions = SessionTable()
    /// Workers that could not execute what they were given last, by name.
    package internal(set) var troubles: [String: WorkerTrouble] = [:]
    /// One for each attempt that is current, and for no other.
    var leases = LeaseTable()
    /// The connections that may have room for more.
    var offers = OfferQueue()
    package internal(set) var isDispatching = true
    /// Whether a trial has had a result since this start.
    var hasResults = false
    /// When no worker could execute anything any more, while that lasts.
    var fruitlessSince: Instant?
    private var announcedFinish = false
    /// Leases end, and silence is measured, by the time that this process has run.
    private(set) var clock: RunningClock
    /// Leases are looked at no more often than this: looking costs time in proportion to their
    /// number.
    private var nextLeaseCheck: Instant
    /// Whether the last step issued all that it may: there may be more to hand out.
    var hasMoreToHandOut = false
    let studyIndex: [String: Int]

    /// A coordinator for these studies, which share their workers; an earlier study goes first.
    package init(studies: [StudyProgress], settings: Settings = Settings(), at now: Instant) {
        self.studies = studies
        self.settings = settings
        studyIndex = Dictionary(
            uniqueKeysWithValues: studies.enumerated().map { ($1.job.study, $0) })
        clock = RunningClock(at: now)
        nextLeaseCheck = now
        // The holders of running attempts get a whole lease to come back.
        for study in studies {
            for known in study.attempts {
                guard let attempt = known.current, let worker = known.issues.last?.worker else {
                    continue
                }
                leases.issue(
                    attempt, to: worker, over: nil, until: clock.now + settings.leaseSeconds)
            }
        }
    }

    package var isFinished: Bool { studies.allSatisfy(\.isFinished) }

    /// Whether nothing more is to be handed out: each study is finished, or has been given up.
    package var isOver: Bool { studies.allSatisfy(\.isOver) }

    /// How many attempts are out.
    package var outstandingCount: Int { leases.count }

    /// When `tick` is due at the latest.
    package var nextDeadline: Instant? {
        if hasMoreToHandOut { return clock.eventTime(of: clock.now) }
        guard !leases.isEmpty || !troubles.isEmpty else { return nil }
        return clock.eventTime(of: nextLeaseCheck)
    }

    /// Seconds since a worker gave its last sign of life, not counting time in which this process
    /// did not run.
    package func secondsOfSilence(of session: Session) -> Double {
        max(0, clock.now.seconds(since: session.lastHeard))
    }

    /// Seconds until a worker that could not execute trials gets one again, or nil if it may get
    /// one now.
    package func pauseSeconds(ofWorker name: String) -> Double? {
        guard let trouble = troubles[name], trouble.isPaused(at: clock.now) else { return nil }
        return trouble.pausedUntil.seconds(since: clock.now)
    }

    package mutating func handle(
        _ event: CoordinatorEvent, at now: Instant
    ) -> CoordinatorEffects {
        clock.advance(to: now)
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
            endLeases(at: now, &effects)
            endFruitlessSearch(at: now, &effects)
            dispatch(at: now, &effects)
            announceFinish(&effects)
        case .stopDispatching:
            isDispatching = false
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
        switch message {
        case .hello: break
        case .ready(let credit):
            sessions.update(peer) {
                $0.credit = WorkerLimits.credit(credit, slots: $0.slots)
            }
            offers.add(peer, .slot)
        case .ping(let sequence, let held):
            renew(held, of: peer, at: now, &effects)
            effects.send(.pong(sequence: sequence), to: peer)
            // Who still asks has not heard.
            if isFinished { effects.send(.finished, to: peer) }
        case .report(let attempt, let report):
            record(report, of: attempt, from: peer, at: now, &effects)
        case .results(let results):
            accept(results, from: peer, at: now, &effects)
        case .handBack(let attempt, let reason, let checkpoint):
            takeBack(attempt, reason: reason, checkpoint: checkpoint, from: peer, &effects)
        case .checkpoint(let attempt, let bytes):
            keep(bytes, of: attempt, from: peer, at: now, &effects)
        case .attemptFailed(let attempt, let reason):
            effects.send(.acknowledge([attempt]), to: peer)
            guard isHeld(attempt, by: peer, &effects) else { break }
            recordError(of: attempt, reason: reason, from: peer, at: now, &effects)
        case .goodbye:
            farewell(peer, &effects)
        }
    }

    private mutating func endLeases(at now: Instant, _ effects: inout CoordinatorEffects) {
        guard now >= nextLeaseCheck else { return }
        for attempt in leases.ended(by: now) {
            let worker = leases[attempt]!.worker
            let note = "worker \(worker) gave no sign of life for \(settings.leaseSeconds) s"
            lose(attempt, note: note, &effects)
        }
        // A worker that holds nothing and says nothing is forgotten; it is asked who it is if it
        // returns.
        for peer in sessions.silent(since: now + -settings.leaseSeconds) {
            effects.notices.append(.workerLeft(sessions[peer]!.identity))
            sessions.remove(peer)
        }
        endPauses(at: now)
        nextLeaseCheck = now + min(0.25, settings.leaseSeconds / 8)
    }

    private mutating func announceFinish(_ effects: inout CoordinatorEffects) {
        guard isFinished, !announcedFinish else { return }
        announcedFinish = true
        for peer in sessions.inOrder { effects.send(.finished, to: peer) }
    }

    func study(of attempt: AttemptID) -> Int? { studyIndex[attempt.study] }
}
