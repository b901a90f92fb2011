import Portable
package import StudyModel

/// What follows from the attempts of a study's trials.
extension StudyProgress {
    /// An attempt's record; nil if it was never issued.
    func record(of attempt: AttemptID) -> AttemptRecord? {
        // A worker may state any number.
        guard attempts.indices.contains(attempt.trial),
            attempt.number >= 1, attempt.number <= attempts[attempt.trial].count
        else { return nil }
        let record = attempts[attempt.trial][attempt.number - 1]
        return record.incarnation == attempt.incarnation ? record : nil
    }

    /// The attempt that runs a trial; nil if none does.
    func current(of number: Int) -> AttemptID? {
        guard trials[number].state == .running, let last = attempts[number].last else { return nil }
        return AttemptID(
            study: job.study, trial: number, number: last.number, incarnation: last.incarnation,
            jobFingerprint: fingerprint)
    }

    /// The next attempt of a trial.
    func nextAttempt(of number: Int) -> AttemptID {
        AttemptID(
            study: job.study, trial: number, number: attempts[number].count + 1,
            incarnation: incarnation, jobFingerprint: fingerprint)
    }

    /// What a worker needs to execute an attempt.
    func assignment(of attempt: AttemptID) -> Assignment {
        let trial = trials[attempt.trial]
        return Assignment(
            attempt: attempt, configuration: trial.configuration, checkpoint: trial.checkpoint,
            until: trial.until, ancestors: ancestors(of: trial))
    }

    /// The trials that a trial branched off, the oldest first.
    private func ancestors(of trial: Trial) -> [Assignment.Ancestor] {
        Lineage(of: trial) { trials[$0] }.stretches.compactMap { stretch in
            stretch.until.map {
                .init(trial: stretch.trial, configuration: stretch.configuration, until: $0)
            }
        }
    }

    /// The number of attempts that lost their worker and left no checkpoint.
    func losses(of number: Int) -> Int { attempts[number].count { $0.outcome == .lost } }

    /// The number of attempts that could not be executed.
    func errors(of number: Int) -> Int { attempts[number].count { $0.outcome == .failed } }

    /// Whether a worker could not execute an attempt.
    func isRefused(_ number: Int, by worker: WorkerIdentity) -> Bool {
        attempts[number].contains { $0.outcome == .failed && $0.worker == worker }
    }
}

extension StudyProgress {
    /// The first difference between this state and one restored from the record, or nil if they
    /// agree.
    package func difference(from record: StudyRecord) -> String? {
        guard trials.count == record.trials.count else {
            return "\(job.study): \(trials.count, "trial"), \(record.trials.count) on record"
        }
        for (number, stored) in record.trials.enumerated() {
            guard trials[number] == stored.trial else {
                return "\(job.study): \(trials[number]), on record \(stored.trial)"
            }
            let (mine, others) = (attempts[number], stored.attempts)
            guard mine.map(\.withoutTimes) == others.map(\.withoutTimes) else {
                return "\(job.study)/\(number): \(mine), on record \(others)"
            }
        }
        if let rungs {
            var counted = RungCounts(stops: scheduler.stops, epochs: job.epochs)
            for stored in record.trials { counted.add(stored.trial, stored.attempts) }
            guard rungs == counted else {
                return "\(job.study): stops \(rungs), on record \(counted)"
            }
        }
        return nil
    }
}

extension AttemptRecord {
    /// The coordinator's machine has no times.
    fileprivate var withoutTimes: AttemptRecord {
        var copy = self
        (copy.startedAt, copy.endedAt) = (0, nil)
        return copy
    }
}
