import Foundation
import Testing
import Wire
import ZeroMQ

@testable import Runtime

@Suite("The sockets of a coordinator")
struct LinkDomainTests {
    @Test("admit workers where workers are served, and readers where questions are answered")
    func domains() throws {
        let context = try Context()
        defer { context.terminate() }
        let (keys, worker) = try KeyFiles.generate()
        let links = try RouterLinks(
            context, listen: .local, security: .encrypted(keys), commands: try Mailbox())
        defer { links.close() }
        let reader = links.readerSecurity
        #expect(try isAdmitted(.encrypted(worker), to: links.endpoint))
        #expect(try isAdmitted(reader, to: links.questionEndpoint))
        #expect(try !isAdmitted(.encrypted(worker), to: links.questionEndpoint))
        #expect(try !isAdmitted(reader, to: links.endpoint))
    }

    /// Whether the handshake of a client succeeds.
    private func isAdmitted(_ security: ClientSecurity, to endpoint: String) throws -> Bool {
        let context = try Context()
        defer { context.terminate() }
        let client = try Socket.client(context, security: security)
        defer { client.close() }
        let monitor = try SocketMonitor(of: client, context)
        defer { monitor.close() }
        try client.connect(endpoint)
        var poller = Poller()
        poller.add(monitor.socket)
        let deadline = Date(timeIntervalSinceNow: 30)
        while Date() < deadline {
            _ = try poller.poll(timeoutMilliseconds: 1000)
            while let event = try monitor.next()?.event {
                if event == .handshakeSucceeded { return true }
                if event == .handshakeFailed(.authentication(status: 400)) { return false }
            }
        }
        throw ZeroMQError.keyFile(place: endpoint, problem: "neither admits nor refuses")
    }
}
