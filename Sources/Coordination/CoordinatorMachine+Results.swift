import StudyModel

extension CoordinatorMachine {
    /// Why a message about an attempt is not heeded, or nil if the attempt was issued to the
    /// sender.
    private func objection(to attempt: AttemptID, from peer: Peer) -> String? {
        guard let index = study(of: attempt) else {
            return "\(attempt): no study of that name is searched here"
        }
        let study = studies[index]
        guard attempt.jobFingerprint == study.fingerprint else {
            return "\(attempt): it belongs to another job of that name"
        }
        guard attempt.trial >= 0, attempt.trial < study.attempts.count,
            let issue = study.attempts[attempt.trial].issue(of: attempt)
        else { return "\(attempt) of epoch \(attempt.epoch): it was never issued" }
        let owner = issue.worker
        let sender = sessions[peer]!.identity.name
        guard owner == sender else {
            return "\(attempt): it was issued to worker \(owner), not to \(sender)"
        }
        return nil
    }

    /// Takes results in: the first of a trial counts, whatever attempt it came from.
    mutating func accept(
        _ results: [AttemptResult], from peer: Peer, _ effects: inout CoordinatorEffects
    ) {
        for result in results {
            let attempt = result.attempt
            sessions[peer]!.outstanding.remove(attempt)
            sessions[peer]!.progress[attempt] = nil
            if let objection = objection(to: attempt, from: peer) {
                effects.notices.append(.refused("result refused: \(objection)"))
                continue
            }
            accept(result, in: study(of: attempt)!, &effects)
        }
        // Refused results are acknowledged too: the worker could only send them for ever.
        effects.send(.acknowledge(results.map(\.attempt)), to: peer)
    }

    private mutating func accept(
        _ result: AttemptResult, in index: Int, _ effects: inout CoordinatorEffects
    ) {
        let attempt = result.attempt
        let name = studies[index].job.study
        if let recorded = studies[index].attempts[attempt.trial].outcome {
            guard !recorded.agrees(with: result.outcome) else { return }
            studies[index].conflictCount += 1
            effects.write(name, .conflictingResult(attempt, result.outcome))
            effects.notices.append(
                .conflict(attempt, recorded: recorded, received: result.outcome))
            return
        }
        if let current = studies[index].attempts[attempt.trial].current, current != attempt {
            // A late result won: the attempt that runs now is not needed.
            if let lease = leases[current], let holder = lease.peer {
                sessions[holder]?.outstanding.remove(current)
                effects.send(.cancel([current]), to: holder)
            }
            leases[current] = nil
            effects.write(
                name, .attemptEnded(current, .superseded, note: "\(attempt) had its result first"))
        }
        if let holder = leases.removeValue(forKey: attempt)?.peer {
            sessions[holder]?.outstanding.remove(attempt)
        }
        effects.write(
            name, .trialFinished(attempt, result.outcome, reports: result.reports))
        finish(trial: attempt.trial, of: index, as: result.outcome, &effects)
    }

    /// Makes a trial terminal.
    private mutating func finish(
        trial number: Int, of index: Int, as outcome: TrialOutcome,
        _ effects: inout CoordinatorEffects
    ) {
        studies[index].attempts[number].current = nil
        studies[index].attempts[number].outcome = outcome
        studies[index].sampler.learn(outcome, trial: number)
        studies[index].finishedCount += 1
        switch outcome {
        case .complete(let metrics):
            studies[index].trials[number].state = .complete
            studies[index].trials[number].metrics = metrics
        case .failed(let reason):
            studies[index].trials[number].state = .failed
            studies[index].trials[number].failure = reason
            studies[index].failedCount += 1
        }
        let name = studies[index].job.study
        effects.notices.append(.trialFinished(study: name, trial: number))
        if studies[index].isFinished { effects.notices.append(.studyFinished(name)) }
    }

    /// Records an intermediate value, from the current attempt only.
    mutating func record(
        _ report: Report, of attempt: AttemptID, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        guard leases[attempt]?.peer == peer else { return }
        leases[attempt]!.deadline = now + settings.leaseSeconds
        effects.write(attempt.study, .reported(trial: attempt.trial, report))
    }

    /// The study of an attempt that the sender holds the lease of, or nil if the message changes
    /// nothing.
    private func heeded(
        _ attempt: AttemptID, from peer: Peer, _ effects: inout CoordinatorEffects
    ) -> Int? {
        if let objection = objection(to: attempt, from: peer) {
            effects.notices.append(.refused("message refused: \(objection)"))
            return nil
        }
        return leases[attempt]?.peer == peer ? study(of: attempt) : nil
    }

    /// Takes an attempt back that a worker gives up unharmed.
    mutating func takeBack(
        _ attempt: AttemptID, reason: String, checkpoint: [UInt8]?, from peer: Peer,
        _ effects: inout CoordinatorEffects
    ) {
        effects.send(.acknowledge([attempt]), to: peer)
        guard let index = heeded(attempt, from: peer, &effects) else { return }
        if let checkpoint {
            studies[index].attempts[attempt.trial].hasCheckpoint = true
            effects.checkpoints.append(
                .init(study: attempt.study, trial: attempt.trial, bytes: checkpoint))
        }
        release(attempt, as: .returned, note: reason, &effects)
    }

    /// Notes that a worker could not execute an attempt; after too many such errors the trial
    /// fails.
    mutating func recordError(
        of attempt: AttemptID, reason: String, from peer: Peer,
        _ effects: inout CoordinatorEffects
    ) {
        effects.send(.acknowledge([attempt]), to: peer)
        guard let index = heeded(attempt, from: peer, &effects) else { return }
        studies[index].attempts[attempt.trial].errors += 1
        let errors = studies[index].attempts[attempt.trial].errors
        guard errors >= settings.errorLimit else {
            return release(attempt, as: .failed, note: reason, &effects)
        }
        giveUp(attempt, reason: "could not be executed \(errors) times; last: \(reason)", &effects)
    }

    /// The worker of an attempt is gone: the trial waits again, unless it has outlived too many
    /// workers.
    mutating func lose(
        _ attempt: AttemptID, note: String, _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt) else { return }
        studies[index].attempts[attempt.trial].losses += 1
        let losses = studies[index].attempts[attempt.trial].losses
        guard losses >= settings.lossLimit else {
            return release(attempt, as: .lost, note: note, &effects)
        }
        giveUp(attempt, reason: "\(losses) workers were lost while they ran it; \(note)", &effects)
    }

    /// Ends an attempt without a result: its trial waits again.
    mutating func release(
        _ attempt: AttemptID, as outcome: AttemptOutcome, note: String,
        _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), let lease = leases.removeValue(forKey: attempt)
        else { return }
        if let peer = lease.peer { sessions[peer]?.outstanding.remove(attempt) }
        studies[index].attempts[attempt.trial].current = nil
        studies[index].trials[attempt.trial].state = .waiting
        studies[index].waiting.insert(
            attempt.trial, losses: studies[index].attempts[attempt.trial].losses)
        effects.write(attempt.study, .attemptEnded(attempt, outcome, note: note))
        effects.notices.append(.attemptEnded(attempt, outcome, note: note))
    }

    /// Fails a trial that can't be executed.
    private mutating func giveUp(
        _ attempt: AttemptID, reason: String, _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt) else { return }
        if let peer = leases.removeValue(forKey: attempt)?.peer {
            sessions[peer]?.outstanding.remove(attempt)
        }
        effects.write(
            attempt.study, .trialFinished(attempt, .failed(reason: reason), reports: []))
        finish(trial: attempt.trial, of: index, as: .failed(reason: reason), &effects)
    }
}

extension TrialOutcome {
    /// Whether two attempts came to the same end, bit for bit: a number that is none agrees with
    /// itself.
    func agrees(with other: TrialOutcome) -> Bool {
        guard case .complete(let mine) = self, case .complete(let others) = other else {
            return self == other
        }
        return mine.mapValues(\.bitPattern) == others.mapValues(\.bitPattern)
    }
}
