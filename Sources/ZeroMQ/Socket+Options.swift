import CZeroMQ

extension Socket {
    /// Settings of a socket.
    ///
    /// All except the high-water marks must be set before `bind` or `connect`.
    package enum Option: Sendable, Hashable {
        /// How long unsent messages are kept after `close`.
        case linger(Duration)
        /// Queue only for peers whose handshake is complete.
        case immediate(Bool)
        /// Report an unknown peer or a full queue to the sender, instead of dropping silently.
        case routerMandatory(Bool)
        /// The time limit for a peer's handshake; then the peer is disconnected.
        case handshakeInterval(Duration)
        /// Connections that the system queues until they are accepted.
        case backlog(Int)
        /// The first delay before a reconnection.
        case reconnectInterval(Duration)
        /// The longest delay before a reconnection; delays double up to it.
        case reconnectMaximum(Duration)
        /// How long a connection attempt may take.
        case connectTimeout(Duration)
        case tcpKeepalive(Bool)
        /// How long unacknowledged bytes may be outstanding before the link counts as broken.
        case tcpMaxRT(Duration)
        case ipv6(Bool)
        /// Time between heartbeats of the link.
        case heartbeatInterval(Duration)
        /// Silence after a heartbeat that breaks the link.
        case heartbeatTimeout(Duration)
        /// Silence after which the peer is told to break the link.
        case heartbeatTimeToLive(Duration)
        /// Messages queued to a peer before a send would block; 0 means no limit.
        case sendHighWaterMark(Int)
        /// Messages queued from a peer before reading from it stops; 0 means no limit.
        case receiveHighWaterMark(Int)
        /// The largest accepted frame, in bytes; a peer that sends a larger one is disconnected.
        case maximumMessageSize(Int)
        /// The routing ID of the peer of a router's next `connect`; it may not begin with a zero
        /// byte.
        case connectRoutingID([UInt8])
        /// The domain in requests to the authenticator. Without one, plain links are not checked.
        case zapDomain(String)
    }

    package func set(_ option: Option) throws(ZeroMQError) {
        switch option {
        case .linger(let time): try set(ZMQ_LINGER, time)
        case .immediate(let flag): try set(ZMQ_IMMEDIATE, flag)
        case .routerMandatory(let flag): try set(ZMQ_ROUTER_MANDATORY, flag)
        case .handshakeInterval(let time): try set(ZMQ_HANDSHAKE_IVL, time)
        case .backlog(let count): try set(ZMQ_BACKLOG, Int32(clamping: count))
        case .reconnectInterval(let time): try set(ZMQ_RECONNECT_IVL, time)
        case .reconnectMaximum(let time): try set(ZMQ_RECONNECT_IVL_MAX, time)
        case .connectTimeout(let time): try set(ZMQ_CONNECT_TIMEOUT, time)
        case .tcpKeepalive(let flag): try set(ZMQ_TCP_KEEPALIVE, flag)
        case .tcpMaxRT(let time): try set(ZMQ_TCP_MAXRT, time)
        case .ipv6(let flag): try set(ZMQ_IPV6, flag)
        case .heartbeatInterval(let time): try set(ZMQ_HEARTBEAT_IVL, time)
        case .heartbeatTimeout(let time): try set(ZMQ_HEARTBEAT_TIMEOUT, time)
        case .heartbeatTimeToLive(let time): try set(ZMQ_HEARTBEAT_TTL, time)
        case .sendHighWaterMark(let count): try set(ZMQ_SNDHWM, Int32(clamping: count))
        case .receiveHighWaterMark(let count): try set(ZMQ_RCVHWM, Int32(clamping: count))
        case .maximumMessageSize(let bytes):
            var value = Int64(bytes)
            let size = MemoryLayout<Int64>.size
            guard zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &value, size) == 0 else {
                throw .last("set", on: "\(option)")
            }
        case .connectRoutingID(let name):
            guard zmq_setsockopt(handle, ZMQ_CONNECT_ROUTING_ID, name, name.count) == 0 else {
                throw .last("set", on: "\(option)")
            }
        case .zapDomain(let domain): try set(ZMQ_ZAP_DOMAIN, text: domain)
        }
    }

    /// Enables encryption, and accepts only clients that the authenticator accepts.
    ///
    /// Bind the `Authenticator` first. A message from an unauthenticated sender is never delivered,
    /// even if the authenticator has ended.
    package func asCurveServer(secretKey: String, domain: String = "podium") throws(ZeroMQError) {
        guard libraryHasCurve else { throw .curveMissing }
        try Z85.validate(key: secretKey)
        try set(ZMQ_CURVE_SERVER, true)
        try set(ZMQ_CURVE_SECRETKEY, text: secretKey)
        try set(.zapDomain(domain))
        requiresUserID = true
        isEncrypted = true
    }

    /// Enables encryption, connects only to the server with this public key, and presents `ownKey`.
    package func asCurveClient(serverKey: String, ownKey: CurveKeyPair) throws(ZeroMQError) {
        guard libraryHasCurve else { throw .curveMissing }
        try Z85.validate(key: serverKey)
        try set(ZMQ_CURVE_SERVERKEY, text: serverKey)
        try set(ZMQ_CURVE_PUBLICKEY, text: ownKey.publicKey)
        try set(ZMQ_CURVE_SECRETKEY, text: ownKey.secretKey)
        isEncrypted = true
    }

    private func set(_ name: Int32, _ value: Int32) throws(ZeroMQError) {
        var value = value
        guard zmq_setsockopt(handle, name, &value, MemoryLayout<Int32>.size) == 0 else {
            throw .last("set socket option \(name) to", on: "\(value)")
        }
    }

    private func set(_ name: Int32, _ flag: Bool) throws(ZeroMQError) {
        try set(name, flag ? 1 : 0)
    }

    private func set(_ name: Int32, _ time: Duration) throws(ZeroMQError) {
        try set(name, time.wholeMilliseconds)
    }

    /// Sets a text option; the error omits the value, because it may be a key.
    private func set(_ name: Int32, text: String) throws(ZeroMQError) {
        // A key of 40 characters is passed with its terminating zero, a domain without.
        let extra = text.utf8.count == Z85.keyLength && name != ZMQ_ZAP_DOMAIN ? 1 : 0
        guard zmq_setsockopt(handle, name, text, text.utf8.count + extra) == 0 else {
            throw .last("set socket option", on: "\(name)")
        }
    }
}

extension Duration {
    /// Rounded up, so that a short time never becomes 0.
    fileprivate var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let parts = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: seconds * 1000 + parts)
    }
}
