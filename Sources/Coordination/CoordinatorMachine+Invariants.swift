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
            guard studies[index].attempts.indices.contains(attempt.trial),
                studies[index].attempts[attempt.trial].current == attempt
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
        }
        return studies.lazy.compactMap(brokenInvariant(of:)).first
    }

    private func brokenInvariant(of study: StudyProgress) -> String? {
        guard study.trials.count == study.attempts.count else {
            return "\(study.trials.count) trials have the attempts of \(study.attempts.count)"
        }
        for (number, trial) in study.trials.enumerated() {
            guard trial.number == number, isSound(trial, study.attempts[number], in: study) else {
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

    private func isSound(
        _ trial: Trial, _ known: StudyProgress.Attempts, in study: StudyProgress
    ) -> Bool {
        let hasOutcome = known.outcome != nil
        guard let current = known.current else {
            if trial.state.isTerminal { return hasOutcome }
            return trial.state == .waiting && !hasOutcome && study.waiting.contains(trial.number)
        }
        return trial.state == .running && !hasOutcome && leases[current] != nil
            && current.number == known.issues.count
    }

    /// The history of an attempt's trial, in one line.
    package func story(of attempt: AttemptID) -> String {
        guard let index = study(of: attempt),
            studies[index].trials.indices.contains(attempt.trial)
        else { return "\(attempt), which is no trial's" }
        return story(of: attempt.trial, in: studies[index])
    }

    private func story(of number: Int, in study: StudyProgress) -> String {
        let known = study.attempts[number]
        let issues = known.issues.enumerated().map {
            "#\($0 + 1) to \($1.worker) in epoch \($1.epoch)"
        }
        let lease = known.current.map {
            "\($0), \(leases[$0].map { "\($0)" } ?? "without a lease")"
        }
        return "trial \(number) of \(study.job.study) is \(study.trials[number].state); issued "
            + "\(issues.isEmpty ? "never" : issues.joined(separator: ", ")); "
            + "current \(lease ?? "none"); \(known.losses) losses, \(known.errors) errors; "
            + "outcome \(known.outcome.map { "\($0)" } ?? "none")"
    }
}

extension StudyProgress {
    /// The first difference between this state and one restored from the record, or nil if they
    /// agree.
    package func difference(from record: StudyRecord) -> String? {
        var restored = self
        restored.trials = []
        restored.attempts = []
        for stored in record.trials { restored.restore(stored, hasCheckpoint: false) }
        guard trials.count == restored.trials.count else {
            return "\(job.study): \(trials.count) trials, \(restored.trials.count) on record"
        }
        for (mine, other) in zip(trials, restored.trials) where mine != other {
            return "\(job.study): \(mine), on record \(other)"
        }
        for (number, (mine, other)) in zip(attempts, restored.attempts).enumerated() {
            // Losses and errors count until a trial has its outcome.
            let isSame =
                mine.issues == other.issues && mine.current == other.current
                && mine.outcome == other.outcome
                && (mine.outcome != nil
                    || mine.losses == other.losses && mine.errors == other.errors)
            guard isSame else { return "\(job.study)/\(number): \(mine), on record \(other)" }
        }
        return nil
    }
}
