import StudyModel

/// Attempts that end without a result, and the consequences for their workers and trials.
extension CoordinatorMachine {
    /// Records that a worker could not execute an attempt.
    ///
    /// The error is attributed to the worker, not to the trial: another worker gets the trial, and
    /// this one is paused. The trial fails in two cases only. Either enough workers that had
    /// executed other trials of its study could not execute it, or it has waited too long for a
    /// worker that can. A study of which no worker can execute anything is halted instead.
    mutating func recordError(
        of attempt: AttemptID, reason: String, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), let session = sessions[peer] else { return }
        let reason = WorkerLimits.reason(reason)
        let name = session.identity.name
        let number = attempt.trial
        let study = attempt.study
        let wasSound =
            session.executed.contains(study) && troubles[name]?.errors[study] == nil
        troubles[name, default: WorkerTrouble()].add(study: study, reason: reason, at: now)
        if troubles[name]!.count(of: study) == WorkerTrouble.errorsToTell {
            effects.notices.append(
                .workerInTrouble(session.identity, study: study, reason: reason))
        }
        if wasSound { studies[index][notes: number].refusedByProven.insert(session.identity) }
        let first = studies[index][notes: number].firstError ?? now
        studies[index][notes: number].firstError = first
        let errors = studies[index].errors(of: number) + 1
        let hasWaited =
            errors >= settings.errorLimit
            && !hasUntried(number, besides: session.identity, in: index)
            && now.seconds(since: first) >= settings.errorPatienceSeconds
            && failingWorker(of: index) == nil
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

    /// Notes that a worker executed a trial of a study.
    mutating func noteResult(of index: Int, from peer: Peer) {
        let study = studies[index].job.study
        studies[index].hasResults = true
        sessions.update(peer) { $0.executed.insert(study) }
        let name = sessions[peer]!.identity.name
        guard var trouble = troubles[name] else { return }
        trouble.succeed(study: study)
        troubles[name] = trouble.isEmpty ? nil : trouble
    }

    /// Forgets which workers could execute a study's trials and which could not: submitted again,
    /// it has its tries.
    mutating func forgetErrors(of study: String) {
        for (name, var trouble) in troubles {
            trouble.forget(study: study)
            troubles[name] = trouble.isEmpty ? nil : trouble
        }
        for peer in sessions.inOrder { sessions.update(peer) { $0.executed.remove(study) } }
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

    /// Halts each study of which no worker can execute anything.
    ///
    /// What a worker could not execute of other studies does not count.
    mutating func endFruitlessSearches(at now: Instant, _ effects: inout CoordinatorEffects) {
        for index in studies.indices {
            guard let worker = failingWorker(of: index) else {
                if studies[index].fruitlessSince != nil { studies[index].fruitlessSince = nil }
                continue
            }
            let since = studies[index].fruitlessSince ?? now
            studies[index].fruitlessSince = since
            guard now.seconds(since: since) >= settings.fruitlessSeconds else { continue }
            halt(
                index,
                because:
                    "no worker can execute its trials; worker \(worker.name): \(worker.reason)",
                &effects)
        }
    }

    /// A worker that can't execute the trials of a study, if none can: nothing of it was executed
    /// since its start, and each worker that may run it failed to execute several in a row.
    private func failingWorker(of index: Int) -> (name: String, reason: String)? {
        guard !troubles.isEmpty, !studies[index].hasResults, !studies[index].isOver,
            !studies[index].share.isPaused
        else { return nil }
        let study = studies[index].job.study
        var first: (name: String, reason: String)?
        for session in sessions.values where mayRun(session, index) {
            let name = session.identity.name
            guard let errors = troubles[name]?.errors[study], errors.count >= settings.errorLimit
            else { return nil }
            if first.map({ name < $0.name }) ?? true { first = (name, errors.reason) }
        }
        return first
    }

    /// Whether a connected worker gets trials of a study, however busy it is.
    func mayRun(_ session: Session, _ index: Int) -> Bool {
        session.classes.contains(classes.ofStudy[index])
            && !drained.contains(session.identity.name)
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
