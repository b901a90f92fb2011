import ProcessControl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is written beside its target and appears there completely or not at all.
///
/// It is removed with its last reference, unless it was committed. The file's usual name is
/// `TARGET.podium-partial`, so the next writer reuses the file of a killed process. A lock keeps
/// writers of one target apart: if the usual name is taken, a name with the process ID is used, so
/// that no writer waits for another.
package final class PartialFile {
    /// A name that users give to none of their own files.
    package static let suffix = ".podium-partial"
    /// What earlier versions named such files.
    private static let formerSuffix = ".partial"

    private let target: String
    /// The path of the bytes until they are committed.
    package let path: String
    private let descriptor: Int32
    private let ticket: Leftovers.Ticket
    private var isCommitted = false

    /// Creates an empty file beside `target`, whose directory must exist.
    ///
    /// If the target is a link, the file that it leads to is written. A device, a pipe or a
    /// directory is refused: the file would take its place.
    ///
    /// - Parameters:
    ///   - mode: the file's permissions, set before its first byte is written.
    ///   - isWrittenByName: whether a library opens the file by path and locks it itself, as HDF5
    ///     does; the file then has a name that no other process uses, and no lock.
    package init(
        for target: String, mode: UInt32 = 0o644, isWrittenByName: Bool = false
    ) throws(FileFailure) {
        let target = try Self.file(at: target)
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

    /// The target, or the file that it leads to if it is a link.
    private static func file(at target: String) throws(FileFailure) -> String {
        guard !target.isEmpty else {
            throw FileFailure(
                path: "''", action: "write it", reason: "a file's name can't be empty")
        }
        var named = stat()
        guard lstat(target, &named) == 0 else { return target }
        var found = stat()
        guard stat(target, &found) == 0 else {
            throw FileFailure(
                path: target, action: "write it",
                reason: "it is a link to a file that is not there; remove the link, or write "
                    + "elsewhere")
        }
        let kind = FileKind(found)
        guard kind == .regular else {
            throw FileFailure(
                path: target, action: "write it",
                reason: "it is \(kind.text); expected a file, which is replaced, or a new name")
        }
        guard named.st_mode & S_IFMT == S_IFLNK else { return target }
        guard let path = realpath(target, nil) else {
            throw FileFailure(path: target, action: "follow the link", code: errno)
        }
        defer { free(path) }
        return String(cString: path)
    }

    /// Opens and locks a file; nil if another writer has it.
    private static func open(
        _ path: String, for target: String, mode: UInt32
    ) throws(FileFailure) -> Int32? {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = systemOpen(path, flags, mode_t(mode))
        guard descriptor >= 0 else { throw obstacle(to: target, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK || code == EINTR else {
                throw FileFailure(path: target, action: "lock", code: code)
            }
            return nil
        }
        // Its writer may have renamed or removed it before it was locked here.
        var opened = stat()
        var named = stat()
        guard fstat(descriptor, &opened) == 0, stat(path, &named) == 0,
            opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
        else {
            unlock(descriptor)
            return nil
        }
        // A leftover file may be readable by others, whatever `mode` requests now.
        let isPrivate = mode & 0o077 == 0
        guard ftruncate(descriptor, 0) == 0, !isPrivate || fchmod(descriptor, mode_t(mode)) == 0
        else {
            let error = failure("write", target)
            unlock(descriptor)
            throw error
        }
        return descriptor
    }

    /// Appends bytes.
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

    /// Appends bytes.
    package func append(_ bytes: [UInt8]) throws(FileFailure) {
        let result: Result<Void, FileFailure> = bytes.withUnsafeBytes { pointer in
            Result { () throws(FileFailure) in try append(pointer) }
        }
        try result.get()
    }

    /// Makes the bytes durable and moves the file to its target.
    ///
    /// - Parameters:
    ///   - replacing: whether an existing file is replaced; if false, an existing file is
    ///   an error.
    ///   - isDurable: whether the bytes survive a power cut.
    package func commit(
        replacing: Bool = true, isDurable: Bool = true
    ) throws(FileFailure) {
        guard !isDurable || fsync(descriptor) == 0 else {
            throw Self.failure("make durable", target)
        }
        // `link` fails if the target exists; `rename` would replace it.
        let status = replacing ? rename(path, target) : link(path, target)
        guard status == 0 else { throw Self.failure("rename into place", target) }
        if !replacing { unlink(path) }
        // After the rename, other processes may lock the file.
        flock(descriptor, LOCK_UN)
        isCommitted = true
    }

    /// Removes the partial files in a directory whose writers have ended.
    package static func removeAbandoned(among names: [String], in directory: String) {
        for name in names where name.hasSuffix(suffix) || name.hasSuffix(formerSuffix) {
            let path = directory + "/" + name
            let descriptor = systemOpen(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            unlock(descriptor)
        }
    }

    /// Unlocks, because closing alone would leave the lock with a concurrently forked child.
    private static func unlock(_ descriptor: Int32) {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Why no file can be made beside a target; a directory that is missing is named.
    private static func obstacle(to target: String, code: Int32) -> FileFailure {
        let parent = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
        var status = stat()
        guard code == ENOENT, !parent.isEmpty, stat(parent, &status) != 0 else {
            return FileFailure(
                path: target,
                action: "make a file in the directory \(parent.isEmpty ? "/" : parent)", code: code)
        }
        return FileFailure(
            path: target, action: "write it",
            reason: "there is no directory \(parent); make it first, or write elsewhere")
    }

    private static func failure(_ action: String, _ path: String) -> FileFailure {
        FileFailure(path: path, action: action, code: errno)
    }
}

private func systemOpen(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
    open(path, flags, mode)
}
