import CZeroMQ
import Foundation
import ProcessControl

/// Decides who may connect: the handler that libzmq asks about every new link (ZeroMQ RFC 27, ZAP).
///
/// It answers on its own thread, and is bound when `init` returns. Create it before any server
/// socket and stop it after they are closed, because libzmq accepts every client while no handler
/// is bound to the endpoint. (A socket set up by `asCurveServer` then still delivers no messages
/// from them.) If the thread ends unexpectedly, it calls `onFailure`: the program should abort.
///
/// `@unchecked Sendable`: all that changes after `init` is guarded by `lock`; the socket never
/// leaves its thread.
package final class Authenticator: @unchecked Sendable {
    /// The numbers of accepted and refused links.
    package struct Counts: Sendable, Hashable {
        package var accepted = 0
        package var refused = 0

        package init(accepted: Int = 0, refused: Int = 0) {
            self.accepted = accepted
            self.refused = refused
        }
    }

    /// Whether a user may connect to the sockets of a domain.
    package typealias Admission = @Sendable (_ user: String, _ domain: String) -> Bool

    private let lock = NSLock()
    private var users: [[UInt8]: String]
    private let admits: Admission
    private var tally = Counts()

    /// The user assigned to unencrypted links, or nil to refuse them.
    private let plainUser: String?
    private let onFailure: @Sendable (ZeroMQError) -> Void
    private let stopRequests: Mailbox<Void>
    private let ended = DispatchSemaphore(value: 0)

    /// Starts answering.
    ///
    /// - Parameters:
    ///   - users: The user of each client public key (Z85). All other keys are refused.
    ///   - plainUser: The user assigned to unencrypted links; nil, the default, refuses them. Only
    ///     sockets with a `zapDomain` ask about unencrypted links.
    ///   - admits: Whether a known user may connect to the sockets of a domain.
    ///   - onFailure: Called if the thread ends without having been asked to.
    package init(
        _ context: Context, users: [String: String], plainUser: String? = nil,
        admits: @escaping Admission = { _, _ in true },
        onFailure: @escaping @Sendable (ZeroMQError) -> Void
    ) throws(ZeroMQError) {
        var table: [[UInt8]: String] = [:]
        for (key, user) in users { table[try Z85.validate(key: key)] = user }
        self.users = table
        self.plainUser = plainUser
        self.admits = admits
        self.onFailure = onFailure
        stopRequests = try Mailbox()

        let start = StartSignal()
        // The thread keeps the authenticator alive until it is stopped.
        SystemThread.start("authenticator") { self.serve(context, start) }
        try start.wait()
    }

    /// Accepts a client from now on.
    package func allow(publicKey: String, as user: String) throws(ZeroMQError) {
        let bytes = try Z85.validate(key: publicKey)
        lock.withLock { users[bytes] = user }
    }

    /// Refuses a client from now on.
    ///
    /// Its existing links stay open.
    package func revoke(publicKey: String) throws(ZeroMQError) {
        let bytes = try Z85.validate(key: publicKey)
        lock.withLock { users[bytes] = nil }
    }

    package var counts: Counts { lock.withLock { tally } }

    /// Stops answering and waits for the thread to end.
    ///
    /// Close the server sockets first.
    package func stop() {
        stopRequests.post(())
        ended.wait()
        // Further calls must not block.
        ended.signal()
    }

    // MARK: The thread

    private func serve(_ context: Context, _ start: StartSignal) {
        defer { ended.signal() }
        let socket: Socket
        do {
            socket = try Socket(context, .rep)
            try socket.bind("inproc://zeromq.zap.01")
        } catch {
            start.send(error)
            return
        }
        start.send(nil)
        var poller = Poller()
        poller.add(socket)
        poller.add(descriptor: stopRequests.descriptor)
        do {
            while true {
                let ready = try poller.poll(timeoutMilliseconds: -1)
                if ready.contains(where: { $0.item == 1 }) { break }
                if let request = try socket.receive() {
                    _ = try socket.send(answer(to: request.frames), nonBlocking: false)
                }
            }
            socket.close()
        } catch {
            socket.close()
            onFailure(error)
        }
    }

    /// The reply to a request: version, request ID, status, text, user, metadata.
    func answer(to request: [[UInt8]]) -> [[UInt8]] {
        let verdict = judge(request)
        lock.withLock {
            if case .accept = verdict { tally.accepted += 1 } else { tally.refused += 1 }
        }
        let id = request.count > 1 ? request[1] : []
        let (status, text, user) =
            switch verdict {
            case .accept(let user): ("200", "OK", user)
            case .refuse(let reason): ("400", reason, "")
            }
        return [Array("1.0".utf8), id, Array(status.utf8), Array(text.utf8), Array(user.utf8), []]
    }

    private enum Verdict {
        case accept(user: String)
        case refuse(reason: String)
    }

    /// Frames: version, request id, domain, address, identity, mechanism, credentials.
    private func judge(_ request: [[UInt8]]) -> Verdict {
        guard request.count >= 6, request[0] == Array("1.0".utf8) else {
            return .refuse(reason: "not a request of version 1.0")
        }
        switch String(decoding: request[5], as: UTF8.self) {
        case "CURVE":
            guard request.count == 7, let user = lock.withLock({ users[request[6]] }) else {
                return .refuse(reason: "unknown key")
            }
            return admit(user, to: request[2])
        case "NULL":
            guard let plainUser else { return .refuse(reason: "links must be encrypted") }
            return admit(plainUser, to: request[2])
        default:
            return .refuse(reason: "unknown mechanism")
        }
    }

    private func admit(_ user: String, to domain: [UInt8]) -> Verdict {
        guard admits(user, String(decoding: domain, as: UTF8.self)) else {
            return .refuse(reason: "not a key for this socket")
        }
        return .accept(user: user)
    }
}

/// Reports the outcome of a thread's start to its creator.
///
/// `@unchecked Sendable`: the outcome is written before the semaphore is signalled and read after.
private final class StartSignal: @unchecked Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private var failure: ZeroMQError?

    func send(_ failure: ZeroMQError?) {
        self.failure = failure
        semaphore.signal()
    }

    func wait() throws(ZeroMQError) {
        semaphore.wait()
        if let failure { throw failure }
    }
}
