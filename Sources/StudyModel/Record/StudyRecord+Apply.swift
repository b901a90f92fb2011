extension StudyRecord {
    /// Applies a change at a wall-clock time in seconds since 1970; this defines the meaning of
    /// every change.
    ///
    /// A failed change leaves the record unchanged.
    ///
    /// - Throws: `RecordContradiction` for a change that contradicts the record.
    package mutating func apply(
        _ change: StudyChange, at time: Double
    ) throws(RecordContradiction) {
        switch change {
        case .trialAdded(let number, let configuration, let start):
            guard number == trials.count else {
                throw RecordContradiction(
                    "trial \(number) added to a study of \(trials.count) trials")
            }
            if let origin = start.origin { try check(origin.parent, "a trial branched off it") }
            trials.append(
                TrialRecord(
                    trial: Trial(number: number, configuration: configuration, start: start)))
        case .attemptStarted(let id, let worker):
            try check(id, "\(id) started")
            try trials[id.trial].start(id, worker, at: time)
        case .intermediateResult(let number, let intermediate):
            try check(number, "an intermediate result came")
            trials[number].add(intermediate)
        case .checkpointKept(let id, let digest):
            try check(id, "\(id): it left a checkpoint")
            try trials[id.trial].trial.keep(
                checkpoint: digest, of: id, trials[id.trial].attempts)
        case .segmentReached(let id, let epoch, let checkpoint, let intermediateResults):
            try check(id, "\(id): it reached epoch \(epoch)")
            try trials[id.trial].reach(id, epoch, checkpoint, intermediateResults, at: time)
        case .trialResumed(let number, let until):
            try check(number, "it was resumed")
            try trials[number].trial.resume(until: until, attempts: trials[number].attempts)
        case .trialPruned(let number, let reason):
            try check(number, "it was pruned")
            try trials[number].trial.prune(
                because: reason, attempts: trials[number].attempts)
        case .attemptEnded(let id, let outcome, let note):
            try check(id, "\(id): it ended")
            try trials[id.trial].end(id, outcome, note: note, at: time)
        case .trialFinished(let id, let outcome, let intermediateResults):
            try check(id, "\(id): its result came")
            try trials[id.trial].finish(id, as: outcome, intermediateResults, at: time)
        case .conflictingResult(let id, _):
            let event = "a second result came"
            try check(id, "\(id): \(event)")
            try trials[id.trial].trial.check(id, trials[id.trial].attempts, event)
            guard trials[id.trial].trial.state.isTerminal else {
                throw RecordContradiction("a second result of \(id), whose trial has no first")
            }
            conflicts += 1
        case .trialReopened(let number):
            try check(number, "it was reopened")
            try trials[number].reopen()
        case .jobChanged(let job):
            guard job.study == self.job.study else {
                throw RecordContradiction(
                    "the job of study \(job.study) given to study \(self.job.study)")
            }
            self.job = job
            end = nil
        case .searchEnded(let reason):
            guard !trials.contains(where: { $0.trial.state == .running }) else {
                throw RecordContradiction("the search ended while trials were running")
            }
            end = reason
        }
    }

    private func check(_ id: AttemptID, _ event: String) throws(RecordContradiction) {
        guard id.study == job.study else {
            throw RecordContradiction("\(id) belongs to another study than \(job.study)")
        }
        try check(id.trial, event)
    }

    private func check(_ number: Int, _ event: String) throws(RecordContradiction) {
        guard trials.indices.contains(number) else {
            throw RecordContradiction(
                "\(event), but there are \(trials.count) trials and no \(number)")
        }
    }
}

extension TrialRecord {
    fileprivate mutating func start(
        _ id: AttemptID, _ worker: WorkerIdentity, at time: Double
    ) throws(RecordContradiction) {
        try trial.start(id, worker, attempts: &attempts, at: time)
    }

    fileprivate mutating func end(
        _ id: AttemptID, _ outcome: AttemptOutcome, note: String, at time: Double
    ) throws(RecordContradiction) {
        try trial.end(id, outcome, note: note, attempts: &attempts, at: time)
    }

    fileprivate mutating func finish(
        _ id: AttemptID, as outcome: TrialOutcome, _ results: [IntermediateResult],
        at time: Double
    ) throws(RecordContradiction) {
        try trial.finish(
            id, as: outcome, epoch: results.last?.epoch, attempts: &attempts, at: time)
        replace(results)
    }

    fileprivate mutating func reach(
        _ id: AttemptID, _ epoch: Int, _ checkpoint: String?, _ results: [IntermediateResult],
        at time: Double
    ) throws(RecordContradiction) {
        guard let last = results.last, last.epoch == epoch else {
            throw RecordContradiction("\(id) reached epoch \(epoch) without its result")
        }
        try trial.reach(
            id, epoch: epoch, checkpoint: checkpoint, metrics: last.metrics, attempts: &attempts,
            at: time)
        replace(results)
    }

    /// Inserts intermediate results; those of a result replace earlier ones of the same epoch.
    private mutating func replace(_ results: [IntermediateResult]) {
        for result in results {
            intermediateResults.removeAll { $0.epoch == result.epoch }
            insert(result)
        }
    }

    fileprivate mutating func reopen() throws(RecordContradiction) {
        try trial.reopen(attempts: &attempts)
        // The scheduler has decided on the results up to the last stop.
        intermediateResults.removeAll { $0.epoch > trial.epoch }
    }

    /// Adds an intermediate result of a trial without an outcome; a repeated one changes nothing.
    fileprivate mutating func add(_ result: IntermediateResult) {
        guard !trial.state.isTerminal,
            !intermediateResults.contains(where: { $0.epoch == result.epoch })
        else { return }
        insert(result)
    }

    /// Inserts an intermediate result, ordered by epoch.
    private mutating func insert(_ result: IntermediateResult) {
        let place = intermediateResults.lastIndex { $0.epoch < result.epoch }.map { $0 + 1 } ?? 0
        intermediateResults.insert(result, at: place)
    }

    /// `trial 3 is complete; attempts: 1 lost, 2 complete`.
    package var story: String { trial.story(attempts) }
}
