import StudyModel

extension CoordinatorMachine {
    /// The maximum number of assignments per message.
    private static let assignmentsPerMessage = 256
    /// How long a refused trial waits before it is offered to all workers again, in seconds.
    private static let refusedSeconds = 0.25

    /// Hands waiting trials to workers with credit: first the free slots of all workers, then the
    /// queues of workers whose credit exceeds their slots.
    ///
    /// Time is linear in the number of attempts handed out.
    mutating func dispatch(at now: Instant, _ effects: inout CoordinatorEffects) {
        hasMoreToHandOut = false
        guard isDispatching else { return }
        var batches = AssignmentBatches()
        for room in OfferQueue.Room.allCases {
            var passedOver: [Peer] = []
            // Round robin, so that few trials spread over many workers.
            while canHandOut(at: now), let peer = offers.removeFirst(room) {
                guard hasRoom(room, at: peer, now) else {
                    if room == .slot { offers.add(peer, .queue) }
                    continue
                }
                guard batches.count < settings.attemptsPerStep else {
                    offers.add(peer, room)
                    hasMoreToHandOut = true
                    break
                }
                if assign(to: peer, at: now, &batches, &effects) {
                    offers.add(peer, room)
                } else {
                    passedOver.append(peer)
                }
            }
            for peer in passedOver { offers.add(peer, room) }
            if !passedOver.isEmpty { postponeRefused(at: now) }
        }
        for (peer, batch) in batches.inOrder { send(batch, to: peer, &effects) }
    }

    /// Whether any study has a trial to hand out.
    private func canHandOut(at now: Instant) -> Bool {
        // By index: a closure over the studies themselves would copy each one.
        studies.indices.contains { studies[$0].handsOut && studies[$0].hasWork(at: now) }
    }

    private func hasRoom(_ room: OfferQueue.Room, at peer: Peer, _ now: Instant) -> Bool {
        guard let session = sessions[peer], !session.runsAlone,
            !drained.contains(session.identity.name)
        else { return false }
        let limit = room == .slot ? min(session.slots, session.credit) : session.credit
        return session.outstanding.count < limit
            && troubles[session.identity.name]?.isPaused(at: now) != true
    }

    /// Delays refused trials that no worker with room may have.
    private mutating func postponeRefused(at now: Instant) {
        for index in studies.indices {
            studies[index].waiting.postponeRefused(until: now + Self.refusedSeconds, from: now)
        }
    }

    /// Issues one attempt to a worker, if a trial is waiting that the worker may have.
    private mutating func assign(
        to peer: Peer, at now: Instant, _ batches: inout AssignmentBatches,
        _ effects: inout CoordinatorEffects
    ) -> Bool {
        for index in studiesInTurn(for: sessions[peer]!, at: now) {
            guard let number = takeTrial(of: index, for: sessions[peer]!, at: now, &effects) else {
                continue
            }
            let worker = sessions[peer]!.identity
            let runsAlone = studies[index][notes: number].kills > 1
            let attempt = studies[index].nextAttempt(of: number)
            commit(.attemptStarted(attempt, worker: worker), in: index, &effects)
            leases.issue(
                attempt, to: worker.name, over: peer, until: now + settings.leaseSeconds)
            sessions.update(peer) {
                $0.outstanding.insert(attempt)
                $0.runsAlone = runsAlone
            }
            batches.add(studies[index].assignment(of: attempt), to: peer)
            return true
        }
        return false
    }

    /// The next trial for a worker to run, in this order of priority: a trial that another worker
    /// could not execute, a waiting trial, a new trial if the sampler is ready, a trial that keeps
    /// losing workers, a trial that must run alone.
    mutating func takeTrial(
        of index: Int, for session: Session, at now: Instant, _ effects: inout CoordinatorEffects
    ) -> Int? {
        if let number = refusedTrial(of: index, for: session, at: now) {
            studies[index].waiting.removeRefused(number)
            return number
        }
        let worker = session.identity.name
        while let number = studies[index].waiting.removeHeld(by: worker) {
            if isWaiting(number, in: index) { return number }
        }
        while let number = studies[index].waiting.removeUsual() {
            if isWaiting(number, in: index) { return number }
        }
        if studies[index].canSuggest {
            let next = studies[index].trials.count
            let (configuration, start) = studies[index].suggest()
            commit(
                .trialAdded(number: next, configuration: configuration, start: start), in: index,
                &effects)
            return next
        }
        while let number = studies[index].waiting.removeSuspect() {
            if isWaiting(number, in: index) { return number }
        }
        guard session.outstanding.isEmpty else { return nil }
        while let number = studies[index].waiting.removeAlone() {
            if isWaiting(number, in: index) { return number }
        }
        return nil
    }

    private func isWaiting(_ number: Int, in index: Int) -> Bool {
        studies[index].trials[number].state == .waiting
    }

    /// The first refused trial that this worker may have: one it has not tried, or one for which no
    /// untried worker is left.
    private func refusedTrial(of index: Int, for session: Session, at now: Instant) -> Int? {
        for entry in studies[index].waiting.refused
        where entry.offered <= now && isWaiting(entry.trial, in: index) {
            let number = entry.trial
            if !studies[index].isRefused(number, by: session.identity) { return number }
            if now >= entry.from, !hasUntried(number, in: index) { return number }
        }
        return nil
    }

    /// Whether a connected worker that gets trials has not tried this one yet.
    ///
    /// - Parameter worker: a worker that is trying it.
    func hasUntried(_ number: Int, besides worker: WorkerIdentity? = nil, in index: Int) -> Bool {
        sessions.values.contains { session in
            session.credit > 0 && (troubles[session.identity.name]?.errors ?? 0) < 2
                && session.identity != worker && session.mayRun(studies[index].job)
                && !studies[index].isRefused(number, by: session.identity)
        }
    }

    private mutating func send(
        _ batch: [Assignment], to peer: Peer, _ effects: inout CoordinatorEffects
    ) {
        for start in stride(from: 0, to: batch.count, by: Self.assignmentsPerMessage) {
            let part = Array(batch[start..<min(start + Self.assignmentsPerMessage, batch.count)])
            effects.send(.assign(part, jobs: unsentJobs(for: part, to: peer)), to: peer)
        }
    }

    private mutating func unsentJobs(for batch: [Assignment], to peer: Peer) -> [Job] {
        var jobs: [Job] = []
        for assignment in batch {
            var isNew = false
            sessions.update(peer) {
                isNew = $0.jobs.insert(assignment.attempt.jobFingerprint).inserted
            }
            if isNew { jobs.append(studies[study(of: assignment.attempt)!].job) }
        }
        return jobs
    }
}

/// The assignments of a step by connection, in the order of each connection's first assignment.
private struct AssignmentBatches {
    private(set) var count = 0
    private var peers: [Peer] = []
    private var batches: [Peer: [Assignment]] = [:]

    mutating func add(_ assignment: Assignment, to peer: Peer) {
        if batches[peer] == nil { peers.append(peer) }
        batches[peer, default: []].append(assignment)
        count += 1
    }

    var inOrder: [(Peer, [Assignment])] { peers.map { ($0, batches[$0]!) } }
}

extension StudyProgress {
    /// Whether a trial is waiting for a worker, or a new one can be drawn.
    func hasWork(at now: Instant) -> Bool {
        if canSuggest { return true }
        return !waiting.hasNoOthers || waiting.refused.contains { $0.offered <= now }
    }
}
