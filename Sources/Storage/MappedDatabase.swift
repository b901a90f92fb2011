import Files
import Foundation
import GRDB
import GRDBSQLite
import StudyModel

/// A database file that is read without writes, locks or files next to it.
///
/// SQLite reads a database in WAL mode only if it can create a log and its index. Therefore the
/// file is mapped privately, and the WAL mark is removed from the mapping (this copies the first
/// page). SQLite then treats the bytes as an in-memory database. Precondition: no process writes,
/// and the log is empty.
///
/// `@unchecked Sendable`: the mapping is created in `init`, and removed only after the connection
/// is closed.
final class MappedDatabase: @unchecked Sendable {
    let queue: DatabaseQueue
    private let bytes: UnsafeMutableRawPointer
    private let count: Int

    /// - Throws: the store's errors or those of SQLite.
    init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw StoreError(FileFailure(path: path, action: "open", code: errno))
        }
        defer { Foundation.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw StoreError(FileFailure(path: path, action: "read", code: errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError.damaged(path: path, problem: "it is no regular file")
        }
        // Too short for SQLite's header, so it is not a database; an empty file can't be mapped.
        guard status.st_size >= 100 else {
            throw StoreError.damaged(path: path, problem: "it has \(status.st_size) bytes only")
        }
        count = Int(status.st_size)
        guard
            let mapping = mmap(
                nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor, 0),
            mapping != MAP_FAILED
        else {
            throw StoreError(FileFailure(path: path, action: "map it", code: errno))
        }
        bytes = mapping
        do {
            queue = try Self.connect(mapping, count)
        } catch {
            munmap(mapping, count)
            throw error
        }
    }

    private static func connect(
        _ bytes: UnsafeMutableRawPointer, _ count: Int
    ) throws -> DatabaseQueue {
        // The format versions for writing and for reading: 2 is WAL, 1 is no WAL.
        for offset in [18, 19] where bytes.load(fromByteOffset: offset, as: UInt8.self) == 2 {
            bytes.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
        }
        var configuration = GRDB.Configuration()
        configuration.label = "study reader"
        let queue = try DatabaseQueue(configuration: configuration)
        try queue.inDatabase { db in
            let code = sqlite3_deserialize(
                db.sqliteConnection, "main",
                bytes.assumingMemoryBound(to: UInt8.self), Int64(count), Int64(count),
                UInt32(SQLITE_DESERIALIZE_READONLY))
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: .init(rawValue: code)) }
        }
        return queue
    }

    func close() { try? queue.close() }

    deinit {
        close()
        munmap(bytes, count)
    }
}
