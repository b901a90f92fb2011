import Foundation
import Testing
import ZeroMQ

/// Bytes that are no ZeroMQ: what port scans, browsers and noise send.
@Suite struct GarbageTests {
    @Test(
        "Foreign bytes deliver nothing, and the server goes on",
        arguments: ["http", "tls", "random", "greeting then garbage", "nothing"])
    func garbage(kind: String) throws {
        let server = try Server()
        for seed in 0..<10 {
            try sendRaw(bytes(kind, seed: UInt64(seed)), toPort: server.port)
        }
        let (dealer, monitor) = try server.client(server.worker)
        #expect(try dealer.send([[UInt8]("still there")]) == .sent)
        // The first thing that the application sees is the real client's message.
        #expect(try receive(server.router)?.frames.last == [UInt8]("still there"))
        #expect(try server.router.receive() == nil)
        #expect(server.router.unauthenticatedMessages == 0)
        monitor.close()
        dealer.close()
        server.close()
    }

    private func bytes(_ kind: String, seed: UInt64) -> [UInt8] {
        var state = seed
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        let noise = (0..<Int(next()) * 16 + 1).map { _ in next() }
        switch kind {
        case "http": return [UInt8]("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        case "tls": return [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC, 3, 3] + noise
        case "random": return noise
        case "greeting then garbage":
            // A ZMTP 3.0 greeting that asks for CURVE (ZeroMQ RFC 23), then noise in place of
            // HELLO.
            return [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0] + [UInt8]("CURVE")
                + [UInt8](repeating: 0, count: 47) + noise
        default: return []
        }
    }

    /// Connects, sends and hangs up.
    private func sendRaw(_ bytes: [UInt8], toPort port: UInt16) throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
        // The server may hang up first, which is its right.
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }
}
