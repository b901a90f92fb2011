package import StudyModel

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
        /// A trial that could not be executed this often (for want of data, say) fails.
        package var errorLimit: Int
        /// A trial that lost its worker this often fails: it must be what kills them.
        package var lossLimit: Int

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

    /// A connected worker.
    package struct Session: Sendable, Hashable {
        package var identity: WorkerIdentity
        var bootNonce: UInt64
        package var slots: Int
        package var credit: Int
        /// What it holds, as far as the coordinator knows.
        package var outstanding: Set<AttemptID> = []
        package var lastHeard: Instant
        /// The fingerprints of the jobs it has been sent.
        var jobs: Set<UInt64> = []
        package var progress: [AttemptID: AttemptProgress] = [:]
    }

    /// Who an attempt was issued to and until when.
    struct Lease: Sendable, Hashable {
        var worker: String
        /// The connection, once the worker has said hello to this coordinator.
        var peer: Peer?
        var deadline: Instant
    }

    package let settings: Settings
    package internal(set) var studies: [StudyProgress]
    /// Workers by connection.
    package internal(set) var sessions: [Peer: Session] = [:]
    /// One for each attempt that is current, and for no other.
    var leases: [AttemptID: Lease] = [:]
    package internal(set) var isDispatching = true
    private var announcedFinish = false
    /// Leases are looked at no more often than this: looking costs time in proportion to their
    /// number.
    private var nextLeaseCheck: Instant
    let studyIndex: [String: Int]

    /// A coordinator for these studies, which share their workers; an earlier study goes first.
    package init(studies: [StudyProgress], settings: Settings = Settings(), at now: Instant) {
        self.studies = studies
        self.settings = settings
        studyIndex = Dictionary(
            uniqueKeysWithValues: studies.enumerated().map { ($1.job.study, $0) })
        nextLeaseCheck = now
        // The holders of running attempts get a whole lease to come back.
        for study in studies {
            for known in study.attempts {
                guard let attempt = known.current, let worker = known.issues.last?.worker else {
                    continue
                }
                leases[attempt] = Lease(
                    worker: worker, peer: nil, deadline: now + settings.leaseSeconds)
            }
        }
    }

    package var isFinished: Bool { studies.allSatisfy(\.isFinished) }

    /// How many attempts are out.
    package var outstandingCount: Int { leases.count }

    /// When `tick` is due at the latest.
    package var nextDeadline: Instant? { leases.isEmpty ? nil : nextLeaseCheck }

    package mutating func handle(
        _ event: CoordinatorEvent, at now: Instant
    ) -> CoordinatorEffects {
        var effects = CoordinatorEffects()
        switch event {
        case .received(let message, let peer):
            receive(message, from: peer, at: now, &effects)
        case .undeliverable(let message, let peer):
            revoke(message, from: peer, &effects)
        case .workerEnded(let name):
            endWorker(named: name, &effects)
        case .tick:
            endLeases(at: now, &effects)
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
        sessions[peer]!.lastHeard = now
        switch message {
        case .hello: break
        case .ready(let credit):
            sessions[peer]!.credit = max(0, credit)
        case .ping(let sequence, let held):
            renew(held, of: peer, at: now, &effects)
            effects.send(.pong(sequence: sequence), to: peer)
            // Who still asks has not heard.
            if isFinished { effects.send(.finished, to: peer) }
        case .report(let attempt, let report):
            record(report, of: attempt, from: peer, at: now, &effects)
        case .results(let results):
            accept(results, from: peer, &effects)
        case .handBack(let attempt, let reason, let checkpoint):
            takeBack(attempt, reason: reason, checkpoint: checkpoint, from: peer, &effects)
        case .attemptFailed(let attempt, let reason):
            recordError(of: attempt, reason: reason, from: peer, &effects)
        case .goodbye:
            farewell(peer, &effects)
        }
    }

    private mutating func endLeases(at now: Instant, _ effects: inout CoordinatorEffects) {
        guard now >= nextLeaseCheck else { return }
        let ended = leases.filter { $0.value.deadline <= now }.keys
            .sorted { ($0.study, $0.trial) < ($1.study, $1.trial) }
        for attempt in ended {
            let worker = leases[attempt]!.worker
            let note = "worker \(worker) gave no sign of life for \(settings.leaseSeconds) s"
            lose(attempt, note: note, &effects)
        }
        // A worker that holds nothing and says nothing is forgotten; it is asked who it is if it
        // returns.
        for peer in sortedPeers
        where now.seconds(since: sessions[peer]!.lastHeard) > settings.leaseSeconds {
            effects.notices.append(.workerLeft(sessions[peer]!.identity))
            sessions[peer] = nil
        }
        nextLeaseCheck = now + min(0.25, settings.leaseSeconds / 8)
    }

    private mutating func announceFinish(_ effects: inout CoordinatorEffects) {
        guard isFinished, !announcedFinish else { return }
        announcedFinish = true
        for peer in sortedPeers { effects.send(.finished, to: peer) }
    }

    /// Connections in an order that is the same in every process.
    var sortedPeers: [Peer] {
        sessions.keys.sorted { $0.routingID.lexicographicallyPrecedes($1.routingID) }
    }

    func study(of attempt: AttemptID) -> Int? { studyIndex[attempt.study] }
}
