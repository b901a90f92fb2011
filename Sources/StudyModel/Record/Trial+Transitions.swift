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
                number: id.number, incarnation: id.incarnation, worker: worker, startedAt: time))
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

    /// The first result came, from any attempt: also from one that was recorded as lost.
    package mutating func finish(
        _ id: AttemptID, as outcome: TrialOutcome, attempts: inout [AttemptRecord],
        at time: Double
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
        switch outcome {
        case .complete(let metrics): self.metrics = metrics
        case .failed(let reason): failure = reason
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
