import Coordination
import Search
import StudyModel

/// A running coordinator process.
struct CoordinatorNode {
    var machine: CoordinatorMachine
    var inbox: [(message: WorkerMessage, peer: Peer)] = []
    /// When the next turn is, if one is planned.
    var turnAt: Instant?
    var stalledUntil = Instant.zero
    /// Everything the machine was told, to tell it again.
    var history: [(event: CoordinatorEvent, at: Instant, effects: CoordinatorEffects)] = []
    let first: CoordinatorMachine
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
                    sampler: StudySampler(job: job),
                    checkpoints: Set((store.checkpoints[job.study] ?? [:]).keys)))
        }
        let machine = CoordinatorMachine(
            studies: studies, settings: settings, at: now)
        coordinator = CoordinatorNode(machine: machine, first: machine)
        log("coordinator starts, epoch \(coordinatorIncarnation)")
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
        var effects = CoordinatorEffects()
        for (message, peer) in batch {
            if !Self.isHostile(peer) {
                log("coordinator hears over \(Self.connection(peer)): \(Transcript.text(message))")
            }
            effects.append(try step(.received(message, from: peer)))
        }
        effects.append(try step(.tick))
        try perform(effects)
        guard let after = coordinator else { return }
        if !after.inbox.isEmpty { scheduleTurn(at: now + 0.0001) }
        if let deadline = after.machine.nextDeadline {
            scheduleTurn(at: max(deadline, now + 1e-6))
        }
    }

    mutating func tellCoordinator(_ event: CoordinatorEvent) throws {
        guard coordinator != nil else { return }
        try perform(try step(event))
        scheduleTurn(at: now)
    }

    private mutating func step(_ event: CoordinatorEvent) throws -> CoordinatorEffects {
        stepCount += 1
        var effects = coordinator!.machine.handle(event, at: now)
        if mutation == .drawsLots { effects.messages.reverse() }
        if schedule.seed % 16 == 0 { coordinator!.history.append((event, now, effects)) }
        try checkCoordinator()
        return mutated(effects, after: event)
    }

    /// Interprets effects as the shell does: checkpoints, commit, messages, notices.
    private mutating func perform(_ effects: CoordinatorEffects) throws {
        for checkpoint in effects.checkpoints {
            store.write(checkpoint.bytes, trial: checkpoint.trial, of: checkpoint.study)
        }
        for item in effects.changes { store.stage(item.change, of: item.study) }
        let crash = nextCrash
        nextCrash = nil
        if crash == .beforeCommit || crash == .atOnce {
            if mutation == .sendsBeforeCommit {
                for item in effects.messages {
                    _ = send(item.message, checkpoint: nil, over: item.peer)
                }
            }
            return crashCoordinator()
        }
        try store.commit()
        for notice in effects.notices { try check(notice) }
        if !effects.changes.isEmpty { try checkRecordAgrees() }
        if crash == .beforeSending { return crashCoordinator() }
        try checkCredit(of: effects.messages)
        noteRenewals(by: effects.messages)
        var undelivered: [CoordinatorEvent] = []
        for item in effects.messages {
            if crash == .whileSending, random.chance(0.5) { return crashCoordinator() }
            if !send(item.message, checkpoint: checkpoint(for: item.message), over: item.peer) {
                undelivered.append(.undeliverable(item.message, to: item.peer))
            }
        }
        if crash != nil { return crashCoordinator() }
        for event in undelivered {
            if case .undeliverable(let message, let peer) = event {
                log(
                    "coordinator could not deliver over \(Self.connection(peer)): "
                        + Transcript.text(message))
            }
            try perform(try step(event))
            guard coordinator != nil else { return }
        }
        if !undelivered.isEmpty { scheduleTurn(at: now) }
    }

    private mutating func send(
        _ message: CoordinatorMessage, checkpoint: [UInt8]?, over peer: Peer
    ) -> Bool {
        Self.isHostile(peer)
            || send(message, checkpoint: checkpoint, over: Self.connection(peer))
    }

    private func checkpoint(for message: CoordinatorMessage) -> [UInt8]? {
        guard case .assign(let assignments, _, true) = message else { return nil }
        return store.checkpoints[assignments[0].attempt.study]?[assignments[0].attempt.trial]
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
