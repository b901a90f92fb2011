import Foundation
import GRDB
package import StudyModel

extension SQLiteStudyStore {
    package func load() throws(StoreError) -> StudyRecord {
        let path = path
        return try reading { db in
            var record = try Self.head(db, path)
            try Self.records(db, path, from: 0) {
                record.trials.append($0)
                return true
            }
            return record
        }
    }

    package func head() throws(StoreError) -> StudyRecord {
        let path = path
        return try reading { db in try Self.head(db, path) }
    }

    package func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord? {
        let path = path
        guard number >= 0 else { return nil }
        return try reading { db in
            var found: TrialRecord?
            try Self.records(db, path, from: number) {
                if $0.trial.number == number { found = $0 }
                return false
            }
            return found
        }
    }

    package func records(from number: Int, rows: Int) throws(StoreError) -> [TrialRecord] {
        let path = path
        return try reading { db in
            var records: [TrialRecord] = []
            var count = 0
            try Self.records(db, path, from: max(0, number)) {
                records.append($0)
                count += 1 + $0.intermediateResults.count + $0.attempts.count
                return count < rows
            }
            return records
        }
    }

    package func trials(from number: Int, count: Int) throws(StoreError) -> [Trial] {
        let path = path
        return try reading { db in
            let rows = try Row.fetchCursor(
                db.cachedStatement(sql: Self.trialsFrom), arguments: [max(0, number)])
            var trials: [Trial] = []
            while trials.count < count, let row = try rows.next() {
                let trial = try Self.trial(row, path)
                try Self.check(trial.number, max(0, number) + trials.count, path)
                trials.append(trial)
            }
            return trials
        }
    }

    package func latest(of number: Int) throws(StoreError) -> TrialLatest {
        let path = path
        return try reading { db in
            let attempts = try Row.fetchCursor(
                db.cachedStatement(sql: Self.lastAttempt), arguments: [number])
            let intermediateResults = try Row.fetchCursor(
                db.cachedStatement(sql: Self.lastReport), arguments: [number])
            return TrialLatest(
                attempt: try attempts.next().map { try Self.attempt($0, path) },
                intermediate: try intermediateResults.next().map {
                    try Self.intermediateResult($0, path)
                })
        }
    }

    package func attemptTimes() throws(StoreError) -> AttemptTimes {
        try reading { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT min(started_at), max(ended_at), total(max(0, ended_at - started_at))
                    FROM attempt
                    """)
            var times = AttemptTimes()
            guard let row else { return times }
            times.began = row[0]
            times.ended = row[1]
            times.total = row[2]
            return times
        }
    }

    package func outcomes(
        of metric: String, _ body: (TrialOutcomeValue) -> Void
    ) throws(StoreError) {
        let path = path
        try reading { db in
            let rows = try Row.fetchCursor(
                db, sql: "SELECT number, state, metrics, failure FROM trial ORDER BY number")
            let scanner = MetricScanner(metric)
            var expected = 0
            while let row = try rows.next() {
                let number: Int = row[0]
                try Self.check(number, expected, path)
                expected += 1
                let state = try Self.state(row[1], number, path)
                let text = state == .complete ? row[2] as String? : nil
                let value = try text.map {
                    try decode($0, path, "trial \(number)", scanner.value)
                }
                body(
                    TrialOutcomeValue(
                        number: number, state: state,
                        failure: state == .failed ? row[3] as String? : nil,
                        value: value ?? nil))
            }
        }
    }

    // MARK: Rows

    /// The study's own row and the number of conflicts, without trials.
    private static func head(_ db: Database, _ path: String) throws -> StudyRecord {
        var record = StudyRecord(job: try recordedJob(db, path))
        record.incarnation = try Int.fetchOne(db, sql: "SELECT incarnation FROM study") ?? 0
        record.conflicts = try Int.fetchOne(db, sql: "SELECT count(*) FROM conflict") ?? 0
        record.end = try String.fetchOne(db, sql: "SELECT end_reason FROM study")
        return record
    }

    /// Reads the trials from `first` on, in order, while `take` returns true.
    ///
    /// Merges three scans in key order, so the cost depends on the number of trials taken.
    private static func records(
        _ db: Database, _ path: String, from first: Int, _ take: (TrialRecord) throws -> Bool
    ) throws {
        let trials = try Row.fetchCursor(
            db.cachedStatement(sql: trialsFrom), arguments: [first])
        let intermediateResults = try Row.fetchCursor(
            db.cachedStatement(sql: reportsFrom), arguments: [first])
        let attempts = try Row.fetchCursor(
            db.cachedStatement(sql: attemptsFrom), arguments: [first])
        var intermediate = try intermediateResults.next()
        var attempt = try attempts.next()
        var expected = first
        while let row = try trials.next() {
            var record = TrialRecord(trial: try trial(row, path))
            let number = record.trial.number
            try check(number, expected, path)
            expected += 1
            while let row = intermediate, (row[2] as Int) <= number {
                if (row[2] as Int) == number {
                    record.intermediateResults.append(try Self.intermediateResult(row, path))
                }
                intermediate = try intermediateResults.next()
            }
            while let row = attempt, (row[8] as Int) <= number {
                if (row[8] as Int) == number { record.attempts.append(try Self.attempt(row, path)) }
                attempt = try attempts.next()
            }
            guard try take(record) else { return }
        }
    }

    private static let trialsFrom = """
        SELECT number, configuration, state, metrics, failure, pruning, epoch, until, parent,
            parent_epoch, checkpoint
        FROM trial WHERE number >= ? ORDER BY number
        """
    private static let resultColumns = "epoch, metrics, trial"
    private static let reportsFrom = """
        SELECT \(resultColumns) FROM intermediate_result WHERE trial >= ? ORDER BY trial, epoch
        """
    private static let lastReport = """
        SELECT \(resultColumns) FROM intermediate_result WHERE trial = ? ORDER BY epoch DESC LIMIT 1
        """
    private static let attemptColumns = """
        number, incarnation, worker, host, started_at, ended_at, outcome, note, trial, until
        """
    private static let attemptsFrom = """
        SELECT \(attemptColumns) FROM attempt WHERE trial >= ? ORDER BY trial, number
        """
    private static let lastAttempt = """
        SELECT \(attemptColumns) FROM attempt WHERE trial = ? ORDER BY number DESC LIMIT 1
        """

    /// Trial numbers have no gaps.
    private static func check(_ number: Int, _ expected: Int, _ path: String) throws {
        guard number == expected else {
            throw StoreError.damaged(path: path, problem: "trial \(expected) is missing")
        }
    }

    static func state(_ text: String, _ number: Int, _ path: String) throws -> Trial.State {
        guard let state = Trial.State(rawValue: text) else {
            throw StoreError.damaged(path: path, problem: "trial \(number) has an unknown state")
        }
        return state
    }

    private static func trial(_ row: Row, _ path: String) throws -> Trial {
        let number: Int = row[0]
        let story = "trial \(number)"
        let configuration = try decode(row[1], path, story, CompactJSON.configuration)
        let metrics = try (row[3] as String?).map {
            try decode($0, path, story, CompactJSON.metrics)
        }
        var trial = Trial(
            number: number, configuration: configuration, state: try state(row[2], number, path),
            metrics: metrics ?? [:], failure: row[4])
        trial.pruning = row[5]
        trial.epoch = row[6]
        trial.until = row[7]
        if let parent = row[8] as Int? {
            trial.origin = TrialOrigin(parent: parent, epoch: row[9] as Int? ?? 0)
        }
        trial.checkpoint = row[10]
        return trial
    }

    private static func intermediateResult(_ row: Row, _ path: String) throws -> IntermediateResult
    {
        IntermediateResult(
            epoch: row[0],
            metrics: try decode(row[1], path, "trial \(row[2] as Int)", CompactJSON.metrics))
    }

    private static func attempt(_ row: Row, _ path: String) throws -> AttemptRecord {
        guard let outcome = AttemptOutcome(rawValue: row[6]) else {
            throw StoreError.damaged(
                path: path, problem: "an attempt of trial \(row[8] as Int) has an unknown outcome")
        }
        return AttemptRecord(
            number: row[0], incarnation: row[1], worker: WorkerIdentity(name: row[2], host: row[3]),
            startedAt: row[4], endedAt: row[5], outcome: outcome, note: row[7],
            until: row[9])
    }
}

private func decode<Value>(
    _ text: String, _ path: String, _ story: @autoclosure () -> String,
    _ read: (String) throws(CompactJSON.Failure) -> Value
) throws -> Value {
    do {
        return try read(text)
    } catch {
        throw StoreError.damaged(path: path, problem: "\(story()): \(error) of \(text)")
    }
}
