import Coordination
import Foundation
import Synchronization
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

@Suite("A coordinator's socket")
struct HangUpTests {
    /// More than any mark at which a queue was ever said to be full.
    private static let messages = 120_000

    /// With a full queue libzmq 4.3.4 would keep the broken connection, and end the process when
    /// its next heartbeat is due.
    @Test("outlives a peer that floods it, reads nothing and hangs up, while nobody reads")
    func floodAndHangUp() throws {
        try withRouter { context, router in
            let monitor = try SocketMonitor(of: router, context)
            defer { monitor.close() }
            try router.bind("tcp://127.0.0.1:*")

            let theirs = try Context()
            let peer = try Socket(theirs, .dealer)
            try peer.set(.receiveHighWaterMark(1))
            try peer.set(.sendHighWaterMark(0))
            try peer.set(.linger(.seconds(30)))
            try peer.connect(router.lastEndpoint)
            try #require(try peer.send([[1]]) == .sent)
            let name = try #require(try next(of: router)).frames[0]
            // What it never reads makes the end of its connection a reset.
            var unread = 0
            while unread < 900,
                try router.send([name, [UInt8](repeating: 1, count: 8192)]) == .sent
            {
                unread += 1
            }
            for _ in 0..<Self.messages {
                try #require(try peer.send([[UInt8](repeating: 2, count: 60)]) == .sent)
            }
            peer.close()
            theirs.terminate()
            #expect(try isDisconnected(monitor))
            var count = 0
            while try router.receive() != nil { count += 1 }
            #expect(count > 0)
        }
    }

    @Test("ends a connection that sends more than is read, and tells whose it was")
    func cut() throws {
        var limits = ConnectionLedger.Limits()
        limits.unreadBytes = 1 << 20
        try watched(limits) { watch, cuts, router, peer in
            try peer.set(.sendHighWaterMark(0))
            try peer.connect(router.lastEndpoint)
            try #require(try peer.send([[1]]) == .sent)
            let first = try #require(try next(of: router))
            #expect(first.link?.peerAddress?.hasPrefix("127.0.0.1:") == true)
            #expect(watch.take(first, cost: 1, from: Peer(first.frames[0])))
            // It may be cut before all is sent.
            for _ in 0..<100_000 {
                _ = try peer.send([[UInt8](repeating: 2, count: 60)])
            }
            var poller = Poller()
            poller.add(descriptor: cuts.descriptor)
            try #require(try !poller.poll(timeoutMilliseconds: 30_000).isEmpty)
            let found = try #require(cuts.drain().first)
            #expect(found.peer == Peer(first.frames[0]))
            #expect(
                found.address == first.link?.peerAddress || found.address.hasPrefix("127.0.0.1:"))
            guard case .unread(let bytes) = found.reason else {
                Issue.record("cut because \(found.reason)")
                return
            }
            #expect(bytes > 1 << 20)
        }
    }

    @Test("doesn't take its own stop for the silence of a peer")
    func stopped() throws {
        var limits = ConnectionLedger.Limits()
        limits.silentSeconds = 4
        let stop = Mutex(0.0)
        try watched(limits, systemTime: { SystemTime.now + stop.withLock { $0 } }) {
            watch, cuts, router, peer in
            try peer.connect(router.lastEndpoint)
            try #require(try peer.send([[1]]) == .sent)
            let first = try #require(try next(of: router))
            #expect(watch.take(first, cost: 1, from: Peer(first.frames[0])))
            // As if the process had been stopped for a quarter of an hour.
            stop.withLock { $0 = 900 }
            var poller = Poller()
            poller.add(descriptor: cuts.descriptor)
            #expect(try poller.poll(timeoutMilliseconds: 1_000).isEmpty)
            // A peer that is silent while the process runs loses its connection.
            #expect(try !poller.poll(timeoutMilliseconds: 30_000).isEmpty)
            let reason = try #require(cuts.drain().first).reason
            guard case .silent(let seconds) = reason else {
                Issue.record("cut because \(reason)")
                return
            }
            #expect(seconds < 60)
        }
    }

    /// A coordinator's socket that is not bound yet.
    private func withRouter(_ body: (Context, Socket) throws -> Void) throws {
        let context = try Context()
        defer { context.terminate() }
        let router = try Socket.coordinator(
            context, endpoint: .local, security: .plain, domain: .workers)
        defer { router.close() }
        let authenticator = try Authenticator(context, users: [:], plainUser: "anyone") { _ in }
        defer { authenticator.stop() }
        try body(context, router)
    }

    /// A bound and watched socket, the cuts of its connections, and a peer that is not connected.
    private func watched(
        _ limits: ConnectionLedger.Limits,
        systemTime: @escaping @Sendable () -> Instant = { SystemTime.now },
        _ body: (ConnectionWatch, Mailbox<ConnectionCut>, Socket, Socket) throws -> Void
    ) throws {
        try withRouter { context, router in
            let cuts = try Mailbox<ConnectionCut>()
            let watch = try ConnectionWatch(
                context, watching: router, limits: limits, systemTime: systemTime
            ) { cuts.post($0) }
            defer { watch.stop(watching: router) }
            try router.bind("tcp://127.0.0.1:*")
            let theirs = try Context()
            defer { theirs.terminate() }
            let peer = try Socket(theirs, .dealer)
            defer { peer.close() }
            try body(watch, cuts, router, peer)
        }
    }

    private func next(of socket: Socket) throws -> ReceivedMessage? {
        var poller = Poller()
        poller.add(socket)
        _ = try poller.poll(timeoutMilliseconds: 10_000)
        return try socket.receive()
    }

    private func isDisconnected(_ monitor: SocketMonitor) throws -> Bool {
        var poller = Poller()
        poller.add(monitor.socket)
        while try !poller.poll(timeoutMilliseconds: 30_000).isEmpty {
            while let event = try monitor.next() {
                if event.event == .disconnected { return true }
            }
        }
        return false
    }
}
