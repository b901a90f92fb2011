import ProcessControl
import StudyModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes whole files: a reader sees what was there before, or all of what is new.
package enum AtomicFile {
    /// Writes the bytes beside `path`, makes them durable and renames them into place.
    ///
    /// The directory must exist. After an error nothing is changed and nothing is left behind. The
    /// file beside it always has the same name, so what a killed process left is used up by the
    /// next; a lock lets writers of one path take turns.
    ///
    /// - Parameter mode: who may read the file, from before its first byte on; others can't even
    ///   while it is written.
    package static func write(
        _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644
    ) throws(ReportingError) {
        let temporary = path + ".partial"
        let descriptor = try openLocked(temporary, for: path, mode: mode)
        let ticket = Leftovers.add(path: temporary)
        defer {
            Leftovers.remove(ticket)
            close(descriptor)
        }
        do throws(ReportingError) {
            guard ftruncate(descriptor, 0) == 0 else { throw failure("write", path) }
            try writeAll(bytes, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw failure("make durable", path) }
            guard rename(temporary, path) == 0 else { throw failure("rename into place", path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Opens and locks the file beside `path`; again, if another writer renamed it meanwhile.
    private static func openLocked(
        _ temporary: String, for path: String, mode: UInt32
    ) throws(ReportingError) -> Int32 {
        while true {
            let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW
            let descriptor = open(temporary, flags, mode_t(mode))
            guard descriptor >= 0 else { throw failure("write beside it", path) }
            while flock(descriptor, LOCK_EX) != 0 {
                guard errno == EINTR else {
                    let error = failure("lock", path)
                    close(descriptor)
                    throw error
                }
            }
            var opened = stat()
            var named = stat()
            if fstat(descriptor, &opened) == 0, stat(temporary, &named) == 0,
                opened.st_ino == named.st_ino, opened.st_dev == named.st_dev
            {
                return descriptor
            }
            close(descriptor)
        }
    }

    /// Writes a text as UTF-8.
    package static func write(_ text: String, to path: String) throws(ReportingError) {
        try write(Array(text.utf8), to: path)
    }

    private static func writeAll(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String
    ) throws(ReportingError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                #if canImport(Glibc)
                    Glibc.write(
                        descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
                #else
                    Darwin.write(
                        descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written)
                #endif
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("write", path) }
            written += count
        }
    }

    private static func failure(_ action: String, _ path: String) -> ReportingError {
        ReportingError(FileFailure(path: path, action: action, code: errno))
    }
}
