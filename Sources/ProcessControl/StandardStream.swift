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

    /// Whether the reader of standard output went away: what else is written to it is dropped.
    private static let isOutputUnread = Atomic(false)
    private static let isOutputClosed = Atomic(false)

    /// Standard error, for the lines that tell how something is going.
    package static let errors = LineStream(descriptor: nonBlockingError)

    /// A descriptor of standard error that does not block, where it is a pipe or a terminal.
    ///
    /// Waiting until standard error is writable is not enough: another thread, or another process
    /// with the same pipe, may fill it before the write, which then blocks for as long as its
    /// reader likes. `O_NONBLOCK` on descriptor 2 itself would hold for those other processes, too.
    package static let nonBlockingError = DescriptorWriter.reopenNonBlocking(error) ?? error

    /// Opens /dev/null in place of descriptors 0, 1 and 2 where they are closed.
    ///
    /// Otherwise the next file or socket would get the descriptor, and lines for people would be
    /// written into it. To be called before anything is opened.
    package static func openClosed() {
        for descriptor in [input, output, error] {
            guard fcntl(descriptor, F_GETFD) < 0, errno == EBADF else { continue }
            if descriptor == output { isOutputClosed.store(true, ordering: .relaxed) }
            // The lowest free descriptor is this one, as those below it are open by now.
            _ = open("/dev/null", descriptor == input ? O_RDONLY : O_WRONLY)
        }
    }

    /// Writes results to standard output.
    ///
    /// A reader that has gone away ends the output quietly, as pipes do.
    ///
    /// - Throws: `StreamError` where they can't be written.
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

/// Standard output could not be written: the disk behind it is full, say.
package struct StreamError: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: String

    package var description: String {
        "standard output can't be written: \(reason)"
    }
}

extension StreamError: UserError {}
