import Coordination
import Search
import StudyModel

extension SimulatedCluster {
    func checkCoordinator() throws {
        try coordinator?.checked.failure.map { throw $0 }
    }

    /// What a coordinator started now would read is what this one believes.
    func checkRecord(agreesWith machine: CoordinatorMachine) throws {
        for study in machine.studies {
            if let difference = study.difference(from: store.committed[study.job.study]!) {
                throw SimulationFailure("a restart would forget: \(difference)")
            }
        }
    }

    /// I6: nobody is assigned more than it asked for.
    func checkCredit(
        of messages: [CoordinatorEffects.Message], _ machine: CoordinatorMachine
    ) throws {
        for item in messages {
            guard case .assign = item.message,
                let session = machine.sessions[item.peer]
            else { continue }
            guard session.outstanding.count <= session.credit else {
                throw SimulationFailure(
                    "I6: \(session.identity.name) asked for \(session.credit) and has "
                        + "\(session.outstanding.count)")
            }
        }
    }

    /// I3: what runs was issued to whom it runs at, and the record says so.
    func checkIssued(_ assignment: Assignment, job: Job, by worker: String) throws {
        let attempt = assignment.attempt
        guard let record = store.committed[attempt.study], record.job == job,
            record.trials.indices.contains(attempt.trial),
            record.trials[attempt.trial].trial.configuration == assignment.configuration,
            record.trials[attempt.trial].attempts.contains(where: {
                $0.number == attempt.number && $0.incarnation == attempt.incarnation
                    && $0.worker.name == worker
            })
        else { throw SimulationFailure("I3: \(worker) runs \(attempt), which is not on record") }
    }

    /// I1: what is acknowledged is in the store.
    mutating func checkAcknowledged(_ attempts: [AttemptID], by index: Int) throws {
        for attempt in attempts where workers[index].undelivered.remove(attempt) != nil {
            let record = store.committed[attempt.study]!.trials[attempt.trial]
            guard
                record.trial.state.isTerminal
                    || record.attempts[attempt.number - 1].outcome != .running
            else {
                throw SimulationFailure(
                    "I1: \(attempt) is acknowledged; its trial is \(record.trial.state)")
            }
        }
    }

    func check(_ exit: WorkerExit, of index: Int) throws {
        switch exit {
        case .finished:
            let isDone = store.committed.values.allSatisfy { record in
                record.end != nil
                    || record.trials.count { $0.trial.origin == nil } == record.job.trials
                        && record.trials.allSatisfy { $0.trial.state.isTerminal }
            }
            if !isDone { throw SimulationFailure("\(workers[index].name) leaves too early") }
            guard workers[index].undelivered.isEmpty else {
                throw SimulationFailure("\(workers[index].name) leaves with undelivered results")
            }
        case .interrupted: break
        case .unanswered: throw SimulationFailure("a worker gives up, which none is told to")
        case .rejected(let text): throw SimulationFailure("a worker is rejected: \(text)")
        }
    }

    /// The workers here are honest and the objective is a function: nothing is refused, nothing
    /// differs.
    mutating func check(_ notice: CoordinatorNotice) throws {
        log("coordinator notes: \(notice)")
        switch notice {
        case .refused, .workerRejected:
            guard schedule.hasHostilePeer else { throw SimulationFailure("notice: \(notice)") }
        case .conflict, .studyHalted: throw SimulationFailure("notice: \(notice)")
        case .attemptEnded(let attempt, .lost, let note) where note.contains("no sign of life"):
            try checkSilence(of: attempt)
        default: break
        }
    }

    /// I8: every outcome and every curve is that of a run without faults; I10: the same events,
    /// told again, give the same effects and the same state.
    func checkEnd() throws {
        for job in schedule.jobs {
            let reference = try ReferenceStudy(job)
            let record = store.committed[job.study]!
            guard record.trials.count == reference.records.count else {
                throw SimulationFailure(
                    "I8: \(job.study) has \(record.trials.count) trials instead of "
                        + "\(reference.records.count)")
            }
            for (trial, expected) in zip(record.trials, reference.records)
            where !trial.agrees(with: expected) {
                throw SimulationFailure(
                    "I8: trial \(trial.trial.number) of \(job.study) should be \(expected) and is "
                        + "\(trial)")
            }
            let most = try StudyScheduler(job: job).mostEpochs(of: job)
            guard reference.epochs <= most ?? .max else {
                throw SimulationFailure(
                    "I11: \(job.study) took \(reference.epochs) epochs, more than \(most ?? .max)")
            }
            if record.conflicts > 0 { throw SimulationFailure("I8: \(record.conflicts) conflicts") }
        }
        try checkReplay()
    }

    private func checkReplay() throws {
        guard let node = coordinator, schedule.seed % 16 == 0 else { return }
        var machine = node.checked.first
        for (number, told) in node.checked.history.enumerated() {
            let effects = machine.handle(told.event, at: told.at)
            guard effects.changes == told.effects.changes,
                effects.messages == told.effects.messages,
                effects.notices == told.effects.notices,
                effects.unreferenced == told.effects.unreferenced
            else {
                throw SimulationFailure("I10: event \(number) has other effects when told again")
            }
        }
        guard machine.sessions == node.machine.sessions,
            machine.studies.map(\.trials) == node.machine.studies.map(\.trials)
        else { throw SimulationFailure("I10: the same events give another state") }
    }
}

extension TrialRecord {
    /// Whether a trial came to the same as another one, with any attempts.
    fileprivate func agrees(with other: TrialRecord) -> Bool {
        let (mine, theirs) = (trial, other.trial)
        return mine.number == theirs.number && mine.configuration == theirs.configuration
            && mine.state == theirs.state && mine.outcome == theirs.outcome
            && mine.pruning == theirs.pruning && mine.origin == theirs.origin
            && (mine.state == .failed || mine.epoch == theirs.epoch)
            && intermediateResults == other.intermediateResults
    }
}
