#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP connection that belongs to the library, seen from outside: what the system has counted on
/// it, who is at the other end, and a way to cut it.
///
/// libzmq says neither how much of a peer's traffic it holds nor how much waits to be sent, and a
/// router can't send a peer away. The system's own counters of the connection do, and so does its
/// call to shut one down.
package struct TCPLink: Sendable, Hashable {
    /// Bytes that the system has counted since the connection was made.
    package struct Counts: Sendable, Hashable {
        /// Bytes that came in and that the library has read; the rest is the system's.
        package var received: UInt64
        /// Bytes sent that the other machine has confirmed.
        package var acknowledged: UInt64

        package init(received: UInt64, acknowledged: UInt64) {
            self.received = received
            self.acknowledged = acknowledged
        }
    }

    package let descriptor: Int32

    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// What was counted, or nil where the descriptor is no TCP connection (any more).
    package var counts: Counts? {
        #if os(Linux)
            // struct tcp_info (linux/tcp.h) only ever grows at its end; the C library's own
            // declaration is older than these two members, which came with Linux 4.1.
            let (acknowledgedOffset, receivedOffset, needed) = (120, 128, 136)
            // Asked for first: what comes in between counts as read, not as less than nothing.
            let queued = queuedBytes
            return withUnsafeTemporaryAllocation(byteCount: 256, alignment: 8) { buffer in
                var size = socklen_t(buffer.count)
                guard
                    getsockopt(
                        descriptor, Int32(IPPROTO_TCP), TCP_INFO, buffer.baseAddress, &size) == 0,
                    Int(size) >= needed
                else { return nil }
                let received = buffer.load(fromByteOffset: receivedOffset, as: UInt64.self)
                return Counts(
                    received: received - min(received, queued),
                    acknowledged: buffer.load(fromByteOffset: acknowledgedOffset, as: UInt64.self))
            }
        #else
            var info = tcp_connection_info()
            var size = socklen_t(MemoryLayout<tcp_connection_info>.size)
            guard getsockopt(descriptor, IPPROTO_TCP, TCP_CONNECTION_INFO, &info, &size) == 0
            else { return nil }
            let unsent = UInt64(info.tcpi_snd_sbbytes)
            return Counts(
                received: info.tcpi_rxbytes - min(info.tcpi_rxbytes, queuedBytes),
                acknowledged: info.tcpi_txbytes - min(info.tcpi_txbytes, unsent))
        #endif
    }

    /// Bytes that came in and wait for the library.
    private var queuedBytes: UInt64 {
        var count: Int32 = 0
        guard ioctl(descriptor, UInt(FIONREAD), &count) == 0 else { return 0 }
        return UInt64(max(0, count))
    }

    /// The other end's address, as `192.168.1.10:40312`, or nil where there is none (any more).
    package var peerAddress: String? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(descriptor, $0, &size)
            }
        }
        guard status == 0 else { return nil }
        return withUnsafePointer(to: storage) { pointer in
            switch Int32(storage.ss_family) {
            case AF_INET:
                pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Self.text(AF_INET, $0.pointee.sin_addr, port: $0.pointee.sin_port)
                }
            case AF_INET6:
                pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                    Self.text(AF_INET6, $0.pointee.sin6_addr, port: $0.pointee.sin6_port)
                }
            default: nil
            }
        }
    }

    private static func text<Address>(
        _ family: Int32, _ address: Address, port: in_port_t
    ) -> String? {
        var characters = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isWritten = withUnsafePointer(to: address) {
            inet_ntop(family, $0, &characters, socklen_t(characters.count)) != nil
        }
        guard isWritten else { return nil }
        let host = String(
            decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let number = UInt16(bigEndian: port)
        // An address of version 4 on a socket of version 6.
        let mapped = "::ffff:"
        if host.hasPrefix(mapped), host.contains(".") {
            return "\(host.dropFirst(mapped.count)):\(number)"
        }
        return family == AF_INET6 ? "[\(host)]:\(number)" : "\(host):\(number)"
    }

    /// Ends the connection in both directions, if it is still the one with this other end.
    ///
    /// The library sees a peer that hung up, and frees what it holds for it. The descriptor stays
    /// the library's. Should it have closed it just now, and the system have given the number to
    /// another connection, then the address differs and nothing is done.
    @discardableResult
    package func cut(ifPeerIs address: String) -> Bool {
        guard peerAddress == address else { return false }
        return shutdown(descriptor, Int32(SHUT_RDWR)) == 0
    }
}
