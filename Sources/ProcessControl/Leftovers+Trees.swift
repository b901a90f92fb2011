#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Leftovers {
    /// Removes a file, or a directory with its contents.
    ///
    /// Links are removed, never followed: a program may have made one to a directory of its user.
    /// Names need not be UTF-8. Directories whose permissions forbid it are made accessible first.
    package static func removeTree(_ path: String) {
        path.withCString { removeEntry($0, of: AT_FDCWD) }
    }

    /// Removes what has a name in an open directory.
    private static func removeEntry(_ name: UnsafePointer<CChar>, of parent: Int32) {
        if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
        guard let directory = openDirectory(name, of: parent) else { return }
        defer { close(directory) }
        for name in (try? DirectoryListing.bytes(of: directory)) ?? [] {
            removeEntry(name, of: directory)
        }
        unlinkat(parent, name, AT_REMOVEDIR)
    }

    /// Opens a directory for the removal of its entries; nil for anything else, also for a link to
    /// a directory.
    private static func openDirectory(_ name: UnsafePointer<CChar>, of parent: Int32) -> Int32? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        var status = stat()
        guard fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
            status.st_mode & S_IFMT == S_IFDIR
        else { return nil }
        if status.st_mode & S_IRWXU != S_IRWXU { fchmodat(parent, name, S_IRWXU, 0) }
        let directory = openat(parent, name, flags)
        return directory < 0 ? nil : directory
    }
}
