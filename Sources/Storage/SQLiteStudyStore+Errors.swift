import Files
import Foundation
import GRDB
import GRDBSQLite
import StudyModel

extension SQLiteStudyStore {
    /// What an error of a connection means, with the number that the system gave SQLite.
    static func storeError(
        _ error: any Error, _ path: String, on queue: DatabaseQueue
    ) -> StoreError {
        storeError(error, path, systemCode: queue.inDatabase(systemCode))
    }

    /// The number of the last call to the system that failed, as far as SQLite kept it.
    ///
    /// It keeps one for each file: the log's first, as commits go there. What
    /// `sqlite3_system_errno` says is not set by a commit that fails.
    private static func systemCode(_ db: Database) -> Int32 {
        var journal: UnsafeMutablePointer<sqlite3_file>?
        var code: Int32 = 0
        let found = sqlite3_file_control(
            db.sqliteConnection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal)
        // A file that is not open has no methods.
        if found == SQLITE_OK, let journal, let methods = journal.pointee.pMethods {
            _ = methods.pointee.xFileControl?(journal, SQLITE_FCNTL_LAST_ERRNO, &code)
        }
        if code == 0 {
            sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_LAST_ERRNO, &code)
        }
        return code == 0 ? sqlite3_system_errno(db.sqliteConnection) : code
    }

    /// What an error of SQLite or of our own means for a store.
    ///
    /// - Parameter systemCode: `errno` of the last call that SQLite saw fail.
    static func storeError(
        _ error: any Error, _ path: String, systemCode: Int32 = 0
    ) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else {
            return .io(path: path, problem: "\(error)")
        }
        let words = error.message ?? "\(error.resultCode)"
        if error.extendedResultCode == .SQLITE_READONLY_DBMOVED { return .replaced(path: path) }
        if let failure = lackOfSpace(behind: error, path, systemCode) { return StoreError(failure) }
        switch error.resultCode {
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged(path: path, problem: words)
        case .SQLITE_CONSTRAINT: return .invariant(words)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return .inUse(directory: directory, process: nil, host: nil)
        case .SQLITE_MISUSE: return .closed(path: path)
        default:
            let code = error.extendedResultCode.rawValue
            let system = systemCode == 0 ? "" : ": " + String(cString: strerror(systemCode))
            return .io(path: path, problem: "\(words)\(system) (SQLite's error \(code))")
        }
    }

    /// The lack of space that SQLite calls an I/O error: a quota, or a disk that finds out late.
    ///
    /// SQLite has a word for a full device alone (`SQLITE_FULL`). A write that failed is made again
    /// by the next try, frame by frame, so nothing depends on what the first one left.
    private static func lackOfSpace(
        behind error: DatabaseError, _ path: String, _ systemCode: Int32
    ) -> FileFailure? {
        switch error.extendedResultCode {
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC,
            .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_SHMSIZE:
            let failure = FileFailure(path: path, action: "write", code: systemCode)
            return failure.isOutOfSpace ? failure : nil
        case _ where error.resultCode == .SQLITE_CANTOPEN:
            // SQLite tries to open what it can't make, and keeps the number of the second failure.
            return lackOfSpace(beside: path)
        default: return nil
        }
    }

    /// Whether a small file can't be made beside a path for want of space.
    private static func lackOfSpace(beside path: String) -> FileFailure? {
        let probe = path + ".room"
        let descriptor = Foundation.open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        var failure: FileFailure?
        if descriptor < 0 || write(descriptor, "podium", 6) < 6 || fsync(descriptor) != 0 {
            failure = FileFailure(path: path, action: "write beside it", code: errno)
        }
        if descriptor >= 0 {
            Foundation.close(descriptor)
            unlink(probe)
        }
        return failure?.isOutOfSpace == true ? failure : nil
    }
}
