import StudyModel

extension CoordinatorMachine {
    /// Why a message about an attempt is refused, or nil if the attempt was issued to the sender.
    private func refusalReason(to attempt: AttemptID, from peer: Peer) -> String? {
        guard let index = study(of: attempt) else {
            return "\(attempt): no study of that name is searched here"
        }
        guard attempt.jobFingerprint == studies[index].fingerprint else {
            return "\(attempt): it belongs to another job of that name"
        }
        guard let owner = studies[index].record(of: attempt)?.worker.name else {
            return "\(attempt) of incarnation \(attempt.incarnation): it was never issued"
        }
        let sender = sessions[peer]!.identity.name
        guard owner == sender else {
            return "\(attempt): it was issued to worker \(owner), not to \(sender)"
        }
        return nil
    }

    /// Accepts results: the first result of a trial counts, from any of its attempts.
    mutating func accept(
        _ results: [AttemptResult], from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        // Refused results are acknowledged too: otherwise the worker would send them forever.
        effects.send(.acknowledge(results.map(\.attempt)), to: peer)
        for result in results {
            let attempt = result.attempt
            if let refusalReason = refusalReason(to: attempt, from: peer) {
                free(attempt, at: peer)
                effects.notices.append(.refused("result refused: \(refusalReason)"))
                continue
            }
            let index = study(of: attempt)!
            let problem =
                WorkerLimits.problem(with: result, of: studies[index].job)
                ?? segmentProblem(with: result, in: index)
            if let problem {
                refuse(result, problem, from: peer, at: now, &effects)
                continue
            }
            free(attempt, at: peer)
            noteResult(of: index, from: peer)
            accept(result, in: index, &effects)
        }
    }

    /// Describes a segment that did not end where its attempt was to end, or nil.
    private func segmentProblem(with result: AttemptResult, in index: Int) -> String? {
        let until = studies[index].record(of: result.attempt)?.until
        let last = result.intermediateResults.last?.epoch ?? 0
        if case .reached(let epoch, _) = result.ending, until != epoch {
            let end = until.map { "epoch \($0)" } ?? "the last epoch"
            return "a segment that ended at epoch \(epoch) instead of \(end)"
        }
        guard let until, last > until else { return nil }
        return
            "an intermediate result of epoch \(last) after the end of its segment, epoch \(until)"
    }

    /// Refuses an invalid result, which is a sign of a faulty worker.
    private mutating func refuse(
        _ result: AttemptResult, _ problem: String, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        let attempt = result.attempt
        effects.notices.append(.refused("result of \(attempt) refused: it has \(problem)"))
        guard leases[attempt]?.peer == peer else { return free(attempt, at: peer) }
        recordError(
            of: attempt, reason: "its result was refused: it had \(problem)", from: peer, at: now,
            &effects)
    }

    mutating func accept(
        _ result: AttemptResult, in index: Int, _ effects: inout CoordinatorEffects
    ) {
        let attempt = result.attempt
        let trial = studies[index].trials[attempt.trial]
        if trial.state.isTerminal { return compare(result, with: trial, in: index, &effects) }
        guard !isAfterStop(attempt, in: index, &effects) else { return }
        // An attempt of an earlier segment has nothing to say about this one.
        guard trial.state != .paused,
            studies[index].record(of: attempt)?.until == trial.until
        else { return }
        if let current = studies[index].current(of: attempt.trial), current != attempt {
            // A late result arrived first: the current attempt is not needed.
            if let holder = leases.remove(current)?.peer {
                free(current, at: holder)
                effects.send(.cancel([current]), to: holder)
            }
            commit(
                .attemptEnded(current, .superseded, note: "\(attempt) had its result first"),
                in: index, &effects)
        }
        if let holder = leases.remove(attempt)?.peer { free(attempt, at: holder) }
        // Those up to the last stop are on record.
        let results = Array(result.intermediateResults.drop { $0.epoch <= trial.epoch })
        switch result.ending {
        case .outcome(let outcome):
            finish(attempt, of: index, as: outcome.bounded, results, &effects)
        case .reached(let epoch, let checkpoint):
            commit(
                .segmentReached(
                    attempt, epoch: epoch, checkpoint: checkpoint, intermediateResults: results),
                in: index, &effects)
            tellIfFinished(index, &effects)
        }
    }

    /// A further result of a trial that has its outcome: it must be the same.
    private mutating func compare(
        _ result: AttemptResult, with trial: Trial, in index: Int,
        _ effects: inout CoordinatorEffects
    ) {
        // A pruned trial has the values of a stop, not those of its end.
        guard trial.state != .pruned, let recorded = trial.outcome,
            case .outcome(let outcome) = result.ending, !recorded.agrees(with: outcome.bounded)
        else { return }
        commit(.conflictingResult(result.attempt, outcome.bounded), in: index, &effects)
        effects.notices.append(
            .conflict(result.attempt, recorded: recorded, received: outcome.bounded))
    }

    /// Removes an attempt from a connection, which may then have room for another one.
    mutating func free(_ attempt: AttemptID, at peer: Peer) {
        sessions.update(peer) {
            $0.drop(attempt)
            $0.progress[attempt] = nil
            if $0.outstanding.isEmpty { $0.runsAlone = false }
        }
        offer(peer)
    }

    /// Gives a trial its outcome.
    mutating func finish(
        _ attempt: AttemptID, of index: Int, as outcome: TrialOutcome,
        _ intermediateResults: [IntermediateResult], _ effects: inout CoordinatorEffects
    ) {
        commit(
            .trialFinished(attempt, outcome, intermediateResults: intermediateResults), in: index,
            &effects)
        obeyFailures(of: index, &effects)
        effects.notices.append(
            .trialFinished(
                study: studies[index].job.study, trial: attempt.trial,
                done: studies[index].finishedCount))
        tellIfFinished(index, &effects)
    }

    private func tellIfFinished(_ index: Int, _ effects: inout CoordinatorEffects) {
        guard studies[index].isFinished else { return }
        effects.notices.append(.studyFinished(studies[index].job.study))
    }

    /// Records an intermediate result, from the current attempt only.
    mutating func record(
        _ intermediate: IntermediateResult, of attempt: AttemptID, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        guard let lease = leases[attempt], lease.peer == peer, let index = study(of: attempt)
        else { return }
        leases.update(attempt) { $0.deadline = now + settings.leaseSeconds }
        if let problem = WorkerLimits.problem(with: intermediate, of: studies[index].job) {
            effects.notices.append(.refused("message about \(attempt) refused: \(problem)"))
            return
        }
        // A repeated one is ignored.
        guard intermediate.epoch > lease.lastEpoch else { return }
        leases.update(attempt) { $0.lastEpoch = intermediate.epoch }
        commit(
            .intermediateResult(trial: attempt.trial, intermediate), in: index, &effects)
    }

    /// Whether the sender holds the lease of an attempt; if not, the message is ignored.
    func isHeld(
        _ attempt: AttemptID, by peer: Peer, _ effects: inout CoordinatorEffects
    ) -> Bool {
        if let refusalReason = refusalReason(to: attempt, from: peer) {
            effects.notices.append(.refused("message refused: \(refusalReason)"))
            return false
        }
        return leases[attempt]?.peer == peer
    }

    /// Takes back an attempt that a worker hands back.
    mutating func takeBack(
        _ attempt: AttemptID, reason: String, checkpoint: String?, from peer: Peer,
        _ effects: inout CoordinatorEffects
    ) {
        effects.send(.acknowledge([attempt]), to: peer)
        guard isHeld(attempt, by: peer, &effects) else { return }
        if let checkpoint { keep(checkpoint, of: attempt, &effects) }
        release(attempt, as: .returned, note: WorkerLimits.reason(reason), &effects)
    }

    /// Records the checkpoint of a running attempt: if its worker is lost, another one resumes from
    /// it.
    mutating func keep(
        _ digest: String, of attempt: AttemptID, from peer: Peer, at now: Instant,
        _ effects: inout CoordinatorEffects
    ) {
        guard isHeld(attempt, by: peer, &effects) else { return }
        leases.update(attempt) {
            $0.deadline = now + settings.leaseSeconds
            $0.hasCheckpoint = true
        }
        keep(digest, of: attempt, &effects)
    }

    /// Keeps what the program of an attempt printed, if the attempt was issued to the sender.
    mutating func keepLog(
        _ text: String, of attempt: AttemptID, from peer: Peer,
        _ effects: inout CoordinatorEffects
    ) {
        if let refusalReason = refusalReason(to: attempt, from: peer) {
            return effects.notices.append(.refused("log refused: \(refusalReason)"))
        }
        guard text.utf8.count <= WorkerLimits.logBytes else {
            return effects.notices.append(
                .refused("log of \(attempt) refused: it has \(text.utf8.count) bytes"))
        }
        effects.logs.append(.init(attempt: attempt, text: text))
    }

    private mutating func keep(
        _ digest: String, of attempt: AttemptID, _ effects: inout CoordinatorEffects
    ) {
        guard let index = study(of: attempt), digest.isSHA256 else { return }
        studies[index][notes: attempt.trial].kills = 0
        commit(.checkpointKept(attempt, digest: digest), in: index, &effects)
    }
}

extension TrialOutcome {
    /// With a reason of bounded length.
    fileprivate var bounded: TrialOutcome {
        if case .failed(let reason) = self {
            .failed(reason: WorkerLimits.reason(reason))
        } else {
            self
        }
    }

    /// Bitwise equality of outcomes; NaN equals NaN.
    func agrees(with other: TrialOutcome) -> Bool {
        guard case .complete(let mine) = self, case .complete(let others) = other else {
            return self == other
        }
        return mine.mapValues(\.bitPattern) == others.mapValues(\.bitPattern)
    }
}
