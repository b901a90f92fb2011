package import Coordination
import Search
import StudyModel

/// A running coordinator process.
struct CoordinatorNode {
    var loop: CoordinatorLoop<CheckedCoordinator>
    var inbox: [(message: WorkerMessage, peer: Peer)] = []
    /// When the next turn is, if one is planned.
    var turnAt: Instant?
    var stalledUntil = Instant.zero

    var checked: CheckedCoordinator { loop.machine }
    var machine: CoordinatorMachine { loop.machine.machine }
}

/// Where in a turn a coordinator is killed.
enum CrashPoint: CaseIterable { case atOnce, beforeCommit, beforeSending, whileSending }

extension SimulatedCluster {
    mutating func startCoordinator() throws {
        guard coordinator == nil else { return }
        store.open()
        coordinatorIncarnation += 1
        renewals = [:]
        stalls = []
        coordinatorStartedAt = now
        var studies: [StudyProgress] = []
        for job in schedule.jobs {
            studies.append(
                try StudyProgress(
                    record: mutated(store.committed[job.study]!),
                    sampler: StudySampler(job: job), scheduler: StudyScheduler(job: job)))
        }
        let machine = CoordinatorMachine(
            studies: studies, settings: settings, at: now)
        coordinator = CoordinatorNode(
            loop: CoordinatorLoop(
                CheckedCoordinator(
                    machine, mutation: mutation, keepsHistory: schedule.seed % 16 == 0)))
        log("coordinator starts, incarnation \(coordinatorIncarnation)")
        try checkCoordinator()
        scheduleTurn(at: now)
    }

    /// As a coordinator's, but for what would have an outcome depend on faults that outlast all
    /// patience: a simulated trial is never what ends its workers.
    private var settings: CoordinatorMachine.Settings {
        let leaseShare =
            mutation == .endsLeasesTooEarly ? 0.4 : mutation == .endsNoLeases ? 1e6 : 1
        var settings = CoordinatorMachine.Settings(
            leaseSeconds: schedule.leaseSeconds * leaseShare)
        settings.errorPatienceSeconds = 10_000
        settings.fruitlessSeconds = .infinity
        settings.killLimit = 1000
        return settings
    }

    mutating func scheduleTurn(at instant: Instant) {
        guard let node = coordinator, node.turnAt.map({ instant < $0 }) ?? true else { return }
        coordinator!.turnAt = max(instant, node.stalledUntil)
        at(coordinator!.turnAt!, .coordinatorTurn(incarnation: coordinatorIncarnation))
    }

    /// One round of the coordinator's loop: a batch of messages, a tick, one commit, then the
    /// sends.
    mutating func takeTurn() throws {
        guard let node = coordinator, let turn = node.turnAt, turn <= now else { return }
        guard now >= node.stalledUntil else {
            coordinator!.turnAt = nil
            return scheduleTurn(at: node.stalledUntil)
        }
        coordinator!.turnAt = nil
        let batch = node.inbox.prefix(random.int(1...32))
        coordinator!.inbox.removeFirst(batch.count)
        for (message, peer) in batch {
            if !Self.isHostile(peer) {
                log("coordinator hears over \(Self.connection(peer)): \(Transcript.text(message))")
            }
            coordinator!.loop.handle(.received(message, from: peer), at: now)
        }
        coordinator!.loop.handle(.tick, at: now)
        try endRound()
        guard let after = coordinator else { return }
        if !after.inbox.isEmpty { scheduleTurn(at: now + 0.0001) }
        if let deadline = after.machine.nextDeadline {
            scheduleTurn(at: max(deadline, now + 1e-6))
        }
    }

    mutating func tellCoordinator(_ event: CoordinatorEvent) throws {
        guard coordinator != nil else { return }
        coordinator!.loop.handle(event, at: now)
        try endRound()
        scheduleTurn(at: now)
    }

    /// Ends the coordinator's round, with this simulation as its world.
    private mutating func endRound() throws {
        guard var loop = coordinator?.loop else { return }
        try loop.machine.failure.map { throw $0 }
        crash = nextCrash
        nextCrash = nil
        do {
            _ = try loop.endRound(in: &self, at: now)
        } catch is Killed {
            return
        }
        coordinator!.loop = loop
        try loop.machine.failure.map { throw $0 }
        if crash != nil { crashCoordinator() }
    }

    /// `kill -9`.
    mutating func crashCoordinator() {
        log("coordinator is killed")
        store.rollBack()
        coordinator = nil
        nextCrash = nil
        for (index, connection) in connections.enumerated() where connection.isOpenAtCoordinator {
            connections[index].isOpenAtCoordinator = false
            let cut = workers[connection.process.worker].downCutUntil
            at(max(now, cut) + random.uniform(0.0001...0.01), .brokenAtWorker(index))
        }
        after(isHealed ? 0 : random.uniform(0.05...10), .startCoordinator)
    }
}

/// The coordinator process was killed in the middle of a round.
private struct Killed: Error {}

/// Interprets effects as the shell does: commit, checkpoints, notices, messages.
extension SimulatedCluster: CoordinatorWorld {
    package mutating func commit(
        _ effects: CoordinatorEffects, at now: Instant
    ) throws -> JournalOutcome {
        for item in effects.changes { store.stage(item.change, of: item.study) }
        if crash == .beforeCommit || crash == .atOnce {
            if mutation == .sendsBeforeCommit {
                for item in effects.messages {
                    _ = deliver(item.message, over: item.peer)
                }
            }
            crashCoordinator()
            throw Killed()
        }
        try store.commit()
        for item in effects.unreferenced { store.remove(item.digest, of: item.study) }
        return .committed(effects, hasRecovered: false)
    }

    package mutating func stored(_ effects: CoordinatorEffects, by checked: CheckedCoordinator)
        throws
    {
        for notice in effects.notices { try check(notice) }
        if !effects.changes.isEmpty { try checkRecord(agreesWith: checked.machine) }
        if crash == .beforeSending {
            crashCoordinator()
            throw Killed()
        }
        try checkCredit(of: effects.messages, checked.machine)
        try checkNeeds(of: effects.messages, checked.machine)
        noteRenewals(by: effects.messages)
    }

    package mutating func send(_ message: CoordinatorMessage, to peer: Peer) throws -> Bool {
        if crash == .whileSending, random.chance(0.5) {
            crashCoordinator()
            throw Killed()
        }
        if deliver(message, over: peer) { return true }
        log(
            "coordinator could not deliver over \(Self.connection(peer)): "
                + Transcript.text(message))
        return false
    }

    private mutating func deliver(_ message: CoordinatorMessage, over peer: Peer) -> Bool {
        Self.isHostile(peer) || send(message, over: Self.connection(peer))
    }
}
