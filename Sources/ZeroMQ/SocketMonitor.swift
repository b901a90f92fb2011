import CZeroMQ
import Synchronization

/// An event of a socket's links, as reported by the library.
package enum SocketEvent: Sendable, Hashable {
    /// The transport is connected; the handshake comes next.
    case connected
    /// A connection attempt continues in the background.
    case connectDelayed
    /// A connection attempt failed; the next one starts after this delay.
    case connectRetried(after: Duration)
    case listening
    case bindFailed(code: Int32)
    case accepted
    case acceptFailed(code: Int32)
    case closed
    case closeFailed(code: Int32)
    case disconnected
    /// The peer is authenticated, and messages can be exchanged.
    case handshakeSucceeded
    case handshakeFailed(HandshakeFailure)
    /// No further events follow.
    case monitorStopped
}

/// Why a handshake failed.
package enum HandshakeFailure: Error, Sendable, Hashable {
    /// The peer hung up during the handshake or sent nothing: for a client, a wrong server key, a
    /// dead tunnel and a stopped process look the same.
    case noDetail(code: Int32)
    /// The peer broke the protocol, or uses another security mechanism.
    case protocolError(code: UInt32)
    /// The server's authenticator refused the client: 400 permanently, 300 temporarily, 500 because
    /// of its own error.
    case authentication(status: Int)
}

extension HandshakeFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noDetail:
            "somebody took the connection but did not finish the handshake: the coordinator may be "
                + "stopped or overloaded, a tunnel or proxy may have lost its other end, something "
                + "else may listen there, or the key file is of another coordinator"
        case .protocolError(let code) where code == UInt32(ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC):
            "the peer's messages can't be decrypted: the two sides have different keys"
        case .protocolError(let code)
        where code == UInt32(ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH):
            "one side encrypts and the other doesn't"
        case .protocolError(let code):
            "the peer does not speak this protocol (0x\(String(code, radix: 16)))"
        case .authentication(let status) where status == 400:
            "the coordinator doesn't know this key: get its current worker key file"
        case .authentication(let status):
            "the coordinator refused the key (status \(status))"
        }
    }
}

/// An event with its endpoint.
package struct MonitoredEvent: Sendable, Hashable {
    package var event: SocketEvent
    package var endpoint: String
    /// The accepted or ended connection.
    package var link: TCPLink?
}

/// Watches the links of a socket.
///
/// It belongs to the socket's thread, unless it was created from an address.
package final class SocketMonitor {
    /// Readable when there are events: put it in the owner's `Poller`, and close it with `close`.
    package let socket: Socket
    /// Nil if another thread owns the socket: the events then stop when that socket is closed.
    private let watched: Socket?

    /// Starts to watch.
    ///
    /// Create it before `bind` or `connect`, so that no event is missed.
    package init(of watched: Socket, _ context: Context) throws(ZeroMQError) {
        self.watched = watched
        let address = try Self.publish(eventsOf: watched)
        socket = try Socket(context, .pair)
        try socket.connect(address)
    }

    /// Watches another thread's socket from the calling thread.
    ///
    /// - Parameter address: the result of `publish`.
    package init(address: String, _ context: Context) throws(ZeroMQError) {
        watched = nil
        socket = try Socket(context, .pair)
        // Thousands of connections may arrive at once, and the library must not wait for this
        // thread.
        try socket.set(.receiveHighWaterMark(0))
        try socket.connect(address)
    }

    deinit { close() }

    /// The number of addresses that were given out: no context sees one twice.
    private static let published = Atomic<UInt64>(0)

    /// Makes the library publish a socket's events at an address inside the process.
    ///
    /// Called by the socket's owner. The library blocks while no reader takes an event, so connect
    /// before the next call on the socket, and read events without delay.
    package static func publish(eventsOf watched: Socket) throws(ZeroMQError) -> String {
        // Counted rather than drawn: Foundation's UUIDs are all equal where /dev/urandom is absent.
        let number = published.wrappingAdd(1, ordering: .relaxed).newValue
        let address = "inproc://monitor-\(number)"
        guard zmq_socket_monitor(watched.handle, address, ZMQ_EVENT_ALL) == 0 else {
            throw .last("monitor a socket")
        }
        return address
    }

    /// Stops publishing; called by the socket's owner.
    package static func unpublish(eventsOf watched: Socket) {
        zmq_socket_monitor(watched.handle, nil, 0)
    }

    /// Stops watching.
    package func close() {
        guard socket.isOpen else { return }
        if let watched, watched.isOpen { zmq_socket_monitor(watched.handle, nil, 0) }
        socket.close()
    }

    /// The next event, or nil if there is none now.
    ///
    /// Unknown events are skipped.
    package func next() throws(ZeroMQError) -> MonitoredEvent? {
        while let frames = try socket.receive()?.frames {
            guard frames.count == 2, frames[0].count == 6 else { continue }
            // Two bytes of event and four of value, in native byte order (zmq_socket_monitor(3)).
            let (number, value) = frames[0].withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: 0, as: UInt16.self),
                    bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
                )
            }
            guard let event = SocketEvent(number: Int32(number), value: value) else { continue }
            let hasLink = event == .accepted || event == .disconnected
            return MonitoredEvent(
                event: event, endpoint: String(decoding: frames[1], as: UTF8.self),
                link: hasLink ? TCPLink(descriptor: Int32(truncatingIfNeeded: value)) : nil)
        }
        return nil
    }
}

extension SocketEvent {
    fileprivate init?(number: Int32, value: UInt32) {
        let code = Int32(truncatingIfNeeded: value)
        switch number {
        case ZMQ_EVENT_CONNECTED: self = .connected
        case ZMQ_EVENT_CONNECT_DELAYED: self = .connectDelayed
        case ZMQ_EVENT_CONNECT_RETRIED: self = .connectRetried(after: .milliseconds(Int(value)))
        case ZMQ_EVENT_LISTENING: self = .listening
        case ZMQ_EVENT_BIND_FAILED: self = .bindFailed(code: code)
        case ZMQ_EVENT_ACCEPTED: self = .accepted
        case ZMQ_EVENT_ACCEPT_FAILED: self = .acceptFailed(code: code)
        case ZMQ_EVENT_CLOSED: self = .closed
        case ZMQ_EVENT_CLOSE_FAILED: self = .closeFailed(code: code)
        case ZMQ_EVENT_DISCONNECTED: self = .disconnected
        case ZMQ_EVENT_MONITOR_STOPPED: self = .monitorStopped
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: self = .handshakeSucceeded
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
            self = .handshakeFailed(.noDetail(code: code))
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
            self = .handshakeFailed(.protocolError(code: value))
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
            self = .handshakeFailed(.authentication(status: Int(value)))
        default: return nil
        }
    }
}
