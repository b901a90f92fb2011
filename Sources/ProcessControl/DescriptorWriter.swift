#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes to a descriptor: a terminal, a pipe, a socket or a file.
///
/// Every error is returned as a value. If a descriptor is non-blocking because another process that
/// shares it changed it, the write waits until it is writable.
package enum DescriptorWriter {
    package enum Outcome: Sendable, Hashable {
        case written
        /// The other end of the pipe is closed.
        case readerGone
        /// Nothing could be written within the time limit.
        case late
        case failed(errno: Int32)
    }

    /// Bytes that a pipe accepts without blocking when it is writable (POSIX: 512 or more).
    private static let chunkByteCount = 4096

    /// Writes all bytes, or as many as can be.
    ///
    /// - Parameters:
    ///   - patienceMilliseconds: how long to wait for a reader that reads nothing; nil is no limit.
    ///   - progressed: called after each written part, with its length.
    package static func write(
        _ bytes: [UInt8], to descriptor: Int32, patienceMilliseconds: Int32? = nil,
        progressed: (Int) -> Void = { _ in }
    ) -> Outcome {
        let waits = patienceMilliseconds != nil && !isRegularFile(descriptor)
        var start = 0
        while start < bytes.count {
            if waits, let patienceMilliseconds,
                !isWritable(descriptor, withinMilliseconds: patienceMilliseconds)
            {
                return .late
            }
            // With a time limit, only a length that is certain not to block.
            let length = waits ? min(chunkByteCount, bytes.count - start) : bytes.count - start
            let count = bytes.withUnsafeBytes {
                systemWrite(descriptor, $0.baseAddress.map { $0 + start }, length)
            }
            if count > 0 {
                start += count
                progressed(count)
                continue
            }
            switch count == 0 ? EAGAIN : errno {
            case EINTR: continue
            case EPIPE: return .readerGone
            case EAGAIN:
                guard isWritable(descriptor, withinMilliseconds: patienceMilliseconds ?? -1) else {
                    return .late
                }
            case let code: return .failed(errno: code)
            }
        }
        return .written
    }

    /// Waits until a write would not block, at most for the time limit; -1 is no limit.
    ///
    /// It is also true if a write would fail, so that the write reports the error.
    static func isWritable(_ descriptor: Int32, withinMilliseconds limit: Int32) -> Bool {
        while true {
            var watched = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let count = poll(&watched, 1, limit)
            if count < 0 && errno == EINTR { continue }
            return count != 0
        }
    }

    /// Reopens the pipe or terminal behind a descriptor, non-blocking only for this process.
    ///
    /// - Returns: nil for files, which never block and have a position; for sockets; and if the
    ///   system has no such path or does not permit it.
    static func reopenNonBlocking(_ descriptor: Int32) -> Int32? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        let isPipe = status.st_mode & S_IFMT == S_IFIFO
        guard isPipe || isatty(descriptor) == 1 else { return nil }
        let opened = open(
            "/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        return opened < 0 ? nil : opened
    }

    private static func isRegularFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func systemWrite(
        _ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int
    ) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}
