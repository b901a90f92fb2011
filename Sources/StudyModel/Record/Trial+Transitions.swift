/// What each change does to one trial and its attempts: the only definition of the transitions.
///
/// The coordinator's machine applies it to the trials in memory, a store to the record. A change
/// that throws leaves both values unchanged.
extension Trial {
    /// An attempt was issued.
    package mutating func start(
        _ id: AttemptID, _ worker: WorkerIdentity, attempts: inout [AttemptRecord], at time: Double
    ) throws(RecordContradiction) {
        guard id.number == attempts.count + 1, state.canBecome(.running) else {
            throw RecordContradiction("\(id) can't start; \(story(attempts))")
        }
        attempts.append(
            AttemptRecord(
                number: id.number, incarnation: id.incarnation, worker: worker, startedAt: time,
                until: until))
        state = .running
    }

    /// An attempt ended without a result.
    ///
    /// A repeated end changes nothing: the trial may already be running again.
    package mutating func end(
        _ id: AttemptID, _ outcome: AttemptOutcome, note: String,
        attempts: inout [AttemptRecord], at time: Double
    ) throws(RecordContradiction) {
        guard outcome != .running else {
            throw RecordContradiction("\(id) ended as still running")
        }
        try check(id, attempts, "it ended")
        guard attempts[id.number - 1].outcome == .running else { return }
        attempts[id.number - 1].outcome = outcome
        attempts[id.number - 1].note = note
        attempts[id.number - 1].endedAt = time
        if state == .running { state = .waiting }
    }

    /// The end of a segment was reached: by any attempt of the segment, also one that was recorded
    /// as lost.
    ///
    /// - Parameter metrics: those after this epoch.
    package mutating func reach(
        _ id: AttemptID, epoch: Int, checkpoint: String?, metrics: [String: Double],
        attempts: inout [AttemptRecord], at time: Double
    ) throws(RecordContradiction) {
        try check(id, attempts, "it reached epoch \(epoch)")
        guard state.canBecome(.paused), until == epoch, epoch > self.epoch,
            attempts[id.number - 1].until == epoch
        else {
            throw RecordContradiction("\(id) reached epoch \(epoch); \(story(attempts))")
        }
        state = .paused
        self.epoch = epoch
        self.checkpoint = checkpoint
        self.metrics = metrics
        attempts[id.number - 1].outcome = .reached
        attempts[id.number - 1].endedAt = time
    }

    /// The scheduler continues a paused trial.
    package mutating func resume(
        until next: Int?, attempts: [AttemptRecord]
    ) throws(RecordContradiction) {
        guard state == .paused, next.map({ $0 > epoch }) ?? true else {
            throw RecordContradiction("only a paused trial can be resumed; \(story(attempts))")
        }
        state = .waiting
        until = next
        metrics = [:]
    }

    /// The scheduler stops a paused trial.
    package mutating func prune(
        because reason: String, attempts: [AttemptRecord]
    ) throws(RecordContradiction) {
        guard state.canBecome(.pruned) else {
            throw RecordContradiction("only a paused trial can be pruned; \(story(attempts))")
        }
        state = .pruned
        pruning = reason
        checkpoint = nil
    }

    /// The current attempt left a checkpoint on the way.
    package mutating func keep(
        checkpoint digest: String, of id: AttemptID, _ attempts: [AttemptRecord]
    ) throws(RecordContradiction) {
        try check(id, attempts, "it left a checkpoint")
        guard state == .running, id.number == attempts.count else {
            throw RecordContradiction("\(id) left a checkpoint; \(story(attempts))")
        }
        checkpoint = digest
    }

    /// The first result came, from any attempt: also from one that was recorded as lost.
    ///
    /// - Parameter epoch: the last epoch of the intermediate results; nil if there are none.
    package mutating func finish(
        _ id: AttemptID, as outcome: TrialOutcome, epoch: Int?,
        attempts: inout [AttemptRecord], at time: Double
    ) throws(RecordContradiction) {
        try check(id, attempts, "its result came")
        let (next, end): (State, AttemptOutcome) =
            switch outcome {
            case .complete: (.complete, .complete)
            case .failed: (.failed, .failed)
            }
        guard state.canBecome(next) else {
            throw RecordContradiction("a first result from \(id); \(story(attempts))")
        }
        state = next
        checkpoint = nil
        switch outcome {
        case .complete(let metrics):
            self.metrics = metrics
            self.epoch = epoch ?? self.epoch
        case .failed(let reason):
            metrics = [:]
            failure = reason
        }
        attempts[id.number - 1].outcome = end
        attempts[id.number - 1].endedAt = time
    }

    /// A failed trial is to run again; its failed attempts no longer count.
    package mutating func reopen(
        attempts: inout [AttemptRecord]
    ) throws(RecordContradiction) {
        guard state == .failed else {
            throw RecordContradiction("only a failed trial can be reopened; \(story(attempts))")
        }
        state = .waiting
        let reason = failure ?? ""
        failure = nil
        for place in attempts.indices where [.failed, .lost].contains(attempts[place].outcome) {
            attempts[place].outcome = .superseded
            if attempts[place].note.isEmpty { attempts[place].note = reason }
        }
    }

    /// Only issued attempts may end or have results.
    package func check(
        _ id: AttemptID, _ attempts: [AttemptRecord], _ event: String
    ) throws(RecordContradiction) {
        guard id.number >= 1, id.number <= attempts.count,
            attempts[id.number - 1].incarnation == id.incarnation
        else {
            throw RecordContradiction(
                "\(id) of incarnation \(id.incarnation) was never issued, but \(event); "
                    + story(attempts))
        }
    }

    /// `trial 3 is complete; attempts: 1 lost, 2 complete`.
    package func story(_ attempts: [AttemptRecord]) -> String {
        let list = attempts.map { "\($0.number) \($0.outcome.rawValue)" }
        return "trial \(number) is \(state.rawValue); attempts: "
            + (list.isEmpty ? "none" : list.joined(separator: ", "))
    }
}
