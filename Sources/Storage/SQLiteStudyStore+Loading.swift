import Foundation
import GRDB
package import StudyModel

extension SQLiteStudyStore {
    package func load() throws(StoreError) -> StudyRecord {
        let path = path
        return try reading { db in
            var record = StudyRecord(job: try Self.recordedJob(db, path))
            record.epoch = try Int.fetchOne(db, sql: "SELECT epoch FROM study") ?? 0
            record.trials = try Self.trials(db, path)
            for (index, record) in record.trials.enumerated() where record.trial.number != index {
                throw StoreError.damaged(path: path, problem: "trial \(index) is missing")
            }
            record.conflicts = try Int.fetchOne(db, sql: "SELECT count(*) FROM conflict") ?? 0
            return record
        }
    }

    package func trialRecord(_ number: Int) throws(StoreError) -> TrialRecord? {
        try reading { db in try Self.trials(db, path, only: number).first }
    }

    /// All trials in the order of their numbers, or one.
    ///
    /// Three scans in the order of their keys, merged: O(rows).
    private static func trials(
        _ db: Database, _ path: String, only number: Int? = nil
    ) throws -> [TrialRecord] {
        func rows(_ columns: String, _ table: String, _ key: String, _ order: String) throws
            -> RowCursor
        {
            let condition = number.map { "WHERE \(key) = \($0) " } ?? ""
            return try Row.fetchCursor(
                db, sql: "SELECT \(columns) FROM \(table) \(condition)ORDER BY \(order)")
        }
        var records: [TrialRecord] = []
        let trials = try rows(
            "number, configuration, state, metrics, failure", "trial", "number", "number")
        while let row = try trials.next() {
            records.append(TrialRecord(trial: try trial(row, path)))
        }
        // Both tables come in the order of their trials, so one index follows them.
        var index = 0
        let reports = try rows("trial, epoch, metrics", "report", "trial", "trial, epoch")
        while let row = try reports.next() {
            let trial: Int = row[0]
            while index < records.count, records[index].trial.number < trial { index += 1 }
            guard index < records.count, records[index].trial.number == trial else { continue }
            let metrics = try decode(row[2], path, "trial \(trial)", CompactJSON.metrics)
            records[index].reports.append(Report(epoch: row[1], metrics: metrics))
        }
        index = 0
        let attempts = try rows(
            "trial, number, epoch, worker, host, started_at, ended_at, outcome, note", "attempt",
            "trial", "trial, number")
        while let row = try attempts.next() {
            let trial: Int = row[0]
            while index < records.count, records[index].trial.number < trial { index += 1 }
            guard index < records.count, records[index].trial.number == trial else { continue }
            records[index].attempts.append(try attempt(row, path))
        }
        return records
    }

    private static func trial(_ row: Row, _ path: String) throws -> Trial {
        let number: Int = row[0]
        let story = "trial \(number)"
        guard let state = Trial.State(rawValue: row[2]) else {
            throw StoreError.damaged(path: path, problem: "\(story) has an unknown state")
        }
        let configuration = try decode(row[1], path, story, CompactJSON.configuration)
        let metrics = try (row[3] as String?).map {
            try decode($0, path, story, CompactJSON.metrics)
        }
        return Trial(
            number: number, configuration: configuration, state: state, metrics: metrics ?? [:],
            failure: row[4])
    }

    private static func attempt(_ row: Row, _ path: String) throws -> AttemptRecord {
        guard let outcome = AttemptOutcome(rawValue: row[7]) else {
            throw StoreError.damaged(
                path: path, problem: "an attempt of trial \(row[0] as Int) has an unknown outcome")
        }
        return AttemptRecord(
            number: row[1], epoch: row[2], worker: WorkerIdentity(name: row[3], host: row[4]),
            startedAt: row[5], endedAt: row[6], outcome: outcome, note: row[8])
    }

    private static func decode<Value>(
        _ text: String, _ path: String, _ story: String,
        _ read: (String) throws(CompactJSON.Failure) -> Value
    ) throws -> Value {
        do {
            return try read(text)
        } catch {
            throw StoreError.damaged(path: path, problem: "\(story): \(error) of \(text)")
        }
    }
}
