import StudyModel

extension CoordinatorMachine {
    /// The maximum number of assignments per message.
    private static let assignmentsPerMessage = 256
    /// How long a refused trial waits before it is offered to all workers again, in seconds.
    private static let refusedSeconds = 0.25

    /// Hands waiting trials to workers with credit: first the free slots of all workers, then the
    /// queues of workers whose credit exceeds their slots.
    ///
    /// The studies take turns (`nextInTurn`). Time is linear in the number of attempts handed out,
    /// and in the number of studies for each.
    mutating func dispatch(at now: Instant, _ effects: inout CoordinatorEffects) {
        hasMoreToHandOut = false
        guard isDispatching else { return }
        endKeeping(at: now)
        var batches = AssignmentBatches()
        for room in OfferQueue.Room.allCases {
            var pass = DispatchPass(room: room)
            while !hasMoreToHandOut, let index = nextInTurn(pass, at: now) {
                if !handOutOne(index, &pass, at: now, &batches, &effects) {
                    pass.exhausted.insert(index)
                }
            }
            end(pass, at: now)
        }
        for (peer, batch) in batches.inOrder { send(batch, to: peer, &effects) }
    }

    /// The study that hands out the next attempt; nil if none can.
    ///
    /// A study of the highest priority; among equals the one that runs the fewest trials, then the
    /// one whose last turn is the longest ago.
    private func nextInTurn(_ pass: DispatchPass, at now: Instant) -> Int? {
        // By index: a closure over the studies themselves would copy each one.
        var next: Int?
        for index in studies.indices
        where !pass.exhausted.contains(index) && studies[index].handsOut
            && studies[index].hasWork(at: now)
            // What an attempt needs must be there when it arrives: it waits in no queue.
            && (pass.room == .slot || classes[study: index].need == nil)
        {
            if next.map({ precedes(index, $0) }) ?? true { next = index }
        }
        return next
    }

    /// Whether a study hands out an attempt before another one.
    func precedes(_ a: Int, _ b: Int) -> Bool {
        (-studies[a].share.priority, studies[a].runningCount, studies[a].lastTurn, a)
            < (-studies[b].share.priority, studies[b].runningCount, studies[b].lastTurn, b)
    }

    /// Hands out one waiting trial of a study; returns whether a worker took one.
    private mutating func handOutOne(
        _ index: Int, _ pass: inout DispatchPass, at now: Instant,
        _ batches: inout AssignmentBatches, _ effects: inout CoordinatorEffects
    ) -> Bool {
        // Paused workers stay on offer: they may have room for another study.
        var paused: [Peer] = []
        defer { for peer in paused { classes[study: index].offers.add(peer, pass.room) } }
        // Round robin, so that few trials spread over many workers.
        while let peer = classes[study: index].offers.removeFirst(pass.room) {
            guard hasRoom(pass.room, at: peer, for: index, now) else {
                if pass.room == .slot { classes[study: index].offers.add(peer, .queue) }
                continue
            }
            guard !isPaused(peer, for: index, at: now) else {
                paused.append(peer)
                continue
            }
            if studies.count > 1, let earlier = keepsRoom(at: peer, from: index, at: now) {
                kept[earlier, default: PeerQueue()].add(peer)
                continue
            }
            guard batches.count < settings.attemptsPerStep else {
                classes[study: index].offers.add(peer, pass.room)
                hasMoreToHandOut = true
                return false
            }
            if assign(index, to: peer, at: now, &batches, &effects) {
                classes[study: index].offers.add(peer, pass.room)
                return true
            }
            pass.passedOver.append((index, peer))
        }
        return false
    }

    /// Offers the workers again that took nothing.
    private mutating func end(_ pass: DispatchPass, at now: Instant) {
        for (index, peer) in pass.passedOver {
            classes[study: index].offers.add(peer, pass.room)
            // Refused trials that no worker with room may have are offered later.
            studies[index].waiting.postponeRefused(until: now + Self.refusedSeconds, from: now)
        }
    }

    /// Whether a worker gets no trials of a study for a while, because it could not execute the
    /// last ones.
    func isPaused(_ peer: Peer, for index: Int, at now: Instant) -> Bool {
        guard !troubles.isEmpty, let name = sessions[peer]?.identity.name else { return false }
        return troubles[name]?.isPaused(for: studies[index].job.study, at: now) == true
    }

    /// Whether a worker has room for an attempt of a study now.
    func hasRoom(
        _ room: OfferQueue.Room, at peer: Peer, for index: Int, _ now: Instant
    ) -> Bool {
        guard let session = sessions[peer], !session.runsAlone,
            !drained.contains(session.identity.name)
        else { return false }
        let limit = room == .slot ? min(session.slots, session.credit) : session.credit
        guard let need = classes[study: index].need else { return session.usedSlots < limit }
        return session.usedSlots + need.cpus <= limit
            && session.ledger.hasRoom(for: need, beside: session.plainCount)
    }

    /// Issues one attempt of a study to a worker, if a trial is waiting that the worker may have.
    private mutating func assign(
        _ index: Int, to peer: Peer, at now: Instant, _ batches: inout AssignmentBatches,
        _ effects: inout CoordinatorEffects
    ) -> Bool {
        guard let number = takeTrial(of: index, for: sessions[peer]!, at: now, &effects) else {
            return false
        }
        let worker = sessions[peer]!.identity
        let runsAlone = studies[index].runsAlone(number)
        let attempt = studies[index].nextAttempt(of: number)
        commit(.attemptStarted(attempt, worker: worker), in: index, &effects)
        turns += 1
        studies[index].lastTurn = turns
        leases.issue(
            attempt, to: worker.name, over: peer, until: now + settings.leaseSeconds,
            seconds: settings.leaseSeconds)
        let need = classes[study: index].need
        sessions.update(peer) {
            $0.hold(attempt, need)
            $0.runsAlone = runsAlone
        }
        batches.add(studies[index].assignment(of: attempt), to: peer)
        return true
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
            let fallbacks = studies[index].sampler.fallbacks
            let (configuration, start) = studies[index].suggest()
            if studies[index].sampler.fallbacks > fallbacks {
                effects.notices.append(
                    .drawnAtRandom(study: studies[index].job.study, trial: next))
            }
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
        let study = studies[index].job.study
        return sessions.values.contains { session in
            session.credit > 0 && session.identity != worker && mayRun(session, index)
                && (troubles[session.identity.name]?.count(of: study) ?? 0) < 2
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

/// One pass of dispatch over the studies, for one kind of room.
private struct DispatchPass {
    let room: OfferQueue.Room
    /// Studies that nothing more can be handed out of.
    var exhausted: Set<Int> = []
    /// Workers that could take nothing of a study.
    var passedOver: [(study: Int, peer: Peer)] = []
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
