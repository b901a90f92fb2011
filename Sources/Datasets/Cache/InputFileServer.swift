import Files
package import StudyModel

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The files that a coordinator serves: only those that jobs of its open studies name.
///
/// It is used by one thread.
package final class InputFileServer {
    private struct Entry {
        var file: InputFile
        /// The file's state when its digest was last verified.
        var verified: Stamp?
    }

    /// File attributes that change when the file is written or replaced.
    private struct Stamp: Equatable {
        var device: UInt64
        var inode: UInt64
        var byteCount: Int64
        var seconds: Int
        var nanoseconds: Int

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(status.st_ino)
            byteCount = Int64(status.st_size)
            #if canImport(Glibc)
                (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
            #else
                (seconds, nanoseconds) = (
                    status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec
                )
            #endif
        }
    }

    private var entries: [String: Entry]

    package init(_ files: [InputFile]) {
        entries = Dictionary(files.map { ($0.sha256, Entry(file: $0)) }) { first, _ in first }
    }

    /// Serves these files from now on, and no others.
    package func replace(with files: [InputFile]) {
        let before = entries
        entries = Dictionary(
            files.map { file in
                let known = before[file.sha256].flatMap { $0.file == file ? $0 : nil }
                return (file.sha256, known ?? Entry(file: file))
            }
        ) { first, _ in first }
    }

    /// The bytes `offset ..< offset + count` of the file with a digest, or fewer at its end.
    ///
    /// - Throws: `badTransfer` for a digest of no open study's job, `changed` if the file changed
    ///   since the job was recorded.
    package func read(
        sha256: String, offset: Int, count: Int
    ) throws(DatasetError) -> [UInt8] {
        guard var entry = entries[sha256] else {
            throw .badTransfer(
                file: String(sha256.prefix(64)), found: "a request for a file of no open study",
                expected: "the digest of a file that a job names")
        }
        guard offset >= 0, count >= 0 else {
            throw .badTransfer(
                file: entry.file.path, found: "a request for \(count) bytes from \(offset)",
                expected: "numbers that aren't negative")
        }
        let path = entry.file.path
        guard let stamp = Stamp(path) else { throw SystemCalls.failure("read", path) }
        if entry.verified != stamp {
            guard stamp.byteCount == entry.file.byteCount else {
                throw .changed(
                    path: path, found: "\(stamp.byteCount) bytes",
                    expected: "\(entry.file.byteCount)")
            }
            let digest = try SHA256.ofFile(path)
            guard digest == sha256 else {
                throw .changed(
                    path: path, found: "SHA-256 \(digest)", expected: "SHA-256 \(sha256)")
            }
            entry.verified = stamp
            entries[sha256] = entry
        }
        let wanted = min(count, max(0, entry.file.byteCount - offset))
        return try SystemCalls.read(path, offset: offset, count: wanted)
    }
}
