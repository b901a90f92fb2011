import Files
import Foundation
import GRDB
import StudyModel

extension SQLiteStudyStore {
    /// Databases up to this size are checked completely on each read; larger ones when a
    /// coordinator starts, and when a damaged page is found.
    private static let largestChecked = 32 << 20

    /// Opens a study for reading while no coordinator runs it.
    ///
    /// Nothing in its directory is changed, and no write permission is needed.
    ///
    /// If a killed coordinator left a write-ahead log, a copy is read: only a coordinator
    /// checkpoints the log.
    ///
    /// - Parameter isChecked: whether to check for damage first, if that takes only a moment.
    /// - Throws: `inUse` while a coordinator runs.
    package static func openForReading(
        directory: String, isChecked: Bool = true
    ) throws(StoreError) -> SQLiteStudyStore {
        let path = "\(directory)/\(fileName)"
        guard let identity = FileIdentity(path: path) else {
            guard errno == ENOENT || errno == ENOTDIR else {
                throw StoreError(FileFailure(path: path, action: "open", code: errno))
            }
            throw .notFound(directory: directory)
        }
        let lock = try StudyLock.shared(directory: directory, database: path)
        do {
            if size(of: path + "-wal") == 0 {
                let mapping = try MappedDatabase(path: path)
                if let study = try examined(mapping.queue, path, isChecked: isChecked) {
                    return SQLiteStudyStore(
                        reading: path, identity: identity, queue: mapping.queue, study: study,
                        lock: lock, mapping: mapping)
                }
            }
            return try openCopy(of: path, identity, isChecked: isChecked)
        } catch {
            throw storeError(error, path)
        }
    }

    /// Checks that a database is a study's, and returns the study's name.
    ///
    /// Nil if it has an earlier version, which must be migrated before it can be read.
    private static func examined(
        _ queue: DatabaseQueue, _ path: String, isChecked: Bool
    ) throws -> String? {
        try queue.inDatabase { db in
            let version = try checkKind(db, path)
            if isChecked, size(of: path) <= largestChecked { try checkWhole(db, path) }
            return version < Schema.version ? nil : try recordedJob(db, path).study
        }
    }

    /// Opens a copy of a database and its log, which disappears when the store is closed.
    private static func openCopy(
        of path: String, _ identity: FileIdentity, isChecked: Bool
    ) throws -> SQLiteStudyStore {
        var template = Array((NSTemporaryDirectory() + "/podium-read-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw StoreError(
                FileFailure(
                    path: NSTemporaryDirectory(), action: "make a directory to copy the study to",
                    code: errno))
        }
        let scratch = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // An open file outlives its name, so even a killed process leaves no copy.
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let copy = "\(scratch)/\(fileName)"
        for suffix in ["", "-wal"] where size(of: path + suffix) > 0 {
            do {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                chmod(copy + suffix, 0o600)
            } catch {
                throw StoreError(
                    FileFailure(path: path + suffix, action: "copy it to \(scratch)", error: error))
            }
        }
        let queue = try connect(copy)
        do {
            try queue.inDatabase { db in
                _ = try checkKind(db, path)
                if isChecked, size(of: copy) <= largestChecked { try checkWhole(db, path) }
            }
            try Schema.migrator.migrate(queue)
            let study = try queue.inDatabase { try recordedJob($0, path).study }
            return SQLiteStudyStore(
                reading: path, identity: identity, queue: queue, study: study, lock: nil,
                mapping: nil)
        } catch {
            throw storeError(error, path, on: queue)
        }
    }

    /// The size of a file in bytes; 0 if it does not exist.
    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
