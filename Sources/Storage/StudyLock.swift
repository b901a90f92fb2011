import Files
import Foundation
import ProcessControl
import StudyModel

/// A lock on a file in a study's directory, held while a process has the study open or runs its
/// stages.
///
/// A coordinator's lock is exclusive. Readers share a lock, which keeps coordinators out. The
/// kernel releases the lock when the process ends for any reason, so a crash needs no cleanup. The
/// file stays; it names the coordinator that held the lock last.
package final class StudyLock: Sendable {
    /// How long a coordinator waits for readers, which hold the lock for moments only.
    private static let patienceSeconds = 5.0
    private static let pauseMicroseconds: UInt32 = 20_000

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        // Closing releases it too, unless a child was forked meanwhile.
        _ = flock(descriptor, LOCK_UN)
        Foundation.close(descriptor)
    }

    /// What a lock is for.
    package enum Use: Sendable {
        case study, stages, queue

        fileprivate var fileName: String {
            switch self {
            case .study, .queue: "study.lock"
            case .stages: "stages.lock"
            }
        }
    }

    /// Takes the lock for a coordinator, or throws an error that names the holder.
    package static func exclusive(
        directory: String, for use: Use = .study
    ) throws(StoreError) -> StudyLock {
        let path = path(in: directory, for: use)
        var waits = Int(patienceSeconds * 1e6) / Int(pauseMicroseconds)
        while true {
            // Not inherited by the coordinator's workers: they would hold the lock after its end.
            // A pipe in its place must not keep the call waiting.
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
            guard descriptor >= 0 else {
                throw unopened(path, in: directory, code: errno)
            }
            guard let code = lock(descriptor, LOCK_EX) else {
                // The file may have been removed between the two calls; a lock on it would then be
                // useless.
                if FileIdentity(descriptor: descriptor) == FileIdentity(path: path) {
                    let words = Array("\(getpid()) \(HostName.current)\n".utf8)
                    _ = ftruncate(descriptor, 0)
                    _ = pwrite(descriptor, words, words.count, 0)
                    return StudyLock(descriptor: descriptor)
                }
                Foundation.close(descriptor)
                continue
            }
            // A process that shares the lock is a reader and finishes soon.
            let isRead = code == EWOULDBLOCK && lock(descriptor, LOCK_SH) == nil
            let holder = isRead ? nil : holder(descriptor)
            Foundation.close(descriptor)
            guard code == EWOULDBLOCK else {
                throw StoreError(FileFailure(path: path, action: "lock", code: code))
            }
            guard isRead, waits > 0 else {
                throw .inUse(
                    directory: directory, process: holder?.process, host: holder?.host, use: use)
            }
            waits -= 1
            usleep(pauseMicroseconds)
        }
    }

    /// Why the lock's file can't be opened: mostly the directory can't be written to.
    static func unopened(_ path: String, in directory: String, code: Int32) -> StoreError {
        guard [EACCES, EPERM, EROFS].contains(code) else {
            return StoreError(FileFailure(path: path, action: "open", code: code))
        }
        let reason = String(cString: strerror(code))
        return .file(
            FileFailure(
                path: directory, action: "write there",
                reason: "\(reason) (\(path)); change the permissions, or choose other results "
                    + "with --results"))
    }

    /// Shares the lock to read, or throws an error that names the coordinator.
    ///
    /// Nil if no lock is possible and no coordinator runs, for example on read-only media or in
    /// another user's directory.
    static func shared(directory: String, database: String) throws(StoreError) -> StudyLock? {
        let path = path(in: directory)
        var descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT {
            descriptor = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o644)
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
        // A child that outlived its coordinator may still hold the lock, without the database open.
        // A file system without locks gives no answer either.
        try refuseWhileHeld(database, in: directory)
        return nil
    }

    /// Whether a process holds the lock exclusively now, as far as that can be seen.
    package static func isHeld(directory: String, for use: Use) -> Bool {
        let descriptor = open(path(in: directory, for: use), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { Foundation.close(descriptor) }
        return lock(descriptor, LOCK_SH) == EWOULDBLOCK
    }

    private static func path(in directory: String, for use: Use = .study) -> String {
        directory + "/" + use.fileName
    }

    /// Nil if the lock was acquired, else `errno`.
    private static func lock(_ descriptor: Int32, _ kind: Int32) -> Int32? {
        while flock(descriptor, kind | LOCK_NB) != 0 {
            if errno != EINTR { return errno }
        }
        return nil
    }

    // MARK: Who holds it

    private static func holder(_ descriptor: Int32) -> (process: Int, host: String)? {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            .split { $0 == " " || $0 == "\n" }
        guard words.count == 2, let process = Int(words[0]) else { return nil }
        return (process, String(words[1]))
    }

    /// Whether the holder ran on this machine and has ended.
    private static func isGone(_ holder: (process: Int, host: String)) -> Bool {
        guard holder.host == HostName.current, let process = pid_t(exactly: holder.process),
            process > 0
        else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    /// Throws if another process holds SQLite's own lock on the database.
    ///
    /// Those locks end with the process that took them, and no child inherits them.
    private static func refuseWhileHeld(
        _ database: String, in directory: String
    ) throws(StoreError) {
        let descriptor = open(database, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw StoreError(FileFailure(path: database, action: "open", code: errno))
        }
        defer { Foundation.close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_RDLCK)
        lock.l_whence = Int16(SEEK_SET)
        // The bytes that SQLite locks, for any database size (sqlite.org/fileformat.html).
        lock.l_start = 0x4000_0000
        lock.l_len = 512
        guard fcntl(descriptor, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return }
        throw .inUse(
            directory: directory, process: lock.l_pid > 0 ? Int(lock.l_pid) : nil, host: nil)
    }
}

/// The identity of a file: distinguishes it from another file with the same name.
struct FileIdentity: Sendable, Hashable {
    private var device: UInt64
    private var number: UInt64
    /// Whether it is a file with contents, rather than a directory or a pipe.
    let isRegular: Bool

    /// The file at a path, or nil if there is none.
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
        isRegular = status.st_mode & S_IFMT == S_IFREG
    }
}
