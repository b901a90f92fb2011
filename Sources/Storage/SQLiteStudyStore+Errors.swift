import Files
import Foundation
import GRDB
import GRDBSQLite
import StudyModel

extension SQLiteStudyStore {
    /// Converts an error of a connection, with the `errno` that SQLite received.
    static func storeError(
        _ error: any Error, _ path: String, on queue: DatabaseQueue
    ) -> StoreError {
        storeError(error, path, systemCode: queue.inDatabase(systemCode))
    }

    /// The `errno` of the last failed system call, if SQLite kept it.
    ///
    /// SQLite keeps one per file. The log's is read first, because commits write to the log. A
    /// failed commit does not set `sqlite3_system_errno`.
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

    /// Converts an error of SQLite or of Podium to a store error.
    ///
    /// - Parameter systemCode: `errno` of SQLite's last failed system call.
    static func storeError(
        _ error: any Error, _ path: String, systemCode: Int32 = 0
    ) -> StoreError {
        if let error = error as? StoreError { return error }
        guard let error = error as? DatabaseError else {
            return .io(path: path, problem: "\(error)")
        }
        let text = error.message ?? "\(error.resultCode)"
        if error.extendedResultCode == .SQLITE_READONLY_DBMOVED { return .replaced(path: path) }
        if let failure = lackOfSpace(behind: error, path, systemCode) { return StoreError(failure) }
        switch error.resultCode {
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .damaged(path: path, problem: text)
        case .SQLITE_CONSTRAINT: return .invariant(text)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
            return .inUse(directory: directory, process: nil, host: nil)
        case .SQLITE_MISUSE: return .closed(path: path)
        default:
            let code = error.extendedResultCode.rawValue
            let system = systemCode == 0 ? "" : ": " + String(cString: strerror(systemCode))
            return .io(path: path, problem: "\(text)\(system) (SQLite's error \(code))")
        }
    }

    /// Detects a lack of space that SQLite reports as an I/O error: a quota, or a disk that detects
    /// it late.
    ///
    /// SQLite has an error code only for a full device (`SQLITE_FULL`). The next try repeats a
    /// failed write frame by frame, so nothing depends on the remains of the first try.
    private static func lackOfSpace(
        behind error: DatabaseError, _ path: String, _ systemCode: Int32
    ) -> FileFailure? {
        switch error.extendedResultCode {
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_DIR_FSYNC,
            .SQLITE_IOERR_TRUNCATE, .SQLITE_IOERR_SHMSIZE:
            let failure = FileFailure(path: path, action: "write", code: systemCode)
            return failure.isOutOfSpace ? failure : nil
        case _ where error.resultCode == .SQLITE_CANTOPEN:
            // SQLite tries to open the file it can't create, and keeps the `errno` of the second
            // failure.
            return lackOfSpace(beside: path)
        default: return nil
        }
    }

    /// Whether a small file next to a path can't be created for lack of space.
    private static func lackOfSpace(beside path: String) -> FileFailure? {
        let probe = path + ".room"
        let descriptor = Foundation.open(probe, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        var failure: FileFailure?
        if descriptor < 0 || write(descriptor, "podium", 6) < 6 || fsync(descriptor) != 0 {
            failure = FileFailure(path: path, action: "make a file in its directory", code: errno)
        }
        if descriptor >= 0 {
            Foundation.close(descriptor)
            unlink(probe)
        }
        return failure?.isOutOfSpace == true ? failure : nil
    }
}
