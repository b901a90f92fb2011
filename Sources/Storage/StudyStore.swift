package import StudyModel

/// The record of one study: what a coordinator writes down before it speaks.
///
/// One coordinator owns a store, and one thread of it at a time commits. What the changes mean, and
/// which are refused, is written down once, in `StudyRecord.apply`; every store does exactly that.
package protocol StudyStore: AnyObject, Sendable {
    /// All that is recorded.
    func load() throws(StoreError) -> StudyRecord

    /// Records all changes, or none. When it returns they outlive a crash and a power cut.
    ///
    /// - Throws: `full` when there is no room: all earlier changes are safe, and the same commit
    ///   can be tried again. `invariant` when a change contradicts the record. After any other
    ///   error the store takes no more changes: stop, and start again from what is on disk.
    func commit(_ changes: [StudyChange]) throws(StoreError)

    /// Records that a coordinator starts on the study, and returns how many have.
    ///
    /// Attempts that are still running stay so: it is the coordinator's to decide about them.
    func beginEpoch() throws(StoreError) -> Int

    /// The story of one trial, or nil if there is none of this number.
    func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord?

    /// All but the trials.
    func head() throws(StoreError) -> StudyRecord

    /// The trials from one on in the order of their numbers: at least one if there are any, and no
    /// more once they have `rows` rows together (a trial has one, and one for each report and
    /// attempt).
    ///
    /// It costs what it returns, however large the study is.
    func records(from number: Int, rows: Int) throws(StoreError) -> [TrialRecord]

    /// As many trials from one on as there are up to a count, without their stories.
    func trials(from number: Int, count: Int) throws(StoreError) -> [Trial]

    /// The last attempt and the last report of a trial, in constant time.
    func latest(of number: Int) throws(StoreError) -> TrialLatest

    /// What became of each trial, in the order of their numbers, with one metric of the complete
    /// ones: enough to count and to rank them.
    func outcomes(
        of metric: String, _ body: (TrialOutcomeValue) -> Void
    ) throws(StoreError)

    /// When the first attempt began, when the last one ended, and how long all took together.
    func attemptTimes() throws(StoreError) -> AttemptTimes

    /// Gives the store up for others. A second call does nothing.
    func close()
}

/// The latest of a trial's story.
package struct TrialLatest: Sendable, Hashable {
    package var attempt: AttemptRecord?
    package var report: Report?

    package init(attempt: AttemptRecord? = nil, report: Report? = nil) {
        self.attempt = attempt
        self.report = report
    }
}

/// The times of all attempts of a study, in seconds, those of instants since 1970.
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

/// What became of a trial, as far as ranking needs it.
package struct TrialOutcomeValue: Sendable, Hashable {
    package var number: Int
    package var state: Trial.State
    /// Why a failed trial failed.
    package var failure: String?
    /// Nil unless the trial is complete and has the metric.
    package var value: Double?
}

// What a store that is in memory anyway needs no ways of its own for.
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
            count += 1 + record.reports.count + record.attempts.count
        }
        return records
    }

    package func trials(from number: Int, count: Int) throws(StoreError) -> [Trial] {
        try load().trials.dropFirst(max(0, number)).prefix(max(0, count)).map(\.trial)
    }

    package func latest(of number: Int) throws(StoreError) -> TrialLatest {
        let record = try trialRecord(number)
        return TrialLatest(attempt: record?.attempts.last, report: record?.reports.last)
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
