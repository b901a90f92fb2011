import ProcessControl

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file in the making, beside the place it will have: it appears there whole, or not at all.
///
/// It is removed when its last reference goes, unless it was committed. Where the process was
/// killed before, the next partial file in the same directory removes what was left: every partial
/// file is locked by who writes it, and the system frees the locks of the dead.
final class PartialFile {
    private static let suffix = ".partial"

    private let target: String
    private let path: String
    private let descriptor: Int32
    private let ticket: Leftovers.Ticket
    private var isCommitted = false

    /// Makes the directory of `target` where needed, and an empty file in it.
    init(for target: String) throws(DatasetError) {
        let slash = target.lastIndex(of: "/")
        let directory = slash.map { String(target[..<$0]) } ?? "."
        try SystemCalls.makeDirectory(directory)
        Self.removeAbandoned(in: directory)
        self.target = target
        for serial in 0... {
            let path = "\(target).\(getpid())-\(serial)\(Self.suffix)"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if descriptor < 0 && errno == EEXIST { continue }
            guard descriptor >= 0 else { throw SystemCalls.failure("make", path) }
            let ticket = Leftovers.add(path: path)
            // Another process may take the new file for an abandoned one before the lock is held.
            if flock(descriptor, LOCK_EX) == 0, SystemCalls.byteCount(of: path) != nil {
                self.path = path
                self.descriptor = descriptor
                self.ticket = ticket
                return
            }
            Leftovers.remove(ticket)
            close(descriptor)
        }
        preconditionFailure("every name beside \(target) is taken")
    }

    deinit {
        if !isCommitted { unlink(path) }
        Leftovers.remove(ticket)
        Self.unlock(descriptor)
    }

    /// Writes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
        var written = 0
        while written < bytes.count {
            let count = write(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemCalls.failure("write", path) }
            written += count
        }
    }

    /// Makes the bytes durable and renames the file into its place.
    func commit() throws(DatasetError) {
        guard fsync(descriptor) == 0 else { throw SystemCalls.failure("write", path) }
        guard rename(path, target) == 0 else {
            throw SystemCalls.failure("rename \(path) to", target)
        }
        // Under its own name it is for others to hold.
        flock(descriptor, LOCK_UN)
        isCommitted = true
    }

    /// Closing alone would leave the lock to a child that was forked meanwhile.
    private static func unlock(_ descriptor: Int32) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func removeAbandoned(in directory: String) {
        for name in SystemCalls.names(in: directory) where name.hasSuffix(suffix) {
            let path = directory + "/" + name
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            unlock(descriptor)
        }
    }
}
