import CZeroMQ
import Foundation

/// What happens to a socket's links, as the library tells it.
package enum SocketEvent: Sendable, Hashable {
    /// The transport is connected; the handshake comes next.
    case connected
    /// A connection attempt goes on in the background.
    case connectDelayed
    /// A connection attempt failed; the next comes after this long.
    case connectRetried(after: Duration)
    case listening
    case bindFailed(code: Int32)
    case accepted
    case acceptFailed(code: Int32)
    case closed
    case closeFailed(code: Int32)
    case disconnected
    /// The peer is who it should be, and messages can flow.
    case handshakeSucceeded
    case handshakeFailed(HandshakeFailure)
    /// No further events follow.
    case monitorStopped
}

/// Why a handshake failed.
package enum HandshakeFailure: Error, Sendable, Hashable {
    /// The peer hung up in mid-handshake, which is what a wrong server key looks like to a client.
    case noDetail(code: Int32)
    /// The peer broke the protocol, or uses another security mechanism.
    case protocolError(code: UInt32)
    /// The server's authenticator refused the client: 400 for good, 300 for now, 500 for its own
    /// fault.
    case authentication(status: Int)
}

extension HandshakeFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noDetail:
            "the peer hung up during the handshake: the key file may be of another coordinator, or "
                + "something else listens there"
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

/// An event with the endpoint that it is about.
package struct MonitoredEvent: Sendable, Hashable {
    package var event: SocketEvent
    package var endpoint: String
}

/// Watches the links of a socket.
///
/// It belongs to the same thread as the socket.
package final class SocketMonitor {
    /// Readable when there are events: put it in the owner's `Poller`, and close it with `close`.
    package let socket: Socket
    private let watched: Socket

    /// Starts to watch.
    ///
    /// Make it before `bind` or `connect`, so that nothing is missed.
    package init(of watched: Socket, _ context: Context) throws(ZeroMQError) {
        self.watched = watched
        let endpoint = "inproc://monitor-\(UUID().uuidString)"
        guard zmq_socket_monitor(watched.handle, endpoint, ZMQ_EVENT_ALL) == 0 else {
            throw .last("monitor a socket")
        }
        socket = try Socket(context, .pair)
        try socket.connect(endpoint)
    }

    deinit { close() }

    /// Stops watching.
    package func close() {
        guard socket.isOpen else { return }
        if watched.isOpen { zmq_socket_monitor(watched.handle, nil, 0) }
        socket.close()
    }

    /// The next event, or nil if there is none now.
    ///
    /// Events unknown to this code are passed over.
    package func next() throws(ZeroMQError) -> MonitoredEvent? {
        while let frames = try socket.receive()?.frames {
            guard frames.count == 2, frames[0].count == 6 else { continue }
            // Two bytes of event and four of value, as the machine writes them
            // (zmq_socket_monitor(3)).
            let (number, value) = frames[0].withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: 0, as: UInt16.self),
                    bytes.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
                )
            }
            guard let event = SocketEvent(number: Int32(number), value: value) else { continue }
            return MonitoredEvent(
                event: event, endpoint: String(decoding: frames[1], as: UTF8.self))
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
