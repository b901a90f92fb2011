import Foundation
import Testing
import ZeroMQ

@Suite struct SocketTests {
    @Test("Frames arrive as they were sent, with empty and binary ones")
    func roundTrip() throws {
        let context = try Context()
        let (left, right) = try pair(context)
        let frames: [[UInt8]] = [[], [0, 255, 10, 0], Array(repeating: 7, count: 100_000)]
        #expect(try left.send(frames) == .sent)
        let message = try #require(try receive(right))
        #expect(message.frames == frames)
        #expect(message.userID == nil)
        #expect(!message.isOversized)
        #expect(try right.receive() == nil)
    }

    @Test("Frames beyond the limit are dropped and the message is flagged")
    func oversized() throws {
        let context = try Context()
        let (left, right) = try pair(context)
        right.frameLimit = 3
        #expect(try left.send((0..<9).map { [$0] }) == .sent)
        #expect(try left.send([[1], [2], [3]]) == .sent)
        let first = try #require(try receive(right))
        #expect(first.frames == [[0], [1], [2]])
        #expect(first.isOversized)
        // The rest of the first message must not be taken for the next one.
        let second = try #require(try receive(right))
        #expect(second.frames == [[1], [2], [3]])
        #expect(!second.isOversized)
    }

    @Test("A mandatory router says that a peer is unknown")
    func unreachable() throws {
        let context = try Context()
        let router = try Socket(context, .router)
        try router.set(.routerMandatory(true))
        try router.bind("tcp://127.0.0.1:*")
        #expect(try router.send([[UInt8]("nobody"), [1]]) == .unreachable)
    }

    @Test("A send to a full queue says so and sends nothing, in part or whole")
    func wouldBlock() throws {
        let context = try Context()
        let left = try Socket(context, .pair)
        let right = try Socket(context, .pair)
        try left.set(.sendHighWaterMark(4))
        try right.set(.receiveHighWaterMark(4))
        try left.bind("inproc://full")
        try right.connect("inproc://full")
        var sent: UInt8 = 0
        while try left.send([[sent], [sent]]) == .sent {
            sent += 1
            try #require(sent < 100)
        }
        #expect(sent > 0)
        for number in 0..<sent {
            #expect(try receive(right)?.frames == [[number], [number]])
        }
        #expect(try right.receive() == nil)
    }

    @Test("A dealer without a peer would block")
    func noPeer() throws {
        let context = try Context()
        let dealer = try Socket(context, .dealer)
        try dealer.set(.immediate(true))
        #expect(try dealer.send([[1]]) == .wouldBlock)
    }

    @Test("Every option is accepted by the library")
    func options() throws {
        let context = try Context()
        let socket = try Socket(context, .router)
        for option: Socket.Option in [
            .linger(.seconds(1)), .immediate(true), .routerMandatory(true),
            .handshakeInterval(.seconds(3)), .backlog(1024),
            .reconnectInterval(.milliseconds(100)), .reconnectMaximum(.seconds(10)),
            .connectTimeout(.seconds(5)), .tcpKeepalive(true), .tcpMaxRT(.seconds(15)),
            .ipv6(true), .heartbeatInterval(.seconds(2)), .heartbeatTimeout(.seconds(6)),
            .heartbeatTimeToLive(.seconds(6)), .sendHighWaterMark(1000),
            .receiveHighWaterMark(1000), .maximumMessageSize(1 << 20), .zapDomain("podium"),
        ] {
            try socket.set(option)
        }
    }

    @Test("An endpoint in use is refused with words that say what to do")
    func addressInUse() throws {
        let context = try Context()
        let first = try Socket(context, .router)
        try first.bind("tcp://127.0.0.1:*")
        let endpoint = first.lastEndpoint
        #expect(endpoint.hasPrefix("tcp://127.0.0.1:"))
        let second = try Socket(context, .router)
        let error = #expect(throws: ZeroMQError.self) { try second.bind(endpoint) }
        let message = "\(try #require(error))"
        #expect(message.hasPrefix("listen on \(endpoint): Address already in use;"))
        #expect(throws: ZeroMQError.self) { try second.bind("tcp:nonsense") }
    }

    @Test("A frame larger than the limit never reaches the application")
    func maximumMessageSize() throws {
        let context = try Context()
        let router = try Socket(context, .router)
        try router.set(.maximumMessageSize(1000))
        try router.bind("tcp://127.0.0.1:*")
        let monitor = try SocketMonitor(of: router, context)
        let dealer = try Socket(context, .dealer)
        try dealer.connect(router.lastEndpoint)
        #expect(try dealer.send([Array(repeating: 1, count: 1001)]) == .sent)
        #expect(try event(monitor) { $0 == .disconnected } != nil)
        #expect(try router.receive() == nil)
    }

    @Test("Termination ends a blocking receive on another thread")
    func termination() throws {
        let context = try Context()
        let outcome = Mailbox<ZeroMQError?>.self
        let mailbox = try outcome.init()
        let ready = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            do {
                let socket = try Socket(context, .pull)
                ready.signal()
                _ = try socket.receive(nonBlocking: false)
                mailbox.post(nil)
            } catch let error as ZeroMQError {
                mailbox.post(error)
            } catch {
                mailbox.post(nil)
            }
        }
        ready.wait()
        context.terminate()
        var poller = Poller()
        poller.add(descriptor: mailbox.descriptor)
        #expect(try poller.poll(timeoutMilliseconds: patienceMilliseconds).count == 1)
        #expect(mailbox.drain() == [.contextTerminated])
        #expect(throws: ZeroMQError.contextTerminated) { _ = try Socket(context, .pull) }
    }

    @Test("A context holds more sockets than the library's default")
    func manySockets() throws {
        let context = try Context()
        let sockets = try (0..<1500).map { _ in try Socket(context, .dealer) }
        #expect(sockets.count == 1500)
    }

    @Test("The poller tells which items are ready, and that none is")
    func poller() throws {
        let context = try Context()
        let (left, right) = try pair(context)
        let mailbox = try Mailbox<Int>()
        var poller = Poller()
        let socketItem = poller.add(right)
        let mailboxItem = poller.add(descriptor: mailbox.descriptor)
        #expect(try poller.poll(timeoutMilliseconds: 0).isEmpty)
        mailbox.post(1)
        #expect(
            try poller.poll(timeoutMilliseconds: patienceMilliseconds)
                == [Poller.Ready(item: mailboxItem, events: .readable)])
        _ = mailbox.drain()
        #expect(try poller.poll(timeoutMilliseconds: 1).isEmpty)
        #expect(try left.send([[1]]) == .sent)
        // Level-triggered: it stays ready until it is read.
        for _ in 0..<2 {
            #expect(
                try poller.poll(timeoutMilliseconds: patienceMilliseconds)
                    == [Poller.Ready(item: socketItem, events: .readable)])
        }
        poller.setInterest([.readable, .writable], of: socketItem)
        #expect(try poller.poll(timeoutMilliseconds: 0).first?.events == [.readable, .writable])
    }

    @Test("The library encrypts, and the descriptor limit is told")
    func library() {
        #expect(libraryHasCurve)
        #expect(libraryVersion.hasPrefix("4."))
        let limit = raiseDescriptorLimit(to: 64)
        #expect(limit >= 64)
        #expect(raiseDescriptorLimit(to: limit) == limit)
        let error = #expect(throws: ZeroMQError.self) { try raiseDescriptorLimit(least: .max) }
        #expect(error.map { "\($0)".contains("raise the limit (ulimit -n)") } == true)
    }

    private func pair(_ context: Context) throws -> (Socket, Socket) {
        let left = try Socket(context, .pair)
        let right = try Socket(context, .pair)
        try left.bind("inproc://pair")
        try right.connect("inproc://pair")
        return (left, right)
    }
}
