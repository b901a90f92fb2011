#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Prevents removal of a file in the cache's `inputs/` as long as the hold lives.
///
/// It is a shared lock on the file, which the system releases when the process dies. Removal
/// requires the exclusive lock. A hold counts as use: it sets the file's modification time, which
/// determines the least recently used file.
package final class InputHold: Sendable {
    private let descriptor: Int32

    /// Nil if there is no file of that length, or it was removed meanwhile.
    init?(path: String, byteCount: Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // On a file system without locks this lock fails, but so does every removal.
        while flock(descriptor, LOCK_SH) != 0 && errno == EINTR {}
        var (held, present) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path, &present) == 0,
            held.st_ino == present.st_ino, held.st_dev == present.st_dev,
            Int(held.st_size) == byteCount
        else {
            flock(descriptor, LOCK_UN)
            close(descriptor)
            return nil
        }
        futimens(descriptor, nil)
        self.descriptor = descriptor
    }

    deinit {
        // Unlocks explicitly, because a child forked meanwhile would keep the lock after `close`.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Removes a file unless a process, including this one, holds it.
    static func removeUnheld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer {
            flock(descriptor, LOCK_UN)
            close(descriptor)
        }
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
    }
}
