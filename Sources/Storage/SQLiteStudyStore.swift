import Files
import Foundation
import GRDB
package import StudyModel

/// A study's store in an SQLite database, `study.sqlite` in the study's directory.
///
/// One connection of one process has it open, held by `study.lock` and by SQLite's exclusive
/// locking: until 3.51.2 SQLite can damage a database in WAL mode that several connections write
/// and check-point (sqlite.org/wal.html, "the WAL-reset bug"). Every commit waits for the disk.
///
/// `@unchecked Sendable`: the database is reached through a serial queue; `lock`, `walIdentity` and
/// `refusal` are guarded by `guardian`.
package final class SQLiteStudyStore: StudyStore, @unchecked Sendable {
    package static let fileName = "study.sqlite"

    let queue: DatabaseQueue
    let path: String
    let wallClock: @Sendable () -> Double

    /// The study's name, which every change must be about.
    let study: String
    private let identity: FileIdentity
    private let guardian = NSLock()
    private var lock: StudyLock?
    /// The write-ahead log that commits go to, once there is one.
    private var walIdentity: FileIdentity?
    /// Why no more changes are taken.
    private var refusal: StoreError?
    /// What the connection reads from where that is not the file itself.
    private let mapping: MappedDatabase?

    /// Opens the study in a directory, or makes it if there is none yet.
    ///
    /// A study that exists keeps its own job: compare it with `load().job`.
    ///
    /// - Parameters:
    ///   - directory: The study's directory; it is made if need be.
    ///   - job: The job of a new study.
    ///   - jobText: The job file of a new study as it was given, kept for the record.
    ///   - wallClock: Seconds since 1970, to stamp attempts with.
    package static func open(
        directory: String, job: Job, jobText: String,
        wallClock: @escaping @Sendable () -> Double
    ) throws(StoreError) -> SQLiteStudyStore {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw StoreError(
                FileFailure(path: directory, action: "make the directory", error: error))
        }
        let lock = try StudyLock.exclusive(directory: directory)
        let path = "\(directory)/\(fileName)"
        if FileIdentity(path: path) == nil {
            try create(path, job: job, jobText: jobText, time: wallClock())
        }
        return try SQLiteStudyStore(path: path, lock: lock, wallClock: wallClock)
    }

    /// Opens the study in a directory to change it, as a coordinator does.
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

    /// A store that takes no changes: a connection made already, to the bytes of the file at
    /// `path`.
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

    /// Whether coordinators are kept out until the store is closed.
    package var holdsLock: Bool { guardian.withLock { lock != nil } }

    package func commit(_ changes: [StudyChange]) throws(StoreError) {
        guard !changes.isEmpty else { return }
        let time = wallClock()
        try writing { db in
            var writer = ChangeWriter(db: db, study: study, time: time)
            try writer.write(changes)
        }
    }

    package func beginEpoch() throws(StoreError) -> Int {
        try writing { db in
            try db.execute(sql: "UPDATE study SET epoch = epoch + 1")
            return try Int.fetchOne(db, sql: "SELECT epoch FROM study") ?? 0
        }
    }

    /// Copies the database to a new file while it is in use.
    ///
    /// `cp` would miss what is in the write-ahead log.
    package func backUp(to destination: String) throws(StoreError) {
        try reading { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [destination])
        }
    }

    package func close() {
        refuseChanges(.closed(path: path))
        // Folds the write-ahead log into the database. If that fails the next open does it.
        try? queue.close()
        guardian.withLock { lock = nil }
    }

    // MARK: Access to the database

    /// Runs a transaction, and vouches that it went to the file that the path names.
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

    /// A commit to a file without a name would be lost with the process.
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
