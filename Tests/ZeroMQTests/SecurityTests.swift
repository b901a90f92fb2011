import Foundation
import Testing
import ZeroMQ

@Suite struct SecurityTests {
    @Test("An authorised client's messages arrive with its user, and answers go back")
    func roundTrip() throws {
        let server = try Server()
        let (dealer, monitor) = try server.client(server.worker)
        #expect(try dealer.send([[UInt8]("hello"), [1, 2]]) == .sent)
        let message = try #require(try receive(server.router))
        #expect(message.frames.dropFirst() == [[UInt8]("hello"), [1, 2]])
        #expect(message.userID == "worker")
        #expect(try server.router.send([message.frames[0], [UInt8]("welcome")]) == .sent)
        #expect(try receive(dealer)?.frames == [[UInt8]("welcome")])
        #expect(try event(monitor) { $0 == .handshakeSucceeded } != nil)
        #expect(server.authenticator.counts == .init(accepted: 1, refused: 0))
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("The user is known after polling too, message by message")
    func userAfterPolling() throws {
        let server = try Server()
        let (dealer, monitor) = try server.client(server.worker)
        var poller = Poller()
        poller.add(server.router)
        for number: UInt8 in 0..<20 {
            #expect(try dealer.send([[number]]) == .sent)
            #expect(try poller.poll(timeoutMilliseconds: patienceMilliseconds).count == 1)
            let message = try #require(try server.router.receive())
            #expect(message.userID == "worker")
            #expect(message.frames.last == [number])
        }
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("A client with an unknown key is refused, for good and with a reason")
    func unknownClient() throws {
        let server = try Server()
        let stranger = WorkerKeys(
            serverPublicKey: server.keys.server.publicKey, client: try .generate())
        let (dealer, monitor) = try server.client(stranger)
        #expect(try dealer.send([[1]]) == .sent)
        let failure = try event(monitor, where: isHandshakeFailure)
        #expect(failure == .handshakeFailed(.authentication(status: 400)))
        #expect(try event(server.monitor, where: isHandshakeFailure) != nil)
        #expect(try server.router.receive() == nil)
        #expect(server.authenticator.counts == .init(accepted: 0, refused: 1))
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("A known user is refused by a socket of a domain that does not admit it")
    func otherDomain() throws {
        let server = try Server(admits: { user, domain in
            #expect(domain == "podium")
            return user != "worker"
        })
        let (dealer, monitor) = try server.client(server.worker)
        let failure = try event(monitor, where: isHandshakeFailure)
        #expect(failure == .handshakeFailed(.authentication(status: 400)))
        #expect(server.authenticator.counts == .init(accepted: 0, refused: 1))
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("A client that expects another server's key gets no link")
    func wrongServerKey() throws {
        let server = try Server()
        let confused = WorkerKeys(
            serverPublicKey: try CurveKeyPair.generate().publicKey, client: server.worker.client)
        let (dealer, monitor) = try server.client(confused)
        #expect(try dealer.send([[1]]) == .sent)
        // The server hangs up in silence, so the client can only guess.
        guard case .handshakeFailed(.noDetail)? = try event(monitor, where: isHandshakeFailure)
        else {
            Issue.record("the client saw another failure")
            return
        }
        // "Cryptographic": the hello can't be opened with the server's key.
        #expect(
            try event(server.monitor, where: isHandshakeFailure)
                == .handshakeFailed(.protocolError(code: 0x1100_0001)))
        #expect(try server.router.receive() == nil)
        #expect(server.authenticator.counts == .init(accepted: 0, refused: 0))
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("A plain client is refused by an encrypted server, and nothing of it is delivered")
    func plainClient() throws {
        let server = try Server(plainUser: "anyone")
        let (dealer, monitor) = try server.client(nil)
        #expect(try dealer.send([[1]]) == .sent)
        // "Mechanism mismatch", on both sides.
        for side in [monitor, server.monitor] {
            #expect(
                try event(side, where: isHandshakeFailure)
                    == .handshakeFailed(.protocolError(code: 0x1100_0002)))
        }
        #expect(try server.router.receive() == nil)
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test(
        "A plain server takes plain clients only where it was told to",
        arguments: [nil, "anyone"])
    func plainServer(user: String?) throws {
        let server = try Server(plainUser: user, encrypted: false)
        let (dealer, monitor) = try server.client(nil)
        #expect(try dealer.send([[1]]) == .sent)
        if let user {
            #expect(try receive(server.router)?.userID == user)
        } else {
            #expect(
                try event(monitor, where: isHandshakeFailure)
                    == .handshakeFailed(.authentication(status: 400)))
            #expect(try server.router.receive() == nil)
        }
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("A client allowed later gets in, and one revoked stays out")
    func changingUsers() throws {
        let server = try Server()
        let guest = WorkerKeys(
            serverPublicKey: server.keys.server.publicKey, client: try .generate())
        try server.authenticator.allow(publicKey: guest.client.publicKey, as: "reader")
        try server.authenticator.revoke(publicKey: server.worker.client.publicKey)
        let (reader, readerMonitor) = try server.client(guest)
        #expect(try reader.send([[1]]) == .sent)
        #expect(try receive(server.router)?.userID == "reader")
        let (worker, workerMonitor) = try server.client(server.worker)
        #expect(try event(workerMonitor, where: isHandshakeFailure) != nil)
        for monitor in [readerMonitor, workerMonitor] { monitor.close() }
        for socket in [reader, worker] { socket.close() }
        server.close()
    }

    @Test("Without an authenticator nobody's messages are delivered, whatever their key")
    func authenticatorGone() throws {
        // A first try may still wait for the answer of the authenticator that is going.
        let server = try Server(handshakeInterval: .milliseconds(200))
        server.authenticator.stop()
        let stranger = WorkerKeys(
            serverPublicKey: server.keys.server.publicKey, client: try .generate())
        let (dealer, monitor) = try server.client(stranger)
        #expect(try dealer.send([[1]]) == .sent)
        // libzmq itself lets the stranger in: this is what the socket's own check is for.
        #expect(try event(monitor) { $0 == .handshakeSucceeded } != nil)
        var poller = Poller()
        poller.add(server.router)
        #expect(try !poller.poll(timeoutMilliseconds: patienceMilliseconds).isEmpty)
        #expect(try server.router.receive() == nil)
        #expect(server.router.unauthenticatedMessages == 1)
        monitor.close()
        dealer.close()
        server.close()
    }

    @Test("An authenticator whose thread ends by itself says so")
    func authenticatorFailure() throws {
        let failures = try Mailbox<ZeroMQError>()
        let context = try Context()
        let authenticator = try Authenticator(context, users: [:]) { failures.post($0) }
        context.terminate()
        var poller = Poller()
        poller.add(descriptor: failures.descriptor)
        #expect(try poller.poll(timeoutMilliseconds: patienceMilliseconds).count == 1)
        #expect(failures.drain() == [.contextTerminated])
        authenticator.stop()
    }

    @Test("A second authenticator of one context is refused")
    func twoAuthenticators() throws {
        let context = try Context()
        let first = try Authenticator(context, users: [:], onFailure: unexpectedEnd)
        #expect(throws: ZeroMQError.self) {
            _ = try Authenticator(context, users: [:], onFailure: unexpectedEnd)
        }
        first.stop()
    }
}
