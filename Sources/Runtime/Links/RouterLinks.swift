import Coordination
import Studies
import Wire
import ZeroMQ

/// A coordinator's sockets: one for workers, with its authenticator and its watch, and one for
/// questions.
final class RouterLinks: CoordinatorLinks {
    let endpoint: String
    let questionEndpoint: String
    let readerSecurity: ClientSecurity
    let operatorSecurity: ClientSecurity
    var questions: any MessageSocket { questionSocket }
    var watch: any PeerWatch { connections }

    private let workers: SocketMessages
    private let questionSocket: SocketMessages
    private let connections: ConnectionWatch
    private var poller: Poller
    /// What closes each part, in the order in which the parts were opened.
    private var closing: [() -> Void] = []

    /// Listens.
    ///
    /// - Parameter commands: tells the shell that a connection was cut or the authenticator ended.
    init(
        _ context: Context, listen: Endpoint, security: ServerSecurity,
        commands: Mailbox<CoordinatorShell.Command>
    ) throws {
        var opened: [() -> Void] = []
        do {
            // Before any socket: libzmq accepts every client while no authenticator is bound.
            let authenticator = try Self.authenticator(context, security, commands)
            opened.append { authenticator.stop() }
            let socket = try Socket.coordinator(
                context, endpoint: listen, security: security, domain: .workers)
            opened.append { socket.close() }
            let watch = try ConnectionWatch(
                context, watching: socket, limits: Self.limits(of: socket)
            ) { cut in commands.post(.connectionCut(cut)) }
            opened.append { watch.stop(watching: socket) }
            connections = watch
            try socket.bind(listen.text)
            endpoint = socket.lastEndpoint
            workers = SocketMessages(socket)
            let desk = try QuestionServer.listen(context, security: security)
            opened.append { desk.close() }
            questionEndpoint = desk.lastEndpoint
            questionSocket = SocketMessages(desk)
            poller = Poller()
            poller.add(descriptor: commands.descriptor)
            poller.add(socket)
            poller.add(desk)
            readerSecurity = try Self.newKey(for: LinkUser.reader, security, authenticator)
            operatorSecurity = try Self.newKey(for: LinkUser.operator, security, authenticator)
        } catch {
            opened.reversed().forEach { $0() }
            throw error
        }
        closing = opened
    }

    func close() {
        closing.reversed().forEach { $0() }
        closing = []
    }

    func wait(milliseconds: Int) throws {
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
    }

    func receive() throws -> ReceivedMessage? {
        if let message = try workers.receive() { return message }
        connections.foundEmpty()
        return nil
    }

    func send(_ frames: [[UInt8]]) throws -> SendOutcome {
        let outcome = try workers.send(frames)
        if outcome == .sent {
            let bytes = frames.dropFirst().reduce(0) { $0 + workers.socket.wireSize($1.count) }
            connections.sent(bytes: bytes, to: Peer(frames[0]))
        }
        return outcome
    }

    private static func limits(of socket: Socket) -> ConnectionLedger.Limits {
        var limits = ConnectionLedger.Limits()
        // Some descriptors are needed for the store, the log and the tables.
        let descriptors = raiseDescriptorLimit()
        limits.connections = max(8, descriptors - min(200, descriptors / 2))
        if !socket.isEncrypted {
            // Small frames are shorter on a plain link, but use as much memory here.
            limits.unreadBytes = 4 << 20
        }
        return limits
    }

    private static func authenticator(
        _ context: Context, _ security: ServerSecurity,
        _ commands: Mailbox<CoordinatorShell.Command>
    ) throws -> Authenticator {
        let failed: @Sendable (ZeroMQError) -> Void = { error in
            commands.post(.authenticatorFailed("\(error)"))
        }
        switch security {
        case .encrypted(let keys):
            return try Authenticator(
                context, users: keys.users,
                admits: { LinkDomain(rawValue: $1)?.admits($0) ?? false }, onFailure: failed)
        case .plain:
            return try Authenticator(
                context, users: [:], plainUser: LinkUser.worker, onFailure: failed)
        }
    }

    /// A new key for commands on this machine.
    private static func newKey(
        for user: String, _ security: ServerSecurity, _ authenticator: Authenticator
    ) throws -> ClientSecurity {
        guard case .encrypted(let keys) = security else { return .plain }
        let pair = try CurveKeyPair.generate()
        try authenticator.allow(publicKey: pair.publicKey, as: user)
        return .encrypted(WorkerKeys(serverPublicKey: keys.server.publicKey, client: pair))
    }
}

/// A ZeroMQ socket as whole messages.
final class SocketMessages: MessageSocket {
    let socket: Socket

    init(_ socket: Socket) { self.socket = socket }

    func receive() throws -> ReceivedMessage? { try socket.receive() }
    func send(_ frames: [[UInt8]]) throws -> SendOutcome { try socket.send(frames) }
}

extension ConnectionWatch: PeerWatch {}
