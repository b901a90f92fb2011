package import StudyModel

extension CoordinatorMachine {
    /// Stops the process with the history of the trial if an invariant is broken.
    package func checkInvariants() {
        if let broken = brokenInvariant { preconditionFailure(broken) }
    }

    /// Describes the broken invariant and its trial's history, or nil if all invariants hold.
    ///
    /// There is exactly one lease per running trial. A connection holds exactly the attempts that
    /// it has leases for. A trial is terminal exactly if it has an outcome. Time is linear in the
    /// size of the state.
    package var brokenInvariant: String? {
        for (attempt, lease) in leases.all {
            guard let index = study(of: attempt) else { return "\(attempt): a lease of no study" }
            guard studies[index].trials.indices.contains(attempt.trial),
                studies[index].current(of: attempt.trial) == attempt
            else { return "\(attempt): a lease of an attempt that is not current" }
            guard let peer = lease.peer, let session = sessions[peer] else { continue }
            guard session.outstanding.contains(attempt) else {
                return "the connection does not know its lease: \(story(of: attempt))"
            }
        }
        for peer in sessions.inOrder {
            let session = sessions[peer]!
            for attempt in session.outstanding where leases[attempt]?.peer != peer {
                return "a connection holds it without a lease: \(story(of: attempt))"
            }
            let granted = session.outstanding.filter { need(of: $0) != nil }
            guard granted == Set(session.ledger.grants.keys) else {
                return "\(session.identity.name) holds \(granted.count) attempts with needs, and "
                    + "its ledger has \(session.ledger.grants.count)"
            }
        }
        return studies.lazy.compactMap(brokenInvariant(of:)).first
    }

    private func brokenInvariant(of study: StudyProgress) -> String? {
        guard study.trials.count == study.attempts.count else {
            return "\(study.trials.count) trials have the attempts of \(study.attempts.count)"
        }
        for (number, trial) in study.trials.enumerated() {
            guard trial.number == number, isSound(trial, in: study) else {
                return "the parts of a trial disagree: \(story(of: number, in: study))"
            }
        }
        let finished = study.trials.count { $0.state.isTerminal }
        let failed = study.trials.count { $0.state == .failed }
        guard study.finishedCount == finished, study.failedCount == failed else {
            return "\(study.job.study): \(study.finishedCount) trials counted as finished and "
                + "\(study.failedCount) as failed; there are \(finished) and \(failed)"
        }
        return nil
    }

    private func isSound(_ trial: Trial, in study: StudyProgress) -> Bool {
        let runs = study.attempts[trial.number].filter { $0.outcome == .running }
        guard let current = study.current(of: trial.number) else {
            return runs.isEmpty
                && (trial.state.isTerminal || trial.state == .paused
                    || trial.state == .waiting && study.waiting.contains(trial.number))
        }
        return runs.map(\.number) == [current.number] && leases[current] != nil
    }

    /// The history of an attempt's trial, in one line.
    package func story(of attempt: AttemptID) -> String {
        guard let index = study(of: attempt),
            studies[index].trials.indices.contains(attempt.trial)
        else { return "\(attempt), which is no trial's" }
        return story(of: attempt.trial, in: studies[index])
    }

    private func story(of number: Int, in study: StudyProgress) -> String {
        let attempts = study.attempts[number].map {
            "#\($0.number) to \($0.worker.name) in incarnation \($0.incarnation), "
                + $0.outcome.rawValue
        }
        let lease = study.current(of: number).map {
            "\($0), \(leases[$0].map { "\($0)" } ?? "without a lease")"
        }
        return "trial \(number) of \(study.job.study) is \(study.trials[number].state); issued "
            + "\(attempts.isEmpty ? "never" : attempts.joined(separator: ", ")); "
            + "current \(lease ?? "none")"
    }
}
