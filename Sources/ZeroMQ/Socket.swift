import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A ZeroMQ socket.
///
/// It belongs to the thread that created it.
///
/// It is not Sendable, and every call checks that it comes from the owning thread: libzmq's sockets
/// are not thread-safe, and misuse causes lost messages or crashes far from the cause. Other
/// threads post to the owner's `Mailbox`.
package final class Socket {
    package enum Kind: Sendable {
        case router, dealer, pair, rep, req, pull, push

        var value: Int32 {
            switch self {
            case .router: ZMQ_ROUTER
            case .dealer: ZMQ_DEALER
            case .pair: ZMQ_PAIR
            case .rep: ZMQ_REP
            case .req: ZMQ_REQ
            case .pull: ZMQ_PULL
            case .push: ZMQ_PUSH
            }
        }
    }

    package let kind: Kind
    /// The number of frames kept per message; further frames are dropped, and the message is
    /// flagged.
    package var frameLimit = 8
    /// The largest frame kept after these, in bytes; a larger one is dropped without a copy, and
    /// the message is flagged.
    package var sizeLimit: ([[UInt8]]) -> Int = { _ in .max }
    /// Whether received messages have `link` set.
    package var tellsLinks = false
    /// Whether messages from unauthenticated senders are dropped; set by `asCurveServer`.
    ///
    /// libzmq accepts every client if no handler is bound to the authentication endpoint; this
    /// check is the second defense.
    package internal(set) var requiresUserID = false
    /// Whether the links of the socket are encrypted.
    package internal(set) var isEncrypted = false
    /// The number of messages dropped because their sender was not authenticated.
    package internal(set) var unauthenticatedMessages = 0

    // Keeps the context alive; otherwise its deinit would wait for this socket.
    private let context: Context
    private let owner = pthread_self()
    private var pointer: UnsafeMutableRawPointer?

    /// Creates a socket that drops unsent messages when it is closed (set `linger` to keep them).
    package init(_ context: Context, _ kind: Kind) throws(ZeroMQError) {
        self.context = context
        self.kind = kind
        pointer = try context.makeSocket(kind.value)
        // The default, an infinite wait, would block termination if a peer has disappeared.
        try set(.linger(.zero))
    }

    /// Closes without the owner check: the last reference is gone, so no other use can follow.
    deinit {
        if let pointer { zmq_close(pointer) }
    }

    package var isOpen: Bool { pointer != nil }

    /// Closes the socket.
    ///
    /// A second call does nothing.
    package func close() {
        guard let closing = pointer else { return }
        checkOwner()
        pointer = nil
        zmq_close(closing)
    }

    /// Binds the socket to an endpoint.
    ///
    /// `tcp://127.0.0.1:*` takes a free port; `lastEndpoint` gives it.
    package func bind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_bind(handle, endpoint) == 0 else { throw .last("listen on", on: endpoint) }
    }

    /// Connects, and reconnects whenever the link breaks.
    ///
    /// Returns before the link is established.
    package func connect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_connect(handle, endpoint) == 0 else { throw .last("connect to", on: endpoint) }
    }

    package func disconnect(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_disconnect(handle, endpoint) == 0 else {
            throw .last("disconnect from", on: endpoint)
        }
    }

    /// The endpoint last bound or connected, with its port number.
    package var lastEndpoint: String {
        var buffer = [CChar](repeating: 0, count: 1024)
        var size = buffer.count
        guard zmq_getsockopt(handle, ZMQ_LAST_ENDPOINT, &buffer, &size) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    /// The library's pointer, after checking that the caller may use it.
    var handle: UnsafeMutableRawPointer {
        checkOwner()
        guard let pointer else { preconditionFailure("a closed \(kind) socket was used") }
        return pointer
    }

    private func checkOwner() {
        precondition(
            pthread_equal(owner, pthread_self()) != 0,
            "a \(kind) socket was used by a thread that did not make it")
    }
}
