import Foundation

/// A directory that only this user can read, and that is removed with the process that created it.
///
/// A killed process leaves its directory; the next process that creates one removes it. Each
/// directory is locked by its owner, and the system frees the locks of ended processes.
package final class TemporaryDirectory: Sendable {
    private static let prefix = "podium-run-"
    /// A directory has this name until it is locked.
    private static let newPrefix = "podium-new-"
    private static let lockName = "/.lock"
    /// Directories that were never locked are kept for this long: they may be under construction.
    private static let newSeconds = 3600.0

    package let path: String
    private let lock: Int32
    private let ticket: Leftovers.Ticket

    /// Creates a directory in another one.
    ///
    /// - Throws: `POSIXError` if it can't be created.
    package init(in parent: String = NSTemporaryDirectory()) throws {
        Self.removeAbandoned(in: parent)
        let base = parent.hasSuffix("/") ? String(parent.dropLast()) : parent
        var template = Array((base + "/" + Self.newPrefix + "XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw Self.failure }
        let new = String(
            decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let newTicket = Leftovers.add(path: new)
        defer { Leftovers.remove(newTicket) }
        lock = open(new + Self.lockName, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        let place = base + "/" + Self.prefix + new.suffix(6)
        ticket = Leftovers.add(path: place)
        path = place
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, rename(new, place) == 0 else {
            let failure = Self.failure
            if lock >= 0 { close(lock) }
            Leftovers.removeTree(new)
            Leftovers.remove(ticket)
            throw failure
        }
    }

    private static var failure: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }

    deinit {
        remove()
        close(lock)
    }

    /// Removes the directory with its contents.
    package func remove() {
        Leftovers.removeTree(path)
        Leftovers.remove(ticket)
    }

    /// Removes the directories of this user's killed processes.
    private static func removeAbandoned(in parent: String) {
        let names = (try? DirectoryListing.names(in: parent)) ?? []
        for name in names where name.hasPrefix(prefix) || name.hasPrefix(newPrefix) {
            let path = parent + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
                status.st_uid == geteuid()
            else { continue }
            if name.hasPrefix(newPrefix), age(of: status) < newSeconds { continue }
            let lock = open(path + lockName, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
            // Without a lock file, the directory is being removed, or its removal was interrupted.
            guard lock >= 0 || errno == ENOENT else { continue }
            if lock < 0 || flock(lock, LOCK_EX | LOCK_NB) == 0 { Leftovers.removeTree(path) }
            if lock >= 0 { close(lock) }
        }
    }

    private static func age(of status: stat) -> Double {
        #if canImport(Glibc)
            let changed = Double(status.st_mtim.tv_sec)
        #else
            let changed = Double(status.st_mtimespec.tv_sec)
        #endif
        return Date().timeIntervalSince1970 - changed
    }
}
