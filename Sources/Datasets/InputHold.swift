#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Keeps a file of the cache's `inputs/` where it is, as long as the hold lives.
///
/// It is a shared lock on the file, which the system releases when the process dies; who wants to
/// remove the file asks for the exclusive one. Taking a hold counts as use: it sets the file's
/// modification time, by which the least recently used file is found.
package final class InputHold: Sendable {
    private let descriptor: Int32

    /// Nil where there is no file of that length, or it was removed meanwhile.
    init?(path: String, byteCount: Int) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        // On a file system without locks nothing is locked, and so nothing removed either.
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
        // Closing alone would leave the lock to a child that was forked meanwhile.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Removes a file that nobody holds, in this process or another.
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
