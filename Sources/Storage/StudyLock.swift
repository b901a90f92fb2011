import Files
import Foundation
import StudyModel

/// The mark that a process has a study open: a lock on `study.lock` in its directory.
///
/// A coordinator's lock excludes all others; those who read share theirs, which keeps coordinators
/// out for as long. The kernel takes the lock back when the process ends, however it ends, so a
/// crash leaves nothing to clean up. The file stays, with the words of the coordinator that held it
/// last.
package final class StudyLock: Sendable {
    /// How long a coordinator waits for those who read: they hold the lock for moments.
    private static let patienceSeconds = 5.0
    private static let pauseMicroseconds: UInt32 = 20_000

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing would release it too, unless a child was forked meanwhile.
        _ = flock(descriptor, LOCK_UN)
        Foundation.close(descriptor)
    }

    /// Takes the lock for a coordinator, or says who has it.
    package static func exclusive(directory: String) throws(StoreError) -> StudyLock {
        let path = path(in: directory)
        var waits = Int(patienceSeconds * 1e6) / Int(pauseMicroseconds)
        while true {
            // Not inherited by the workers that a coordinator starts: they would hold it after its
            // end.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else {
                throw StoreError(FileFailure(path: path, action: "open", code: errno))
            }
            guard let code = lock(descriptor, LOCK_EX) else {
                // Someone may have removed the file between the two calls; a lock on it would mean
                // nothing.
                if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) {
                    let words = Array("\(getpid()) \(hostName)\n".utf8)
                    _ = ftruncate(descriptor, 0)
                    _ = pwrite(descriptor, words, words.count, 0)
                    return StudyLock(descriptor: descriptor)
                }
                Foundation.close(descriptor)
                continue
            }
            // Whoever shares the lock reads, and is done in a moment.
            let isRead = code == EWOULDBLOCK && lock(descriptor, LOCK_SH) == nil
            let holder = isRead ? nil : holder(descriptor)
            Foundation.close(descriptor)
            guard code == EWOULDBLOCK else {
                throw StoreError(FileFailure(path: path, action: "lock", code: code))
            }
            guard isRead, waits > 0 else {
                throw .inUse(directory: directory, process: holder?.process, host: holder?.host)
            }
            waits -= 1
            usleep(pauseMicroseconds)
        }
    }

    /// Shares the lock to read, or says which coordinator has it.
    ///
    /// Nil where there is nothing to lock and no coordinator either: on read-only media, say, or in
    /// a directory of somebody else's.
    static func shared(directory: String, database: String) throws(StoreError) -> StudyLock? {
        let path = path(in: directory)
        var descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else {
            try refuseWhileHeld(database, in: directory)
            return nil
        }
        guard let code = lock(descriptor, LOCK_SH) else {
            return StudyLock(descriptor: descriptor)
        }
        let holder = holder(descriptor)
        Foundation.close(descriptor)
        if code == EWOULDBLOCK {
            guard let holder, isGone(holder) else {
                throw .inUse(directory: directory, process: holder?.process, host: holder?.host)
            }
        }
        // A child that outlived its coordinator may have kept the lock; it has no database open. A
        // file system without locks can't tell either.
        try refuseWhileHeld(database, in: directory)
        return nil
    }

    private static func path(in directory: String) -> String { "\(directory)/study.lock" }

    /// Nil if the lock was had, else the number of the error.
    private static func lock(_ descriptor: Int32, _ kind: Int32) -> Int32? {
        while flock(descriptor, kind | LOCK_NB) != 0 {
            if errno != EINTR { return errno }
        }
        return nil
    }

    // MARK: Who holds it

    /// The machine's own name.
    ///
    /// Foundation's way asks the name service, which may take seconds.
    package static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    private static func holder(_ descriptor: Int32) -> (process: Int, host: String)? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let process = Int(words[0]) else { return nil }
        return (process, String(words[1]))
    }

    /// Whether a holder of this machine has ended.
    private static func isGone(_ holder: (process: Int, host: String)) -> Bool {
        guard holder.host == hostName, let process = pid_t(exactly: holder.process), process > 0
        else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    /// Refuses while another process has SQLite's own lock on the database.
    ///
    /// Those locks don't outlive the process that took them, and no child inherits them.
    private static func refuseWhileHeld(
        _ database: String, in directory: String
    ) throws(StoreError) {
        let descriptor = open(database, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StoreError(FileFailure(path: database, action: "open", code: errno))
        }
        defer { Foundation.close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_RDLCK)
        lock.l_whence = Int16(SEEK_SET)
        // The bytes that SQLite locks, whatever the database's size (sqlite.org/fileformat.html).
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return }
        throw .inUse(
            directory: directory, process: lock.l_pid > 0 ? Int(lock.l_pid) : nil, host: nil)
    }
}

/// What tells one file from another that has taken its name.
struct FileIdentity: Sendable, Hashable {
    private var device: UInt64
    private var number: UInt64

    /// The file that a path names now, or nil if it names none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(truncatingIfNeeded: status.st_ino)
    }
}
