import Wire
import ZeroMQ

/// One connection of a worker to its coordinator, and the transport's events about it.
///
/// The worker's shell makes a new one to connect again. In production it is a socket
/// (`DealerConnection`); tests have queues in memory.
protocol WorkerConnection: AnyObject {
    /// Connects, and connects again whenever the transport loses the link.
    func connect() throws
    func send(_ frames: [[UInt8]]) throws -> SendOutcome
    /// The next message, or nil if there is none now.
    func receive() throws -> ReceivedMessage?
    /// The next event of the link, or nil if there is none now.
    func nextEvent() throws -> SocketEvent?
    /// Waits until there is a message or an event, or the descriptor is readable.
    func wait(milliseconds: Int, also descriptor: Int32) throws
    /// Drops what was not sent.
    func close()
}

/// A worker's socket, with its monitor.
final class DealerConnection: WorkerConnection {
    private let endpoint: String
    private let socket: Socket
    private let monitor: SocketMonitor

    init(endpoint: String, security: ClientSecurity, context: Context) throws {
        self.endpoint = endpoint
        socket = try Socket.client(context, security: security)
        monitor = try SocketMonitor(of: socket, context)
    }

    func connect() throws { try socket.connect(endpoint) }
    func send(_ frames: [[UInt8]]) throws -> SendOutcome { try socket.send(frames) }
    func receive() throws -> ReceivedMessage? { try socket.receive() }
    func nextEvent() throws -> SocketEvent? { try monitor.next()?.event }

    func wait(milliseconds: Int, also descriptor: Int32) throws {
        var poller = Poller()
        poller.add(descriptor: descriptor)
        poller.add(socket)
        poller.add(monitor.socket)
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
    }

    func close() {
        monitor.close()
        socket.close()
    }
}
