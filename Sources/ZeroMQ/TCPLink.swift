#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A TCP connection that the library owns: its kernel counters, its peer address, and a way to shut
/// it down.
///
/// libzmq reports neither the received nor the unsent bytes that it holds for a peer, and a router
/// can't disconnect a peer. The kernel's counters and `shutdown` provide both.
package struct TCPLink: Sendable, Hashable {
    /// Bytes that the kernel has counted since the connection was established.
    package struct Counts: Sendable, Hashable {
        /// Received bytes that the library has read; the rest is in the kernel's buffer.
        package var received: UInt64
        /// Sent bytes that the other machine has acknowledged.
        package var acknowledged: UInt64

        package init(received: UInt64, acknowledged: UInt64) {
            self.received = received
            self.acknowledged = acknowledged
        }
    }

    package let descriptor: Int32

    package init(descriptor: Int32) { self.descriptor = descriptor }

    /// The counters, or nil if the descriptor is not (or no longer) a TCP connection.
    package var counts: Counts? {
        #if os(Linux)
            // struct tcp_info (linux/tcp.h) only grows at its end. The C library's own declaration
            // is older than these two members, which exist since Linux 4.1.
            let (acknowledgedOffset, receivedOffset, needed) = (120, 128, 136)
            // Read first: bytes that arrive in between count as read; no negative difference.
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

    /// Received bytes that the library has not read.
    private var queuedBytes: UInt64 {
        var count: Int32 = 0
        guard ioctl(descriptor, UInt(FIONREAD), &count) == 0 else { return 0 }
        return UInt64(max(0, count))
    }

    /// The peer's address, such as `192.168.1.10:40312`, or nil if it is not (or no longer)
    /// connected.
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
        // An IPv4 address on an IPv6 socket.
        let mapped = "::ffff:"
        if host.hasPrefix(mapped), host.contains(".") {
            return "\(host.dropFirst(mapped.count)):\(number)"
        }
        return family == AF_INET6 ? "[\(host)]:\(number)" : "\(host):\(number)"
    }

    /// Shuts the connection down in both directions, if its peer still has this address.
    ///
    /// For the library, the peer hung up, and it frees the peer's queues. The library keeps the
    /// descriptor. If it has just closed the descriptor and the system has reused the number for
    /// another connection, the address differs and nothing is done.
    @discardableResult
    package func cut(ifPeerIs address: String) -> Bool {
        guard peerAddress == address else { return false }
        return shutdown(descriptor, Int32(SHUT_RDWR)) == 0
    }
}
