package import StudyModel

extension StudyRecord {
    /// Applies a change at a wall-clock time in seconds since 1970; this defines the meaning of
    /// every change.
    ///
    /// A failed change leaves the record unchanged.
    ///
    /// - Throws: `invariant` for a change that contradicts the record.
    package mutating func apply(_ change: StudyChange, at time: Double) throws(StoreError) {
        switch change {
        case .trialAdded(let number, let configuration):
            guard number == trials.count else {
                throw .invariant("trial \(number) added to a study of \(trials.count) trials")
            }
            trials.append(TrialRecord(trial: Trial(number: number, configuration: configuration)))
        case .attemptStarted(let id, let worker):
            try start(id, worker, at: time)
        case .reported(let number, let report):
            try checkTrial(number, "a report came")
            guard !trials[number].trial.state.isTerminal,
                !trials[number].reports.contains(where: { $0.epoch == report.epoch })
            else { return }
            trials[number].insert(report)
        case .attemptEnded(let id, let outcome, let note):
            try end(id, outcome, note, at: time)
        case .trialFinished(let id, let outcome, let reports):
            try finish(id, outcome, reports, at: time)
        case .conflictingResult(let id, _):
            try checkAttempt(id, "a second result came")
            guard trials[id.trial].trial.state.isTerminal else {
                throw .invariant("a second result of \(id), whose trial has no first")
            }
            conflicts += 1
        case .trialReopened(let number):
            try reopen(number)
        case .jobChanged(let job):
            guard job.study == self.job.study else {
                throw .invariant("the job of study \(job.study) given to study \(self.job.study)")
            }
            self.job = job
        }
    }

    private mutating func start(
        _ id: AttemptID, _ worker: WorkerIdentity, at time: Double
    ) throws(StoreError) {
        try checkStudy(id)
        try checkTrial(id.trial, "\(id) started")
        let state = trials[id.trial].trial.state
        guard id.number == trials[id.trial].attempts.count + 1,
            state == .waiting || state == .paused
        else {
            throw .invariant("\(id) can't start; \(trials[id.trial].story)")
        }
        trials[id.trial].attempts.append(
            AttemptRecord(number: id.number, epoch: id.epoch, worker: worker, startedAt: time))
        trials[id.trial].trial.state = .running
    }

    private mutating func end(
        _ id: AttemptID, _ outcome: AttemptOutcome, _ note: String, at time: Double
    ) throws(StoreError) {
        guard outcome != .running else { throw .invariant("\(id) ended as still running") }
        try checkAttempt(id, "it ended")
        // A repeated end changes nothing: the trial may already be running again.
        guard trials[id.trial].attempts[id.number - 1].outcome == .running else { return }
        trials[id.trial].attempts[id.number - 1].outcome = outcome
        trials[id.trial].attempts[id.number - 1].note = note
        trials[id.trial].attempts[id.number - 1].endedAt = time
        if trials[id.trial].trial.state == .running { trials[id.trial].trial.state = .waiting }
    }

    private mutating func finish(
        _ id: AttemptID, _ outcome: TrialOutcome, _ reports: [Report], at time: Double
    ) throws(StoreError) {
        try checkAttempt(id, "its result came")
        guard !trials[id.trial].trial.state.isTerminal else {
            throw .invariant("a first result from \(id); \(trials[id.trial].story)")
        }
        let end: AttemptOutcome
        switch outcome {
        case .complete(let metrics):
            trials[id.trial].trial.state = .complete
            trials[id.trial].trial.metrics = metrics
            end = .complete
        case .failed(let reason):
            trials[id.trial].trial.state = .failed
            trials[id.trial].trial.failure = reason
            end = .failed
        }
        // This also updates an attempt that was recorded as lost.
        trials[id.trial].attempts[id.number - 1].outcome = end
        trials[id.trial].attempts[id.number - 1].endedAt = time
        for report in reports {
            trials[id.trial].reports.removeAll { $0.epoch == report.epoch }
            trials[id.trial].insert(report)
        }
    }

    private mutating func reopen(_ number: Int) throws(StoreError) {
        try checkTrial(number, "it was reopened")
        guard trials[number].trial.state == .failed else {
            throw .invariant("only a failed trial can be reopened; \(trials[number].story)")
        }
        trials[number].trial.state = .waiting
        let failure = trials[number].trial.failure ?? ""
        trials[number].trial.failure = nil
        trials[number].reports = []
        for place in trials[number].attempts.indices
        where [.failed, .lost].contains(trials[number].attempts[place].outcome) {
            trials[number].attempts[place].outcome = .superseded
            if trials[number].attempts[place].note.isEmpty {
                trials[number].attempts[place].note = failure
            }
        }
    }

    // MARK: Checks

    private func checkStudy(_ id: AttemptID) throws(StoreError) {
        guard id.study == job.study else {
            throw .invariant("\(id) belongs to another study than \(job.study)")
        }
    }

    private func checkTrial(_ number: Int, _ event: String) throws(StoreError) {
        guard trials.indices.contains(number) else {
            throw .invariant("\(event), but there are \(trials.count) trials and no \(number)")
        }
    }

    /// Only issued attempts may end or have results.
    private func checkAttempt(_ id: AttemptID, _ event: String) throws(StoreError) {
        try checkStudy(id)
        try checkTrial(id.trial, "\(id): \(event)")
        let attempts = trials[id.trial].attempts
        guard attempts.indices.contains(id.number - 1), attempts[id.number - 1].epoch == id.epoch
        else {
            throw .invariant(
                "\(id) of epoch \(id.epoch) was never issued, but \(event); "
                    + trials[id.trial].story)
        }
    }
}

extension TrialRecord {
    /// Inserts a report, ordered by epoch.
    fileprivate mutating func insert(_ report: Report) {
        let place = reports.lastIndex { $0.epoch < report.epoch }.map { $0 + 1 } ?? 0
        reports.insert(report, at: place)
    }

    /// `trial 3 is complete; attempts: 1 lost, 2 complete`.
    package var story: String {
        let list = attempts.map { "\($0.number) \($0.outcome.rawValue)" }
        return "trial \(trial.number) is \(trial.state.rawValue); attempts: "
            + (list.isEmpty ? "none" : list.joined(separator: ", "))
    }
}
