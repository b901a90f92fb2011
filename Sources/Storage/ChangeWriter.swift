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
            if case .trialAdded(let number, let configuration, let start) = changes[index],
                start.origin == nil,
                next < changes.endIndex, case .attemptStarted(let id, let worker) = changes[next],
                id.trial == number, id.number == 1
            {
                try add(number, configuration, until: start.until, startingAs: id, worker)
                index += 2
            } else {
                try write(changes[index])
                index = next
            }
        }
    }

    private mutating func write(_ change: StudyChange) throws {
        switch change {
        case .trialAdded(let number, let configuration, let start):
            try add(
                number, configuration, state: .waiting, until: start.until,
                parent: start.origin?.parent)
            try branch(number, start)
        case .attemptStarted(let id, let worker):
            try start(id, worker)
        case .intermediateResult(let number, let intermediate):
            let metrics = CompactJSON.text(of: intermediate.metrics)
            let added = try run(
                Self.addResult, [.int(number), .int(intermediate.epoch), .text(metrics)])
            guard added == 0 else { return }
            try checkTrial(number, "an intermediate result came")
        case .checkpointKept(let id, let digest): try keep(digest, of: id)
        case .segmentReached(let id, let epoch, let checkpoint, let intermediateResults):
            try reach(id, epoch, checkpoint, intermediateResults)
        case .trialResumed(let number, let until): try resume(number, until)
        case .trialPruned(let number, let reason): try prune(number, reason)
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
            _ = try run("UPDATE study SET job = ?, end_reason = NULL", [.text(text)])
        case .searchEnded(let reason):
            guard try run(Self.endSearch, [.text(reason)]) == 1 else {
                throw StoreError.invariant("the search ended while trials were running")
            }
        }
    }

    /// Adds a trial that starts at once, directly in its running state: this saves one statement
    /// per trial.
    private mutating func add(
        _ number: Int, _ configuration: StudyModel.Configuration, until: Int?,
        startingAs id: AttemptID, _ worker: WorkerIdentity
    ) throws {
        try checkStudy(id)
        try add(number, configuration, state: .running, until: until)
        try startAttempt(id, worker, until: .init(until))
    }

    private mutating func add(
        _ number: Int, _ configuration: StudyModel.Configuration, state: Trial.State, until: Int?,
        parent: Int? = nil
    ) throws {
        // Numbers have no gaps. A separate query: an insertion that reads its own table first makes
        // a copy.
        let count =
            try trialCount ?? Int.fetchOne(db.cachedStatement(sql: Self.countTrials)) ?? 0
        guard number == count else {
            throw StoreError.invariant("trial \(number) added to a study of \(count) trials")
        }
        if let parent, !(0..<count).contains(parent) {
            throw StoreError.invariant(
                "a trial branched off it, but there are \(count) trials and no \(parent)")
        }
        let text = try CompactJSON.text(of: configuration)
        _ = try run(
            Self.addTrial, [.int(number), .text(text), .text(state.rawValue), .init(until)])
        trialCount = count + 1
    }

    /// Notes where a trial begins that does not begin untrained.
    private func branch(_ number: Int, _ start: TrialStart) throws {
        guard start.origin != nil || start.checkpoint != nil else { return }
        _ = try run(
            Self.branchTrial,
            [
                .init(start.origin?.parent), .init(start.origin?.epoch),
                .int(start.origin?.epoch ?? 0), .init(start.checkpoint), .int(number),
            ])
    }

    private func start(_ id: AttemptID, _ worker: WorkerIdentity) throws {
        try checkStudy(id)
        guard try run(Self.runTrial, [.int(id.trial), .int(id.trial), .int(id.number)]) == 1 else {
            try checkTrial(id.trial, "\(id) started")
            throw StoreError.invariant("\(id) can't start; \(try story(id.trial))")
        }
        let until = try Int.fetchOne(
            db.cachedStatement(sql: Self.untilOfTrial), arguments: [id.trial])
        try startAttempt(id, worker, until: .init(until))
    }

    private func startAttempt(
        _ id: AttemptID, _ worker: WorkerIdentity, until: WriteStatement.Value
    ) throws {
        _ = try run(
            Self.startAttempt,
            [
                .int(id.trial), .int(id.number), .int(id.incarnation), .text(worker.name),
                .text(worker.host), .real(time), until,
            ])
    }

    private func keep(_ digest: String, of id: AttemptID) throws {
        try checkAttempt(id, "it left a checkpoint")
        let kept = try run(
            Self.keepCheckpoint, [.text(digest), .int(id.trial), .int(id.trial), .int(id.number)])
        guard kept == 1 else {
            throw StoreError.invariant("\(id) left a checkpoint; \(try story(id.trial))")
        }
    }

    private func reach(
        _ id: AttemptID, _ epoch: Int, _ checkpoint: String?, _ results: [IntermediateResult]
    ) throws {
        try checkStudy(id)
        guard let last = results.last, last.epoch == epoch else {
            try checkTrial(id.trial, "\(id): it reached epoch \(epoch)")
            throw StoreError.invariant("\(id) reached epoch \(epoch) without its result")
        }
        let reached = try run(
            Self.reachStop,
            [
                .int(epoch), .init(checkpoint), .text(CompactJSON.text(of: last.metrics)),
                .int(id.trial), .int(epoch), .int(epoch), .int(id.trial), .int(id.number),
                .int(id.incarnation), .int(epoch),
            ])
        guard reached == 1 else {
            try checkAttempt(id, "it reached epoch \(epoch)")
            throw StoreError.invariant("\(id) reached epoch \(epoch); \(try story(id.trial))")
        }
        _ = try run(
            Self.finishAttempt, [.text("reached"), .real(time), .int(id.trial), .int(id.number)])
        try replace(results, of: id.trial)
    }

    private func resume(_ number: Int, _ until: Int?) throws {
        let resumed = try run(
            Self.resumeTrial, [.init(until), .int(number), .init(until), .init(until)])
        guard resumed != 1 else { return }
        try checkTrial(number, "it was resumed")
        throw StoreError.invariant("only a paused trial can be resumed; \(try story(number))")
    }

    private func prune(_ number: Int, _ reason: String) throws {
        guard try run(Self.pruneTrial, [.text(reason), .int(number)]) != 1 else { return }
        try checkTrial(number, "it was pruned")
        throw StoreError.invariant("only a paused trial can be pruned; \(try story(number))")
    }

    private func replace(_ results: [IntermediateResult], of trial: Int) throws {
        for intermediate in results {
            let metrics = CompactJSON.text(of: intermediate.metrics)
            _ = try run(
                Self.replaceResult, [.int(trial), .int(intermediate.epoch), .text(metrics)])
        }
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
        let epoch = columns.metrics == nil ? nil : intermediateResults.last?.epoch
        let finished = try run(
            Self.finishTrial,
            [
                .text(columns.state), .init(columns.metrics), .init(columns.failure), .init(epoch),
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
        try replace(intermediateResults, of: id.trial)
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
        // The scheduler has decided on the results up to the last stop.
        _ = try run(Self.removeLaterResults, [.int(number), .int(number)])
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
        "INSERT INTO trial (number, configuration, state, until) VALUES (?, ?, ?, ?)"
    private static let branchTrial = """
        UPDATE trial SET parent = ?, parent_epoch = ?, epoch = ?, checkpoint = ? WHERE number = ?
        """
    private static let untilOfTrial = "SELECT until FROM trial WHERE number = ?"
    /// A running or terminal trial gets no further attempt, and attempt numbers have no gaps.
    private static let runTrial = """
        UPDATE trial SET state = 'running'
        WHERE number = ? AND state = 'waiting'
            AND (SELECT coalesce(max(number) + 1, 1) FROM attempt WHERE trial = ?) = ?
        """
    private static let startAttempt = """
        INSERT INTO attempt (trial, number, incarnation, worker, host, started_at, until)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    private static let keepCheckpoint = """
        UPDATE trial SET checkpoint = ? WHERE number = ? AND state = 'running'
            AND (SELECT max(number) FROM attempt WHERE trial = ?) = ?
        """
    private static let reachStop = """
        UPDATE trial SET state = 'paused', epoch = ?, checkpoint = ?, metrics = ?
        WHERE number = ? AND (state = 'waiting' OR state = 'running') AND until = ? AND epoch < ?
            AND EXISTS (SELECT 1 FROM attempt
                WHERE trial = ? AND number = ? AND incarnation = ? AND attempt.until = ?)
        """
    private static let resumeTrial = """
        UPDATE trial SET state = 'waiting', until = ?, metrics = NULL
        WHERE number = ? AND state = 'paused' AND (? IS NULL OR ? > epoch)
        """
    private static let pruneTrial = """
        UPDATE trial SET state = 'pruned', pruning = ?, checkpoint = NULL
        WHERE number = ? AND state = 'paused'
        """
    private static let removeLaterResults = """
        DELETE FROM intermediate_result
        WHERE trial = ? AND epoch > (SELECT epoch FROM trial WHERE number = ?)
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
        UPDATE trial SET state = ?, metrics = ?, failure = ?, epoch = coalesce(?, epoch),
            checkpoint = NULL
        WHERE number = ? AND NOT \(isTerminal)
            AND EXISTS (SELECT 1 FROM attempt WHERE trial = ? AND number = ? AND incarnation = ?)
        """
    private static let endSearch = """
        UPDATE study SET end_reason = ?
        WHERE NOT EXISTS (SELECT 1 FROM trial WHERE state = 'running')
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
