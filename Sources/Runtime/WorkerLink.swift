import Coordination
import ZeroMQ

/// A worker's connection to its coordinator, and what the library tells about it.
struct WorkerLink {
    private let endpoint: String
    private let security: ClientSecurity
    private let context: Context
    private var socket: Socket
    private var monitor: SocketMonitor
    private var refusal: String?
    private var lastProblem: String?
    private var isNewlyLinked = false
    /// Handshakes in a row that the other side broke off without a word.
    private var brokenHandshakes = 0
    private var hasEverConnected = false

    /// A wrong server key shows itself only as a coordinator that hangs up each time.
    private static let brokenHandshakeLimit = 3

    init(endpoint: String, security: ClientSecurity, context: Context) throws {
        self.endpoint = endpoint
        self.security = security
        self.context = context
        (socket, monitor) = try Self.make(endpoint, security, context)
    }

    private static func make(
        _ endpoint: String, _ security: ClientSecurity, _ context: Context
    ) throws -> (Socket, SocketMonitor) {
        let socket = try Socket.client(context, security: security)
        return (socket, try SocketMonitor(of: socket, context))
    }

    /// A fresh connection: what was queued on the old one is dropped.
    mutating func reconnect() throws {
        close()
        (socket, monitor) = try Self.make(endpoint, security, context)
        try socket.connect(endpoint)
    }

    func close() {
        monitor.close()
        socket.close()
    }

    func wait(milliseconds: Int, also descriptor: Int32) throws {
        var poller = Poller()
        poller.add(socket)
        poller.add(monitor.socket)
        poller.add(descriptor: descriptor)
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
    }

    func send(_ message: ClientMessage) throws {
        _ = try socket.send(message.encoded())
    }

    /// The next message, if one came that makes sense.
    mutating func receive(onProblem: (String) -> Void) throws -> WorkerEvent? {
        try watch(onProblem)
        if isNewlyLinked {
            isNewlyLinked = false
            return .linked
        }
        while let message = try socket.receive() {
            do {
                let content = try ServerMessage(frames: message.frames)
                guard case .coordinator(let said, let checkpoint) = content else { continue }
                return .received(said, checkpoint: checkpoint)
            } catch {
                onProblem("a message from the coordinator was not understood: \(error)")
            }
        }
        return nil
    }

    /// Why the coordinator will never have this worker, once that is known.
    mutating func takeRefusal() -> String? {
        defer { refusal = nil }
        return refusal
    }

    /// Handshakes that fail for a reason that won't go away end the worker; others are told once.
    private mutating func watch(_ onProblem: (String) -> Void) throws {
        while let event = try monitor.next() {
            switch event.event {
            case .handshakeFailed(let failure):
                let words = "\(endpoint): \(failure)"
                switch failure {
                case .authentication, .protocolError: refusal = words
                case .noDetail:
                    brokenHandshakes += 1
                    if !hasEverConnected, brokenHandshakes >= Self.brokenHandshakeLimit {
                        refusal = words
                    }
                    if lastProblem != words { onProblem(words) }
                    lastProblem = words
                }
            case .handshakeSucceeded:
                lastProblem = nil
                brokenHandshakes = 0
                hasEverConnected = true
                isNewlyLinked = true
            // A handshake that was broken off has been told about in its own words.
            case .connectRetried, .closed:
                guard brokenHandshakes == 0 else { break }
                let words = "\(endpoint): nobody answers; trying again"
                if lastProblem != words { onProblem(words) }
                lastProblem = words
            default: break
            }
        }
    }
}
