package import StudyModel

/// A study store in memory with a committed and a volatile layer, which refuses what no record may
/// hold.
package struct SimulatedStore: Sendable {
    package private(set) var committed: [String: StudyRecord] = [:]
    /// By study and digest.
    package private(set) var checkpoints: [String: [String: SimulatedTraining]] = [:]
    private var staged: [(study: String, change: StudyChange)] = []

    package init(jobs: [Job]) {
        for job in jobs { committed[job.study] = StudyRecord(job: job) }
    }

    /// A coordinator starts: what was not committed is gone, and the incarnation is the next.
    package mutating func open() {
        staged = []
        for study in committed.keys { committed[study]!.incarnation += 1 }
    }

    /// One study is opened again.
    package mutating func open(_ study: String) { committed[study]!.incarnation += 1 }

    package mutating func stage(_ change: StudyChange, of study: String) {
        staged.append((study, change))
    }

    /// Checkpoint files are written at once, beside the record.
    package mutating func write(_ checkpoint: SimulatedTraining, of study: String) {
        checkpoints[study, default: [:]][checkpoint.digest] = checkpoint
    }

    package mutating func remove(_ digest: String, of study: String) {
        checkpoints[study]?[digest] = nil
    }

    package mutating func rollBack() { staged = [] }

    /// Makes what was staged durable.
    package mutating func commit() throws(SimulationFailure) {
        for (study, change) in staged { try apply(change, to: &committed[study]!) }
        staged = []
    }

    private func end(
        _ record: inout StudyRecord, _ reason: String
    ) throws(SimulationFailure) {
        guard !record.trials.contains(where: { $0.trial.state == .running }) else {
            throw SimulationFailure("the search ended while trials run")
        }
        record.end = reason
    }

    private func apply(
        _ change: StudyChange, to record: inout StudyRecord
    ) throws(SimulationFailure) {
        switch change {
        case .searchEnded(let reason): try end(&record, reason)
        case .trialAdded(let number, let configuration, let start):
            guard number == record.trials.count else {
                throw SimulationFailure("trial \(number) added after \(record.trials.count)")
            }
            let trial = Trial(number: number, configuration: configuration, start: start)
            record.trials.append(TrialRecord(trial: trial))
        case .attemptStarted(let attempt, let worker):
            let trial = record.trials[attempt.trial]
            guard trial.trial.state == .waiting else {
                throw SimulationFailure(
                    "\(attempt) started while its trial is \(trial.trial.state)")
            }
            guard !trial.attempts.contains(where: { $0.outcome == .running }) else {
                throw SimulationFailure("I5: \(attempt) started beside another: \(trial.attempts)")
            }
            guard attempt.number == trial.attempts.count + 1,
                attempt.incarnation == record.incarnation
            else {
                throw SimulationFailure(
                    "\(attempt) of incarnation \(attempt.incarnation) out of turn")
            }
            record.trials[attempt.trial].trial.state = .running
            record.trials[attempt.trial].attempts.append(
                AttemptRecord(
                    number: attempt.number, incarnation: attempt.incarnation, worker: worker,
                    startedAt: 0, until: trial.trial.until))
        case .intermediateResult(let trial, let intermediate):
            if !record.trials[trial].intermediateResults.contains(intermediate) {
                record.trials[trial].intermediateResults.append(intermediate)
            }
        case .checkpointKept(let attempt, let digest):
            let place = try place(of: attempt, in: record)
            guard record.trials[attempt.trial].attempts[place].outcome == .running else {
                throw SimulationFailure("\(attempt) left a checkpoint and does not run")
            }
            record.trials[attempt.trial].trial.checkpoint = digest
        case .segmentReached(let attempt, let epoch, let checkpoint, let results):
            try reach(attempt, epoch, checkpoint, results, in: &record)
        case .trialResumed(let number, let until):
            guard record.trials[number].trial.state == .paused else {
                throw SimulationFailure("trial \(number) is resumed and did not pause")
            }
            record.trials[number].trial.state = .waiting
            record.trials[number].trial.until = until
            record.trials[number].trial.metrics = [:]
        case .trialPruned(let number, let reason):
            guard record.trials[number].trial.state == .paused else {
                throw SimulationFailure("trial \(number) is pruned and did not pause")
            }
            record.trials[number].trial.state = .pruned
            record.trials[number].trial.pruning = reason
            record.trials[number].trial.checkpoint = nil
        case .attemptEnded(let attempt, let outcome, let note):
            try end(attempt, as: outcome, note: note, in: &record)
            record.trials[attempt.trial].trial.state = .waiting
        case .trialFinished(let attempt, let outcome, let intermediateResults):
            try finish(attempt, as: outcome, intermediateResults, in: &record)
        case .conflictingResult(let attempt, _):
            _ = try place(of: attempt, in: record)
            record.conflicts += 1
        case .trialReopened(let number):
            throw SimulationFailure("trial \(number) was reopened by a coordinator")
        case .jobChanged(let job): record.job = job
        }
    }

    /// The place of an attempt among its trial's; I3: it was issued.
    private func place(
        of attempt: AttemptID, in record: StudyRecord
    ) throws(SimulationFailure) -> Int {
        guard record.trials.indices.contains(attempt.trial),
            let place = record.trials[attempt.trial].attempts.firstIndex(where: {
                $0.number == attempt.number && $0.incarnation == attempt.incarnation
            })
        else { throw SimulationFailure("I3: \(attempt) is recorded and was never issued") }
        return place
    }

    private func end(
        _ attempt: AttemptID, as outcome: AttemptOutcome, note: String, in record: inout StudyRecord
    ) throws(SimulationFailure) {
        let place = try place(of: attempt, in: record)
        guard record.trials[attempt.trial].attempts[place].outcome == .running else {
            throw SimulationFailure("\(attempt) ends twice")
        }
        guard !record.trials[attempt.trial].trial.state.isTerminal else {
            throw SimulationFailure("I4: \(attempt) ends after its trial")
        }
        record.trials[attempt.trial].attempts[place].outcome = outcome
        record.trials[attempt.trial].attempts[place].note = note
    }

    private func reach(
        _ attempt: AttemptID, _ epoch: Int, _ checkpoint: String?,
        _ results: [IntermediateResult], in record: inout StudyRecord
    ) throws(SimulationFailure) {
        let place = try place(of: attempt, in: record)
        let trial = record.trials[attempt.trial].trial
        guard trial.state == .running || trial.state == .waiting, trial.until == epoch,
            trial.epoch < epoch, results.last?.epoch == epoch
        else {
            throw SimulationFailure("\(attempt) reached epoch \(epoch) of \(trial)")
        }
        record.trials[attempt.trial].trial.state = .paused
        record.trials[attempt.trial].trial.epoch = epoch
        record.trials[attempt.trial].trial.checkpoint = checkpoint
        record.trials[attempt.trial].trial.metrics = results.last?.metrics ?? [:]
        record.trials[attempt.trial].attempts[place].outcome = .reached
        record.trials[attempt.trial].keep(results)
        try checkNoneRuns(attempt, in: record)
    }

    private func checkNoneRuns(
        _ attempt: AttemptID, in record: StudyRecord
    ) throws(SimulationFailure) {
        guard
            let other = record.trials[attempt.trial].attempts.first(where: {
                $0.outcome == .running
            })
        else { return }
        throw SimulationFailure("I5: attempt \(other.number) runs on after \(attempt)")
    }

    private func finish(
        _ attempt: AttemptID, as outcome: TrialOutcome, _ intermediateResults: [IntermediateResult],
        in record: inout StudyRecord
    ) throws(SimulationFailure) {
        let place = try place(of: attempt, in: record)
        guard !record.trials[attempt.trial].trial.state.isTerminal else {
            throw SimulationFailure("I2: \(attempt) finishes a trial that is finished")
        }
        switch outcome {
        case .complete(let metrics):
            record.trials[attempt.trial].trial.state = .complete
            record.trials[attempt.trial].trial.metrics = metrics
            record.trials[attempt.trial].trial.epoch =
                intermediateResults.last?.epoch ?? record.trials[attempt.trial].trial.epoch
            record.trials[attempt.trial].attempts[place].outcome = .complete
        case .failed(let reason):
            record.trials[attempt.trial].trial.state = .failed
            record.trials[attempt.trial].trial.failure = reason
            record.trials[attempt.trial].trial.metrics = [:]
            record.trials[attempt.trial].attempts[place].outcome = .failed
        }
        record.trials[attempt.trial].trial.checkpoint = nil
        record.trials[attempt.trial].keep(intermediateResults)
        try checkNoneRuns(attempt, in: record)
    }
}

extension TrialRecord {
    /// Keeps a segment's results: they are the only ones since its start.
    fileprivate mutating func keep(_ results: [IntermediateResult]) {
        guard let first = results.first else { return }
        intermediateResults.removeAll { $0.epoch >= first.epoch }
        intermediateResults += results
    }
}

/// What a simulation found wrong.
package struct SimulationFailure: Error, Sendable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}
