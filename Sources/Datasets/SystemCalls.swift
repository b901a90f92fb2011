import Files

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's file operations for this module, with errors as text.
enum SystemCalls {
    /// The error of the last system call on `path`.
    static func failure(_ action: String, _ path: String) -> DatasetError {
        .system(path: path, action: action, reason: String(cString: strerror(errno)))
    }

    /// Runs `body`; converts its failure into a `DatasetError`.
    static func checked<Value>(
        _ body: () throws(FileFailure) -> Value
    ) throws(DatasetError) -> Value {
        do { return try body() } catch { throw DatasetError(error) }
    }

    /// The length of a file in bytes, or nil if there is no such file.
    static func byteCount(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// The reason why there is no file at a path: `no such file`, `a directory` and so on.
    static func absence(of path: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR
                ? "no such file" : "a path that can't be read (\(String(cString: strerror(errno))))"
        }
        return status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "a device or a pipe"
    }

    /// Makes a directory and its parents.
    static func makeDirectory(_ path: String) throws(DatasetError) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure("make the directory", path)
        }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw failure("make the directory", path)
        }
    }

    /// The bytes `offset ..< offset + count` of a file, or fewer at its end.
    static func read(_ path: String, offset: Int = 0, count: Int) throws(DatasetError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes {
                pread(
                    descriptor, $0.baseAddress.map { $0 + filled }, count - filled,
                    off_t(offset + filled))
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw failure("read", path) }
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// All bytes of a file from a source.
    static func contents(of path: String) throws(FetchFailure) -> [UInt8] {
        guard let count = byteCount(of: path) else { throw .source("there is no \(path)") }
        do {
            return try read(path, count: count)
        } catch {
            throw .cache(error)
        }
    }
}
