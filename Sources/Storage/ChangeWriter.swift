import Foundation
import GRDB
import StudyModel

/// Writes changes to a database within a transaction, equivalent to `StudyRecord.apply`.
///
/// Every statement contains its own condition and is prepared once. Only a change without effect is
/// examined further.
struct ChangeWriter {
    let db: Database
    let study: String
    /// Seconds since 1970.
    let time: Double
    /// The cached number of trials: no other code adds trials in a transaction.
    private var trialCount: Int?

    init(db: Database, study: String, time: Double) {
        self.db = db
        self.study = study
        self.time = time
    }

    mutating func write(_ changes: [StudyChange]) throws {
        var index = changes.startIndex
        while index < changes.endIndex {
            let next = index + 1
            if case .trialAdded(let number, let configuration) = changes[index],
                next < changes.endIndex, case .attemptStarted(let id, let worker) = changes[next],
                id.trial == number, id.number == 1
            {
                try add(number, configuration, startingAs: id, worker)
                index += 2
            } else {
                try write(changes[index])
                index = next
            }
        }
    }

    private mutating func write(_ change: StudyChange) throws {
        switch change {
        case .trialAdded(let number, let configuration):
            try add(number, configuration, state: .waiting)
        case .attemptStarted(let id, let worker):
            try start(id, worker)
        case .intermediateResult(let number, let intermediate):
            let metrics = CompactJSON.text(of: intermediate.metrics)
            let added = try run(
                Self.addResult, [.int(number), .int(intermediate.epoch), .text(metrics)])
            guard added == 0 else { return }
            try checkTrial(number, "an intermediate result came")
        case .attemptEnded(let id, let outcome, let note):
            try end(id, outcome, note)
        case .trialFinished(let id, let outcome, let intermediateResults):
            try finish(id, outcome, intermediateResults)
        case .conflictingResult(let id, let outcome):
            try keepConflict(id, outcome)
        case .trialReopened(let number):
            try reopen(number)
        case .jobChanged(let job):
            guard job.study == study else {
                throw StoreError.invariant("the job of study \(job.study) given to study \(study)")
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let text = String(decoding: try encoder.encode(job), as: UTF8.self)
            _ = try run("UPDATE study SET job = ?", [.text(text)])
        }
    }

    /// Adds a trial that starts at once, directly in its running state: this saves one statement
    /// per trial.
    private mutating func add(
        _ number: Int, _ configuration: StudyModel.Configuration, startingAs id: AttemptID,
        _ worker: WorkerIdentity
    ) throws {
        try checkStudy(id)
        try add(number, configuration, state: .running)
        try startAttempt(id, worker)
    }

    private mutating func add(
        _ number: Int, _ configuration: StudyModel.Configuration, state: Trial.State
    ) throws {
        // Numbers have no gaps. A separate query: an insertion that reads its own table first makes
        // a copy.
        let count =
            try trialCount ?? Int.fetchOne(db.cachedStatement(sql: Self.countTrials)) ?? 0
        guard number == count else {
            throw StoreError.invariant("trial \(number) added to a study of \(count) trials")
        }
        let text = try CompactJSON.text(of: configuration)
        _ = try run(Self.addTrial, [.int(number), .text(text), .text(state.rawValue)])
        trialCount = count + 1
    }

    private func start(_ id: AttemptID, _ worker: WorkerIdentity) throws {
        try checkStudy(id)
        guard try run(Self.runTrial, [.int(id.trial), .int(id.trial), .int(id.number)]) == 1 else {
            try checkTrial(id.trial, "\(id) started")
            throw StoreError.invariant("\(id) can't start; \(try story(id.trial))")
        }
        try startAttempt(id, worker)
    }

    private func startAttempt(_ id: AttemptID, _ worker: WorkerIdentity) throws {
        _ = try run(
            Self.startAttempt,
            [
                .int(id.trial), .int(id.number), .int(id.incarnation), .text(worker.name),
                .text(worker.host), .real(time),
            ])
    }

    private func end(_ id: AttemptID, _ outcome: AttemptOutcome, _ note: String) throws {
        guard outcome != .running else {
            throw StoreError.invariant("\(id) ended as still running")
        }
        try checkStudy(id)
        let ended = try run(
            Self.endAttempt,
            [
                .text(outcome.rawValue), .text(note), .real(time), .int(id.trial), .int(id.number),
                .int(id.incarnation),
            ])
        // A repeated end changes nothing: the trial may already be running again.
        guard ended == 1 else { return try checkAttempt(id, "it ended") }
        _ = try run(Self.waitAgain, [.int(id.trial)])
    }

    private func finish(
        _ id: AttemptID, _ outcome: TrialOutcome, _ intermediateResults: [IntermediateResult]
    ) throws {
        try checkStudy(id)
        let columns = Columns(outcome)
        let finished = try run(
            Self.finishTrial,
            [
                .text(columns.state), .init(columns.metrics), .init(columns.failure),
                .int(id.trial), .int(id.trial), .int(id.number), .int(id.incarnation),
            ])
        guard finished == 1 else {
            try checkAttempt(id, "its result came")
            throw StoreError.invariant("a first result from \(id); \(try story(id.trial))")
        }
        // This also updates an attempt that was recorded as lost.
        _ = try run(
            Self.finishAttempt,
            [.text(columns.state), .real(time), .int(id.trial), .int(id.number)])
        for intermediate in intermediateResults {
            let metrics = CompactJSON.text(of: intermediate.metrics)
            _ = try run(
                Self.replaceResult, [.int(id.trial), .int(intermediate.epoch), .text(metrics)])
        }
    }

    private func keepConflict(_ id: AttemptID, _ outcome: TrialOutcome) throws {
        try checkAttempt(id, "a second result came")
        let columns = Columns(outcome)
        let added = try run(
            Self.addConflict,
            [
                .int(id.trial), .int(id.number), .real(time), .text(columns.state),
                .init(columns.metrics), .init(columns.failure), .int(id.trial),
            ])
        guard added == 0 else { return }
        throw StoreError.invariant("a second result of \(id), whose trial has no first")
    }

    /// Reopens a failed trial: the only change of an outcome, without the trigger that forbids all
    /// others.
    private func reopen(_ number: Int) throws {
        try checkTrial(number, "it was reopened")
        let state = try String.fetchOne(
            db, sql: "SELECT state FROM trial WHERE number = ?", arguments: [number])
        guard state == Trial.State.failed.rawValue else {
            throw StoreError.invariant(
                "only a failed trial can be reopened; \(try story(number))")
        }
        _ = try run(Self.supersedeAttempts, [.int(number)])
        try db.execute(sql: Schema.dropFinalOutcomes)
        _ = try run(Self.reopenTrial, [.int(number)])
        try db.execute(sql: Schema.finalOutcomes)
        _ = try run("DELETE FROM intermediate_result WHERE trial = ?", [.int(number)])
    }

    /// Runs a statement and returns the number of changed rows.
    private func run(_ sql: String, _ values: [WriteStatement.Value]) throws -> Int {
        try WriteStatement(sql, in: db).run(values)
    }

    /// An outcome as the columns of `trial` and `conflict`.
    private struct Columns {
        var state: String
        var metrics: String?
        var failure: String?

        init(_ outcome: TrialOutcome) {
            switch outcome {
            case .complete(let values):
                state = "complete"
                metrics = CompactJSON.text(of: values)
            case .failed(let reason):
                state = "failed"
                failure = reason
            }
        }
    }

    // MARK: Checks, only made when something is wrong or nothing was to be done

    private func checkStudy(_ id: AttemptID) throws {
        guard id.study == study else {
            throw StoreError.invariant("\(id) belongs to another study than \(study)")
        }
    }

    private func checkTrial(_ number: Int, _ event: String) throws {
        let known = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM trial WHERE number = ?)", arguments: [number])
        guard known != true else { return }
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM trial") ?? 0
        throw StoreError.invariant("\(event), but there are \(count) trials and no \(number)")
    }

    private func checkAttempt(_ id: AttemptID, _ event: String) throws {
        try checkStudy(id)
        try checkTrial(id.trial, "\(id): \(event)")
        let issued = try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS
                    (SELECT 1 FROM attempt WHERE trial = ? AND number = ? AND incarnation = ?)
                """,
            arguments: [id.trial, id.number, id.incarnation])
        guard issued != true else { return }
        throw StoreError.invariant(
            "\(id) of incarnation \(id.incarnation) was never issued, but \(event); "
                + (try story(id.trial)))
    }

    private func story(_ number: Int) throws -> String {
        let state = try String.fetchOne(
            db, sql: "SELECT state FROM trial WHERE number = ?", arguments: [number])
        let attempts = try String.fetchOne(
            db,
            sql: """
                SELECT group_concat(number || ' ' || outcome, ', ')
                FROM (SELECT number, outcome FROM attempt WHERE trial = ? ORDER BY number)
                """,
            arguments: [number])
        return "trial \(number) is \(state ?? "unknown"); attempts: \(attempts ?? "none")"
    }
}

// MARK: - Statements

extension ChangeWriter {
    // No IN lists: SQLite builds a table for each one on every run.
    private static let isTerminal =
        "(state = 'complete' OR state = 'pruned' OR state = 'failed')"
    private static let countTrials = "SELECT coalesce(max(number) + 1, 0) FROM trial"
    private static let addTrial =
        "INSERT INTO trial (number, configuration, state) VALUES (?, ?, ?)"
    /// A running or terminal trial gets no further attempt, and attempt numbers have no gaps.
    private static let runTrial = """
        UPDATE trial SET state = 'running'
        WHERE number = ? AND (state = 'waiting' OR state = 'paused')
            AND (SELECT coalesce(max(number) + 1, 1) FROM attempt WHERE trial = ?) = ?
        """
    private static let startAttempt = """
        INSERT INTO attempt (trial, number, incarnation, worker, host, started_at)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    private static let addResult = """
        INSERT INTO intermediate_result (trial, epoch, metrics)
        SELECT number, ?2, ?3 FROM trial
        WHERE number = ?1 AND NOT \(isTerminal)
        ON CONFLICT DO NOTHING
        """
    private static let replaceResult = """
        INSERT INTO intermediate_result (trial, epoch, metrics) VALUES (?, ?, ?)
        ON CONFLICT DO UPDATE SET metrics = excluded.metrics
        """
    private static let endAttempt = """
        UPDATE attempt SET outcome = ?, note = ?, ended_at = ?
        WHERE trial = ? AND number = ? AND incarnation = ? AND outcome = 'running'
        """
    private static let waitAgain = """
        UPDATE trial SET state = 'waiting' WHERE number = ? AND state = 'running'
        """
    private static let finishAttempt = """
        UPDATE attempt SET outcome = ?, ended_at = ? WHERE trial = ? AND number = ?
        """
    private static let finishTrial = """
        UPDATE trial SET state = ?, metrics = ?, failure = ?
        WHERE number = ? AND NOT \(isTerminal)
            AND EXISTS (SELECT 1 FROM attempt WHERE trial = ? AND number = ? AND incarnation = ?)
        """
    private static let supersedeAttempts = """
        UPDATE attempt SET outcome = 'superseded', note = CASE note
            WHEN '' THEN coalesce(
                (SELECT failure FROM trial AS own WHERE own.number = attempt.trial), '')
            ELSE note END
        WHERE trial = ? AND (outcome = 'failed' OR outcome = 'lost')
        """
    private static let reopenTrial = """
        UPDATE trial SET state = 'waiting', failure = NULL WHERE number = ? AND state = 'failed'
        """
    private static let addConflict = """
        INSERT INTO conflict (trial, attempt, recorded_at, state, metrics, failure)
        SELECT ?, ?, ?, ?, ?, ? FROM trial
        WHERE number = ? AND \(isTerminal)
        """
}
