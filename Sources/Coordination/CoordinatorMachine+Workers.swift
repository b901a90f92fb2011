import StudyModel

extension CoordinatorMachine {
    /// Handles a hello: the first one, one on a new connection, or one after this coordinator's
    /// restart.
    mutating func welcome(
        _ hello: Hello, from peer: Peer, at now: Instant, _ effects: inout CoordinatorEffects
    ) {
        guard hello.lowestVersion <= ProtocolVersion.highest,
            hello.highestVersion >= ProtocolVersion.lowest
        else {
            let theirs = ProtocolVersion.text(hello.lowestVersion, hello.highestVersion)
            let ours = ProtocolVersion.text(ProtocolVersion.lowest, ProtocolVersion.highest)
            let reason =
                "worker \(hello.identity.name) speaks protocol \(theirs); this coordinator speaks "
                + "\(ours): use the same release of podium on both machines"
            effects.send(.reject(reason: reason), to: peer)
            effects.notices.append(.workerRejected(hello.identity, reason: reason))
            return
        }
        if let problem = WorkerLimits.problem(with: hello) {
            let reason = "the coordinator can't use what the worker states: \(problem)"
            farewell(peer, &effects)
            effects.send(.reject(reason: reason), to: peer)
            effects.notices.append(.workerRejected(hello.identity, reason: reason))
            return
        }
        let isRepeated = sessions[peer]?.bootNonce == hello.bootNonce
        // A new boot nonce on a known connection means a new process: release the attempts of the
        // old one.
        if !isRepeated { farewell(peer, &effects) }
        var session = Session(hello, at: now)
        session.classes = classes.possible(for: session)
        let isReturning = supersedeSessions(of: hello, at: peer, now: now, &effects)
        reconcile(hello, isRepeated: isRepeated, peer: peer, session: &session, at: now, &effects)
        insert(session, at: peer)
        let version = min(hello.highestVersion, ProtocolVersion.highest)
        effects.send(.welcome(version: version, pingSeconds: settings.pingSeconds), to: peer)
        // A repeated hello on one connection is not announced.
        if !isRepeated {
            effects.notices.append(
                isReturning
                    ? .workerReturned(hello.identity)
                    : .workerJoined(hello.identity, slots: session.slots))
            for study in studies
            where !study.isOver && study.job.objective.runsPrograms && !session.allowsCommands {
                effects.notices.append(
                    .programsNotAllowed(hello.identity, study: study.job.study))
            }
        }
        if hasServed, isFinished { effects.send(.finished, to: peer) }
    }

    /// Removes older connections of the same worker process.
    ///
    /// Another process with the same name is kept while it gives signs of life: a copied machine
    /// image also copies the name.
    private mutating func supersedeSessions(
        of hello: Hello, at peer: Peer, now: Instant, _ effects: inout CoordinatorEffects
    ) -> Bool {
        var isReturning = false
        for older in sessions.named(hello.identity.name) {
            let session = sessions[older]!
            if session.bootNonce == hello.bootNonce {
                isReturning = true
                removeSession(at: older)
            } else if now.seconds(since: session.lastHeard) > 3 * settings.pingSeconds {
                removeSession(at: older)
                for attempt in sorted(session.outstanding) where leases[attempt]?.peer == older {
                    lose(attempt, note: "worker \(hello.identity.name) was restarted", &effects)
                }
            }
        }
        return isReturning
            || leases.attempts(of: hello.identity.name).contains { leases[$0]!.peer == nil }
    }

    /// Reconciles the worker's held attempts with the coordinator's leases.
    private mutating func reconcile(
        _ hello: Hello, isRepeated: Bool, peer: Peer, session: inout Session, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        let held = Set(hello.held)
        // Another living process with that name keeps its attempts.
        let believed = leases.attempts(of: hello.identity.name).filter {
            leases[$0]!.peer.map(isGone) ?? true
        }
        for attempt in believed where !held.contains(attempt) {
            if isRepeated, leases[attempt]!.peer == peer {
                // The hello may have crossed the assignment on this connection.
                session.hold(attempt, need(of: attempt))
            } else {
                lose(attempt, note: "worker \(hello.identity.name) no longer holds it", &effects)
            }
        }
        let mine = Set(believed)
        var stale: [AttemptID] = []
        for attempt in hello.held {
            if mine.contains(attempt) {
                leases.update(attempt) {
                    $0.peer = peer
                    $0.deadline = now + settings.leaseSeconds
                }
                session.hold(attempt, need(of: attempt))
            } else {
                stale.append(attempt)
            }
        }
        // If the result of a cancelled attempt is already in the outbox, it is acknowledged on
        // arrival.
        if !stale.isEmpty { effects.send(.cancel(stale), to: peer) }
    }

    /// Tells once that several live workers have the name of a worker.
    mutating func tellNamesakes(of peer: Peer, _ effects: inout CoordinatorEffects) {
        guard let name = sessions[peer]?.identity.name else { return }
        // Every message comes here, and names are seldom shared.
        guard sessions.isShared(name) else {
            // They may meet again.
            if !toldNamesakes.isEmpty { toldNamesakes.remove(name) }
            return
        }
        guard !toldNamesakes.contains(name) else { return }
        let namesakes = sessions.namesakes(name)
        guard !namesakes.isEmpty else { return }
        toldNamesakes.insert(name)
        effects.notices.append(.workersShareName(namesakes))
    }

    private func isGone(_ peer: Peer) -> Bool { sessions[peer] == nil }

    /// Renews the leases of the attempts that a worker holds.
    mutating func renew(
        _ held: [AttemptProgress], of peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        var progress: [AttemptID: AttemptProgress] = [:]
        var stale: [AttemptID] = []
        for item in held {
            guard leases[item.attempt]?.peer == peer else {
                stale.append(item.attempt)
                continue
            }
            leases.update(item.attempt) { $0.deadline = now + settings.leaseSeconds }
            progress[item.attempt] = WorkerLimits.progress(item)
        }
        sessions.update(peer) { $0.progress = progress }
        if !stale.isEmpty { effects.send(.cancel(stale), to: peer) }
    }

    /// The names of workers that hold leases but have not sent a hello to this coordinator.
    package var absentWorkers: [String] { leases.absentWorkers }

    /// Removes a worker that leaves and releases its attempts.
    mutating func farewell(_ peer: Peer, _ effects: inout CoordinatorEffects) {
        guard let session = removeSession(at: peer) else { return }
        effects.notices.append(.workerLeft(session.identity))
        for attempt in sorted(session.outstanding) where leases[attempt]?.peer == peer {
            lose(attempt, note: "worker \(session.identity.name) left", &effects)
        }
    }

    /// Handles a message that could not be sent: its assignments are released.
    mutating func revoke(
        _ message: CoordinatorMessage, from peer: Peer, _ effects: inout CoordinatorEffects
    ) {
        if case .assign(let assignments, _) = message {
            for assignment in assignments where leases[assignment.attempt]?.peer == peer {
                let name = leases[assignment.attempt]!.worker
                release(
                    assignment.attempt, as: .returned, note: "could not be sent to worker \(name)",
                    &effects)
            }
        }
        // This connection gets no more trials until the worker sends a hello again; its leases stay
        // valid.
        if let session = removeSession(at: peer) {
            effects.notices.append(.workerLeft(session.identity))
        }
    }

    func sorted(_ attempts: some Sequence<AttemptID>) -> [AttemptID] {
        attempts.sorted { ($0.study, $0.trial, $0.number) < ($1.study, $1.trial, $1.number) }
    }
}
