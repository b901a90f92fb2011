import Files
import Foundation
import GRDB
package import StudyModel

/// A study's store in an SQLite database, `study.sqlite` in the study's directory.
///
/// Only one connection of one process has it open, enforced by `study.lock` and by SQLite's
/// exclusive locking mode. Reason: before 3.51.2 SQLite can damage a database in WAL mode if
/// several connections write and checkpoint it (sqlite.org/wal.html, "the WAL-reset bug"). Every
/// commit waits for the disk.
///
/// `@unchecked Sendable`: the database is accessed only through a serial queue; `guardian` guards
/// `lock`, `walIdentity` and `refusal`.
package final class SQLiteStudyStore: StudyStore, @unchecked Sendable {
    package static let fileName = "study.sqlite"

    let queue: DatabaseQueue
    let path: String
    let wallClock: @Sendable () -> Double

    /// The study's name; every change must belong to this study.
    let study: String
    private let identity: FileIdentity
    private let guardian = NSLock()
    private var lock: StudyLock?
    /// The write-ahead log of the commits, once it exists.
    private var walIdentity: FileIdentity?
    /// Why changes are refused; nil if they are accepted.
    private var refusal: StoreError?
    /// The mapping that the connection reads, if it does not read the file itself.
    private let mapping: MappedDatabase?

    /// Opens the study in a directory, or creates it.
    ///
    /// An existing study keeps its own job: compare it with `load().job`.
    ///
    /// - Parameters:
    ///   - directory: The study's directory; created if needed.
    ///   - job: The job of a new study.
    ///   - jobText: The unchanged job file of a new study, kept for the record.
    ///   - wallClock: Seconds since 1970, for the timestamps of attempts.
    package static func open(
        directory: String, job: Job, jobText: String,
        wallClock: @escaping @Sendable () -> Double
    ) throws(StoreError) -> SQLiteStudyStore {
        do { try Directory.make(directory) } catch { throw StoreError(error) }
        let lock = try StudyLock.exclusive(directory: directory)
        let path = "\(directory)/\(fileName)"
        if FileIdentity(path: path) == nil {
            try create(path, job: job, jobText: jobText, time: wallClock())
        }
        return try SQLiteStudyStore(path: path, lock: lock, wallClock: wallClock)
    }

    /// Opens an existing study to change it, as a coordinator does.
    package static func open(
        existing directory: String, wallClock: @escaping @Sendable () -> Double
    ) throws(StoreError) -> SQLiteStudyStore {
        let path = "\(directory)/\(fileName)"
        guard FileIdentity(path: path) != nil else { throw .notFound(directory: directory) }
        let lock = try StudyLock.exclusive(directory: directory)
        return try SQLiteStudyStore(path: path, lock: lock, wallClock: wallClock)
    }

    private init(
        path: String, lock: StudyLock, wallClock: @escaping @Sendable () -> Double
    ) throws(StoreError) {
        self.path = path
        self.lock = lock
        self.wallClock = wallClock
        mapping = nil
        guard let identity = FileIdentity(path: path) else { throw .replaced(path: path) }
        guard identity.isRegular else {
            throw .damaged(path: path, problem: "it is no regular file")
        }
        self.identity = identity
        do {
            queue = try Self.connect(path)
        } catch {
            throw Self.storeError(error, path)
        }
        do {
            study = try Self.prepare(queue, path).study
        } catch {
            throw Self.storeError(error, path, on: queue)
        }
        walIdentity = FileIdentity(path: path + "-wal")
    }

    /// Creates a read-only store on an existing connection to the bytes of the file at `path`.
    init(
        reading path: String, identity: FileIdentity, queue: DatabaseQueue, study: String,
        lock: StudyLock?, mapping: MappedDatabase?
    ) {
        self.path = path
        self.identity = identity
        self.queue = queue
        self.study = study
        self.lock = lock
        self.mapping = mapping
        wallClock = { 0 }
        refusal = .closed(path: path)
    }

    /// Whether this store keeps coordinators out until it is closed.
    package var holdsLock: Bool { guardian.withLock { lock != nil } }

    package func commit(_ changes: [StudyChange]) throws(StoreError) {
        guard !changes.isEmpty else { return }
        let time = wallClock()
        try writing { db in
            var writer = ChangeWriter(db: db, study: study, time: time)
            try writer.write(changes)
        }
    }

    package func beginIncarnation() throws(StoreError) -> Int {
        try writing { db in
            try db.execute(sql: "UPDATE study SET incarnation = incarnation + 1")
            return try Int.fetchOne(db, sql: "SELECT incarnation FROM study") ?? 0
        }
    }

    /// Copies the database to a new file while it is in use.
    ///
    /// `cp` would miss the content of the write-ahead log.
    package func backUp(to destination: String) throws(StoreError) {
        try reading { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [destination])
        }
    }

    package func close() {
        refuseChanges(.closed(path: path))
        // Checkpoints the write-ahead log into the database; if that fails, the next open does it.
        try? queue.close()
        guardian.withLock { lock = nil }
    }

    // MARK: Access to the database

    /// Runs a transaction and verifies that it went to the file at `path`.
    private func writing<Value>(
        _ body: (Database) throws -> Value
    ) throws(StoreError) -> Value {
        guardian.lock()
        defer { guardian.unlock() }
        if let refusal { throw refusal }
        do {
            var value: Value?
            try queue.inTransaction(.immediate) { db in
                value = try body(db)
                return .commit
            }
            try checkFiles()
            return value!
        } catch {
            let error = Self.storeError(error, path, on: queue)
            switch error {
            case .full, .invariant: break
            default: refusal = error
            }
            throw error
        }
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try queue.inDatabase(body)
        } catch {
            throw Self.storeError(error, path, on: queue)
        }
    }

    /// Throws if a file was removed or replaced: a commit to an unlinked file would be lost.
    private func checkFiles() throws(StoreError) {
        guard FileIdentity(path: path) == identity else { throw .replaced(path: path) }
        let walPath = path + "-wal"
        let current = FileIdentity(path: walPath)
        if walIdentity == nil { walIdentity = current }
        guard current != nil, current == walIdentity else { throw .replaced(path: walPath) }
    }

    private func refuseChanges(_ reason: StoreError) {
        guardian.withLock { if refusal == nil { refusal = reason } }
    }
}
