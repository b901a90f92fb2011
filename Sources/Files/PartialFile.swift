import ProcessControl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is being written beside its place: it appears there whole, or not at all.
///
/// It is removed when its last reference goes, unless it was committed. The file's usual name is
/// `TARGET.partial`, so what a killed process left is used up by the next writer. A lock tells
/// writers of one target apart: where the usual name is taken, a name with the process's number is
/// used, so that no writer waits for another.
package final class PartialFile {
    private static let suffix = ".partial"

    private let target: String
    /// Where the bytes are until they are committed.
    package let path: String
    private let descriptor: Int32
    private let ticket: Leftovers.Ticket
    private var isCommitted = false

    /// Makes an empty file beside `target`, whose directory must exist.
    ///
    /// - Parameters:
    ///   - mode: who may read the file, from before its first byte on.
    ///   - isWrittenByName: whether a library writes the file by its path and locks it itself, as
    ///     HDF5 does; the file then has a name that no other process uses, and no lock.
    package init(
        for target: String, mode: UInt32 = 0o644, isWrittenByName: Bool = false
    ) throws(FileFailure) {
        self.target = target
        for serial in (isWrittenByName ? 1 : 0)... {
            let path = target + (serial == 0 ? "" : ".\(getpid())-\(serial)") + Self.suffix
            guard let descriptor = try Self.open(path, for: target, mode: mode) else { continue }
            if isWrittenByName { flock(descriptor, LOCK_UN) }
            ticket = Leftovers.add(path: path)
            self.path = path
            self.descriptor = descriptor
            return
        }
        preconditionFailure("every name beside \(target) is taken")
    }

    deinit {
        if !isCommitted { unlink(path) }
        Leftovers.remove(ticket)
        Self.unlock(descriptor)
    }

    /// Opens and locks a file; nil where another writer has it.
    private static func open(
        _ path: String, for target: String, mode: UInt32
    ) throws(FileFailure) -> Int32? {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = systemOpen(path, flags, mode_t(mode))
        guard descriptor >= 0 else { throw failure("write beside it", target) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error = failure("lock", target)
            let isTaken = errno == EWOULDBLOCK || errno == EINTR
            close(descriptor)
            guard isTaken else { throw error }
            return nil
        }
        // Its writer may have renamed or removed it before the lock was there.
        var opened = stat()
        var named = stat()
        guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0,
            opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
        else {
            unlock(descriptor)
            return nil
        }
        // One that was left may be readable by others, whatever mode this one asks for.
        let isPrivate = mode & 0o077 == 0
        guard ftruncate(descriptor, 0) == 0, !isPrivate || fchmod(descriptor, mode_t(mode)) == 0
        else {
            let error = failure("write", target)
            unlock(descriptor)
            throw error
        }
        return descriptor
    }

    /// Writes at the end.
    package func append(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
        var written = 0
        while written < bytes.count {
            let count = write(
                descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("write", target) }
            written += count
        }
    }

    /// Writes at the end.
    package func append(_ bytes: [UInt8]) throws(FileFailure) {
        let result: Result<Void, FileFailure> = bytes.withUnsafeBytes { pointer in
            Result { () throws(FileFailure) in try append(pointer) }
        }
        try result.get()
    }

    /// Makes the bytes durable and gives the file its place.
    ///
    /// - Parameter replacing: whether a file that is there already is replaced; else that is a
    ///   failure.
    package func commit(replacing: Bool = true) throws(FileFailure) {
        guard fsync(descriptor) == 0 else { throw Self.failure("make durable", target) }
        // A link fails where a file exists, which a rename would replace.
        let status = replacing ? rename(path, target) : link(path, target)
        guard status == 0 else { throw Self.failure("rename into place", target) }
        if !replacing { unlink(path) }
        // Under its own name it is for others to hold.
        flock(descriptor, LOCK_UN)
        isCommitted = true
    }

    /// Removes the partial files in a directory whose writers have ended.
    package static func removeAbandoned(among names: [String], in directory: String) {
        for name in names where name.hasSuffix(suffix) {
            let path = directory + "/" + name
            let descriptor = systemOpen(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            unlock(descriptor)
        }
    }

    /// Closing alone would leave the lock to a child that was forked meanwhile.
    private static func unlock(_ descriptor: Int32) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func failure(_ action: String, _ path: String) -> FileFailure {
        FileFailure(path: path, action: action, code: errno)
    }
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}
