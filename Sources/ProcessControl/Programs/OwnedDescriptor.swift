import CSpawn

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file descriptor that is closed with its last reference.
package final class OwnedDescriptor: Sendable {
    package let number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// The two ends of a pipe that no program inherits; nil if there are too many files.
    static func pipe() -> (reading: OwnedDescriptor, writing: OwnedDescriptor)? {
        var ends: [Int32] = [-1, -1]
        guard podium_make_pipe(&ends) == 0 else { return nil }
        return (OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]))
    }

    /// The two ends of a stream socket that no program inherits; nil if there are too many files.
    static func socketPair() -> (OwnedDescriptor, OwnedDescriptor)? {
        var ends: [Int32] = [-1, -1]
        guard podium_make_socket_pair(&ends) == 0 else { return nil }
        return (OwnedDescriptor(ends[0]), OwnedDescriptor(ends[1]))
    }

    /// Appends the available bytes, after waiting for some; false at the end.
    package func read(into bytes: inout [UInt8], atMost limit: Int = 1 << 16) -> Bool {
        var count = 0
        let part = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            #if canImport(Glibc)
                count = Glibc.read(number, buffer.baseAddress, buffer.count)
            #else
                count = Darwin.read(number, buffer.baseAddress, buffer.count)
            #endif
            filled = max(0, count)
        }
        if count < 0 && errno == EINTR { return true }
        bytes += part
        return count > 0
    }
}
