import Synchronization
package import UserErrors

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Standard output and standard error, and the only way to write to them.
package enum StandardStream {
    package static let input: Int32 = 0
    package static let output: Int32 = 1
    package static let error: Int32 = 2

    /// Whether the reader of standard output has closed it; further output is then dropped.
    private static let isOutputUnread = Atomic(false)
    private static let isOutputClosed = Atomic(false)

    /// Standard error, for progress lines.
    package static let errors = LineStream(descriptor: nonBlockingError)

    /// A descriptor of standard error that does not block if it is a pipe or a terminal.
    ///
    /// Waiting until standard error is writable is not enough: another thread, or another process
    /// with the same pipe, may fill it before the write, which then blocks until its reader reads.
    /// `O_NONBLOCK` on descriptor 2 itself would also affect those other processes.
    package static let nonBlockingError = DescriptorWriter.reopenNonBlocking(error) ?? error

    /// Opens /dev/null for each of the descriptors 0, 1 and 2 that is closed.
    ///
    /// Otherwise the next file or socket would get the descriptor, and lines for users would be
    /// written into it. Call it before anything is opened.
    package static func openClosed() {
        for descriptor in [input, output, error] {
            guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
            if descriptor == output { isOutputClosed.store(true, ordering: .relaxed) }
            // `open` returns the lowest free descriptor: this one, because those below it are open.
            _ = open("/dev/null", descriptor == input ? O_RDONLY : O_WRONLY)
        }
    }

    /// Writes results to standard output.
    ///
    /// If the reader has closed the pipe, further output is dropped without an error.
    ///
    /// - Throws: `StreamError` if they can't be written.
    package static func write(_ text: String) throws(StreamError) {
        if isOutputUnread.load(ordering: .relaxed) || text.isEmpty { return }
        if isOutputClosed.load(ordering: .relaxed) {
            throw StreamError(reason: "it is closed")
        }
        switch DescriptorWriter.write(Array(text.utf8), to: output) {
        case .written: return
        case .readerGone: isOutputUnread.store(true, ordering: .relaxed)
        case .late: throw StreamError(reason: "nobody reads it")
        case .failed(let code): throw StreamError(reason: String(cString: strerror(code)))
        }
    }
}

/// Standard output could not be written, for example because the disk is full.
package struct StreamError: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String

    package var description: String {
        "standard output can't be written: \(reason)"
    }
}

extension StreamError: UserError {
    package var exitStatus: ExitStatus { .workFailed }
}
