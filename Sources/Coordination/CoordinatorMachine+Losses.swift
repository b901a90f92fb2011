import StudyModel

/// Attempts that end without a result, and the consequences for their workers and trials.
extension CoordinatorMachine {
    /// Records that a worker could not execute an attempt.
    ///
    /// The error is attributed to the worker, not to the trial: another worker gets the trial, and
    /// this one is paused. The trial fails in two cases only. Either enough workers that had
    /// executed other trials could not execute it, or it has waited too long for a worker that can.
    mutating func recordError(
        of attempt: AttemptID, reason: String, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), let session = sessions[peer] else { return }
        let reason = WorkerLimits.reason(reason)
        let name = session.identity.name
        let number = attempt.trial
        let wasSound = session.hasResults && troubles[name] == nil
        troubles[name, default: WorkerTrouble()].add(reason: reason, at: now)
        if troubles[name]!.errors == WorkerTrouble.errorsToTell {
            effects.notices.append(.workerInTrouble(session.identity, reason: reason))
        }
        if wasSound { studies[index][notes: number].refusedByProven.insert(session.identity) }
        let first = studies[index][notes: number].firstError ?? now
        studies[index][notes: number].firstError = first
        let errors = studies[index].errors(of: number) + 1
        let hasWaited =
            errors >= settings.errorLimit
            && !hasUntried(number, besides: session.identity, in: index)
            && now.seconds(since: first) >= settings.errorPatienceSeconds
        let proven = studies[index][notes: number].refusedByProven.count
        guard !hasWaited, proven < settings.errorLimit else {
            return giveUp(
                attempt, as: .failed,
                reason: "could not be executed \(errors) times; last: \(reason)", &effects)
        }
        release(attempt, as: .failed, note: reason, &effects)
        let wait = min(60, settings.errorRetrySeconds * Double(1 << min(errors - 1, 10)))
        studies[index].waiting.insertRefused(number, from: now + wait)
    }

    /// Offers trials again to workers whose pause is over.
    mutating func endPauses(at now: Instant) {
        for (name, trouble) in troubles where !trouble.isPaused(at: now) {
            for peer in sessions.named(name) { offer(peer) }
        }
    }

    /// Handles the loss of an attempt's worker: the trial waits again, unless it has lost too many
    /// workers.
    ///
    /// A loss counts against a trial only if the attempt left no checkpoint. An attempt with a
    /// checkpoint counts as handed back.
    mutating func lose(
        _ attempt: AttemptID, note: String, _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), let lease = leases[attempt] else { return }
        guard !lease.hasCheckpoint else {
            return release(
                attempt, as: .returned, note: note + "; its last checkpoint is kept", &effects)
        }
        let losses = studies[index].losses(of: attempt.trial) + 1
        guard losses >= settings.lossLimit else {
            return release(attempt, as: .lost, note: note, &effects)
        }
        giveUp(
            attempt, as: .lost,
            reason: "\(losses) workers were lost while they ran it; \(note)", &effects)
    }

    /// Handles a worker process that is known to have ended, without waiting for its leases to
    /// expire.
    ///
    /// One of its running trials may have crashed it. A trial that was running during several
    /// crashes in a row runs alone, to protect other trials. It fails if the crashes continue.
    mutating func endWorker(
        named name: String, _ end: WorkerEnd, _ effects: inout CoordinatorEffects
    ) {
        var slots = 0
        for peer in sessions.named(name) {
            slots += sessions[peer]!.slots
            effects.notices.append(.workerLeft(sessions[peer]!.identity))
            removeSession(at: peer)
        }
        for (place, attempt) in leases.attempts(of: name).enumerated() {
            let note = "worker \(name) ended (\(end.reason))"
            // The other attempts were waiting in the worker's queue.
            guard place < slots, end.isSudden, leases[attempt]?.hasCheckpoint == false,
                let index = study(of: attempt)
            else {
                lose(attempt, note: note, &effects)
                continue
            }
            studies[index][notes: attempt.trial].kills += 1
            let kills = studies[index][notes: attempt.trial].kills
            let limit = end.isOwnFault ? settings.faultLimit : settings.killLimit
            guard kills >= limit else {
                lose(attempt, note: note, &effects)
                continue
            }
            let need = studies[index].memoryNeed(
                studies[index].trials[attempt.trial].configuration)
            giveUp(
                attempt, as: .lost,
                reason: "killed its worker \(kills) times (last: \(end.reason))"
                    + (need.map { "; it needs about \($0) of memory" } ?? ""), &effects)
        }
    }

    /// Ends an attempt without a result; its trial waits again.
    mutating func release(
        _ attempt: AttemptID, as outcome: AttemptOutcome, note: String,
        _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), let lease = leases.remove(attempt) else { return }
        if let peer = lease.peer { free(attempt, at: peer) }
        commit(.attemptEnded(attempt, outcome, note: note), in: index, &effects)
        effects.notices.append(.attemptEnded(attempt, outcome, note: note))
    }

    /// Fails a trial that can't be executed.
    private mutating func giveUp(
        _ attempt: AttemptID, as end: AttemptOutcome, reason: String,
        _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt) else { return }
        if let peer = leases.remove(attempt)?.peer { free(attempt, at: peer) }
        commit(.attemptEnded(attempt, end, note: reason), in: index, &effects)
        finish(attempt, of: index, as: .failed(reason: reason), [], &effects)
    }

    /// Halts a study before its budget is used up; running trials may finish.
    mutating func halt(
        _ index: Int, because reason: String, _ effects: inout CoordinatorEffects
    ) {
        guard studies[index].halt == nil, !studies[index].isFinished else { return }
        studies[index].halt = reason
        effects.notices.append(.studyHalted(studies[index].job.study, reason: reason))
    }

    /// Halts every study if nothing was executed since the start and all workers are in trouble.
    mutating func endFruitlessSearch(at now: Instant, _ effects: inout CoordinatorEffects) {
        guard !hasResults, !troubles.isEmpty, !sessions.isEmpty,
            sessions.values.allSatisfy({
                (troubles[$0.identity.name]?.errors ?? 0) >= settings.errorLimit
            })
        else {
            fruitlessSince = nil
            return
        }
        let since = fruitlessSince ?? now
        fruitlessSince = since
        guard now.seconds(since: since) >= settings.fruitlessSeconds else { return }
        let (name, trouble) = troubles.min { $0.key < $1.key }!
        let reason =
            "no worker can execute its trials; worker \(name): \(trouble.reason)"
        for index in studies.indices { halt(index, because: reason, &effects) }
    }
}

/// How a worker process ended, as observed by its parent.
package enum WorkerEnd: Sendable, Hashable {
    /// It exited with this exit code.
    case exit(code: Int32)
    /// It was ended by a signal.
    case signal(Int32)
    /// It is not known.
    case unknown

    /// Whether a trial can have ended the process.
    var isSudden: Bool {
        switch self {
        case .signal(let number): ![1, 2, 15].contains(number)
        case .exit, .unknown: false
        }
    }

    /// Whether the process caused its end itself, rather than an outside kill.
    var isOwnFault: Bool {
        if case .signal(let number) = self { number != 9 } else { false }
    }

    package var reason: String {
        switch self {
        case .exit(let code): "exit code \(code)"
        case .signal(9): "signal 9, as a system sends that has no memory left"
        case .signal(let number): "signal \(number)"
        case .unknown: "it is not known how"
        }
    }
}
