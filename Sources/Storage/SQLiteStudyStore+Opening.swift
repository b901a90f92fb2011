import Files
import Foundation
import GRDB
import Portable
import StudyModel

extension SQLiteStudyStore {
    /// Opens the only connection to the database.
    static func connect(_ path: String) throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.label = "study store"
        configuration.prepareDatabase { db in
            // Set before the first access: the log's index is then in this process's memory, and
            // other connections are refused.
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            // Cache for a study of about 20,000 trials, so that commits read nothing back.
            try db.execute(sql: "PRAGMA cache_size = -16384")
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Checks an existing database, makes it durable and migrates it to the newest version.
    ///
    /// Returns the recorded job.
    static func prepare(_ queue: DatabaseQueue, _ path: String) throws -> Job {
        try queue.inDatabase { db in
            _ = try checkKind(db, path)
            try checkWhole(db, path)
            try setDurability(db, path)
        }
        try Schema.migrator.migrate(queue)
        return try queue.inDatabase { db in
            // Migrations disable foreign keys temporarily.
            try checkSettings(db, path)
            return try recordedJob(db, path)
        }
    }

    /// Refuses a file that is not a study, or is too new, before any write; returns the version.
    static func checkKind(_ db: Database, _ path: String) throws -> Int {
        let mark = try Int.fetchOne(db, sql: "PRAGMA application_id")
        guard mark == Schema.applicationID else {
            throw StoreError.damaged(path: path, problem: "it is not a database of Podium")
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= Schema.version else {
            throw StoreError.newer(path: path, version: version, supported: Schema.version)
        }
        return version
    }

    /// Refuses a damaged database, in time linear in its size.
    static func checkWhole(_ db: Database, _ path: String) throws {
        // One finding is enough to refuse it.
        let findings = try String.fetchOne(db, sql: "PRAGMA quick_check(1)")
        guard findings == "ok" else {
            throw StoreError.damaged(path: path, problem: findings ?? "quick_check says nothing")
        }
    }

    /// The job in the database.
    static func recordedJob(_ db: Database, _ path: String) throws -> Job {
        guard let text = try String.fetchOne(db, sql: "SELECT job FROM study") else {
            throw StoreError.damaged(path: path, problem: "it has no row in the table study")
        }
        do {
            return try JSONDecoder().decode(Job.self, from: Data(text.utf8))
        } catch {
            throw StoreError.damaged(
                path: path, problem: "its job can't be read: \(PortableJSON.reason(error))")
        }
    }

    /// Makes commits wait for the disk: the defaults of GRDB and SQLite could lose the last commits
    /// in a power cut.
    private static func setDurability(_ db: Database, _ path: String) throws {
        try db.execute(
            sql: """
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA fullfsync = 1;
                PRAGMA checkpoint_fullfsync = 1;
                """)
        try checkSettings(db, path)
    }

    /// Checks that SQLite accepted the settings.
    private static func checkSettings(_ db: Database, _ path: String) throws {
        for (pragma, expected) in [
            ("journal_mode", "wal"), ("synchronous", "2"), ("locking_mode", "exclusive"),
            ("foreign_keys", "1"),
        ] {
            let found = try DatabaseValue.fetchOne(db, sql: "PRAGMA \(pragma)")
            guard let found, "\(found)".trimmingCharacters(in: ["\""]) == expected else {
                throw StoreError.io(
                    path: path,
                    problem: "SQLite did not take \(pragma) = \(expected) (it has "
                        + "\(found.map { "\($0)" } ?? "none")); the file system may not allow it")
            }
        }
    }

    /// Creates a new study's database under a temporary name and renames it when it is on disk: the
    /// final name always has a complete database.
    static func create(
        _ path: String, job: Job, jobText: String, time: Double
    ) throws(StoreError) {
        let files = FileManager.default
        guard !files.fileExists(atPath: path + "-wal") else {
            throw .damaged(path: path, problem: "it is gone, but its log \(path)-wal is there")
        }
        let temporary = path + ".new"
        for suffix in ["", "-wal", "-journal", "-shm"] { unlink(temporary + suffix) }
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let jobJSON = String(decoding: try encoder.encode(job), as: UTF8.self)
            let queue = try connect(temporary)
            do {
                try fill(queue, jobJSON: jobJSON, jobText: jobText, time: time)
            } catch {
                throw storeError(error, path, on: queue)
            }
            try queue.close()
            try synchronise(temporary)
            guard rename(temporary, path) == 0 else {
                throw StoreError(FileFailure(path: path, action: "give it its name", code: errno))
            }
            // The new name is stored in the directory.
            try synchronise(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        } catch {
            throw storeError(error, path)
        }
    }

    private static func fill(
        _ queue: DatabaseQueue, jobJSON: String, jobText: String, time: Double
    ) throws {
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        }
        try Schema.migrator.migrate(queue)
        try queue.inDatabase { db in
            try db.execute(
                sql: "INSERT INTO study (id, job, job_text, incarnation, created_at) "
                    + "VALUES (1, ?, ?, 0, ?)",
                arguments: [jobJSON, jobText, time])
        }
    }

    private static func synchronise(_ path: String) throws(StoreError) {
        let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        defer { Foundation.close(descriptor) }
        guard descriptor >= 0, fsync(descriptor) == 0 else {
            throw StoreError(FileFailure(path: path, action: "make durable", code: errno))
        }
    }
}
