import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A ZeroMQ socket.
///
/// It belongs to the thread that made it.
///
/// It is not Sendable, and every call checks that it comes from the owning thread: libzmq's sockets
/// are not safe to share, and misuse shows as lost messages or crashes far from the cause. Other
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
    /// How many frames of a message are kept; what exceeds them is dropped, and the message
    /// flagged.
    package var frameLimit = 8
    /// The largest frame that is kept after these, in bytes; larger ones are dropped uncopied, and
    /// the message flagged.
    package var sizeLimit: ([[UInt8]]) -> Int = { _ in .max }
    /// Whether messages say which connection they came over.
    package var tellsLinks = false
    /// Whether messages that no authenticator vouched for are dropped: set by `asCurveServer`.
    ///
    /// libzmq lets everyone in when nothing is bound to the authentication endpoint; this is the
    /// lock behind that door.
    package internal(set) var requiresUserID = false
    /// Whether the links of the socket are encrypted.
    package internal(set) var isEncrypted = false
    /// How many messages were dropped because nobody vouched for their sender.
    package internal(set) var unauthenticatedMessages = 0

    // Keeps the context alive, which otherwise would wait in its deinit for this socket.
    private let context: Context
    private let owner = pthread_self()
    private var pointer: UnsafeMutableRawPointer?

    /// Makes a socket that gives up unsent messages when it is closed (set `linger` to keep them).
    package init(_ context: Context, _ kind: Kind) throws(ZeroMQError) {
        self.context = context
        self.kind = kind
        pointer = try context.makeSocket(kind.value)
        // The default, to wait for ever, would make termination hang on a peer that is gone.
        try set(.linger(.zero))
    }

    /// Closing in deinit skips the owner check: the last reference is gone, so no other use can
    /// follow.
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

    /// Listens.
    ///
    /// `tcp://127.0.0.1:*` takes a free port, which `lastEndpoint` tells.
    package func bind(_ endpoint: String) throws(ZeroMQError) {
        guard zmq_bind(handle, endpoint) == 0 else { throw .last("listen on", on: endpoint) }
    }

    /// Connects, and connects again whenever the link breaks.
    ///
    /// Returns before there is a link.
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
