package import StudyModel

/// The record of one study, which a coordinator commits before it sends messages.
///
/// One coordinator owns a store, and only one of its threads commits at a time. `StudyRecord.apply`
/// defines the meaning of changes and which are refused; every store behaves exactly like it.
package protocol StudyStore: AnyObject, Sendable {
    /// The complete record.
    func load() throws(StoreError) -> StudyRecord

    /// Records all changes, or none; on return they are durable against a crash and a power cut.
    ///
    /// - Throws: `full` if there is no space: all earlier changes are safe, and the same commit can
    ///   be retried. `invariant` if a change contradicts the record. After any other error the
    ///   store refuses changes: stop, and restart from the state on disk.
    func commit(_ changes: [StudyChange]) throws(StoreError)

    /// Records a coordinator start on the study, and returns the number of starts.
    ///
    /// Running attempts stay running: the coordinator decides about them.
    func beginIncarnation() throws(StoreError) -> Int

    /// The record of one trial, or nil if no trial has this number.
    func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord?

    /// The record without its trials.
    func head() throws(StoreError) -> StudyRecord

    /// The trials from `number` on, in order: at least one if any exist; ends when they have `rows`
    /// rows in total (one per trial, report and attempt).
    ///
    /// The cost depends on the size of the result, not of the study.
    func records(from number: Int, rows: Int) throws(StoreError) -> [TrialRecord]

    /// Up to `count` trials from `number` on, without reports and attempts.
    func trials(from number: Int, count: Int) throws(StoreError) -> [Trial]

    /// The last attempt and the last report of a trial, in constant time.
    func latest(of number: Int) throws(StoreError) -> TrialLatest

    /// The outcome of each trial, in order, with one metric of complete trials: enough to count and
    /// rank them.
    func outcomes(
        of metric: String, _ body: (TrialOutcomeValue) -> Void
    ) throws(StoreError)

    /// The start of the first attempt, the end of the last one, and the total duration of all.
    func attemptTimes() throws(StoreError) -> AttemptTimes

    /// Releases the store for other processes; a second call does nothing.
    func close()
}

/// The last attempt and the last intermediate result of a trial.
package struct TrialLatest: Sendable, Hashable {
    package var attempt: AttemptRecord?
    package var intermediate: IntermediateResult?

    package init(attempt: AttemptRecord? = nil, intermediate: IntermediateResult? = nil) {
        self.attempt = attempt
        self.intermediate = intermediate
    }
}

/// The times of all attempts of a study, in seconds; instants count from 1970.
package struct AttemptTimes: Sendable, Hashable {
    package var began: Double?
    package var ended: Double?
    package var total = 0.0

    package init() {}

    package mutating func add(_ attempt: AttemptRecord) {
        began = min(began ?? attempt.startedAt, attempt.startedAt)
        guard let end = attempt.endedAt else { return }
        ended = max(ended ?? end, end)
        total += max(0, end - attempt.startedAt)
    }
}

/// The outcome of a trial, reduced to the data for a ranking.
package struct TrialOutcomeValue: Sendable, Hashable {
    package var number: Int
    package var state: Trial.State
    /// Why a failed trial failed.
    package var failure: String?
    /// Nil unless the trial is complete and has the metric.
    package var value: Double?
}

// Default implementations for stores that are in memory.
extension StudyStore {
    package func head() throws(StoreError) -> StudyRecord {
        var record = try load()
        record.trials = []
        return record
    }

    package func records(from number: Int, rows: Int) throws(StoreError) -> [TrialRecord] {
        var records: [TrialRecord] = []
        var count = 0
        while count < rows, let record = try trialRecord(max(0, number) + records.count) {
            records.append(record)
            count += 1 + record.intermediateResults.count + record.attempts.count
        }
        return records
    }

    package func trials(from number: Int, count: Int) throws(StoreError) -> [Trial] {
        try load().trials.dropFirst(max(0, number)).prefix(max(0, count)).map(\.trial)
    }

    package func latest(of number: Int) throws(StoreError) -> TrialLatest {
        let record = try trialRecord(number)
        return TrialLatest(
            attempt: record?.attempts.last, intermediate: record?.intermediateResults.last)
    }

    package func attemptTimes() throws(StoreError) -> AttemptTimes {
        var times = AttemptTimes()
        for record in try load().trials { record.attempts.forEach { times.add($0) } }
        return times
    }

    package func outcomes(
        of metric: String, _ body: (TrialOutcomeValue) -> Void
    ) throws(StoreError) {
        for record in try load().trials {
            let trial = record.trial
            let value = trial.state == .complete ? trial.metrics[metric] : nil
            body(
                TrialOutcomeValue(
                    number: trial.number, state: trial.state, failure: trial.failure, value: value))
        }
    }
}
