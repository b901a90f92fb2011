import CZeroMQ

extension Socket {
    /// Settings of a socket.
    ///
    /// All but the watermarks' later use must be made before `bind` or `connect`.
    package enum Option: Sendable, Hashable {
        /// How long unsent messages are kept after `close`.
        case linger(Duration)
        /// Queue only for peers whose handshake is complete.
        case immediate(Bool)
        /// Tell the sender that a peer is unknown or its queue full, instead of dropping silently.
        case routerMandatory(Bool)
        /// How long a peer may take for its handshake before it is cut off.
        case handshakeInterval(Duration)
        /// Connections that the system holds until they are accepted.
        case backlog(Int)
        /// The first wait before connecting again.
        case reconnectInterval(Duration)
        /// The longest wait before connecting again; waits double up to it.
        case reconnectMaximum(Duration)
        /// How long a connection attempt may take.
        case connectTimeout(Duration)
        case tcpKeepalive(Bool)
        /// How long unacknowledged bytes may be outstanding before the link counts as broken.
        case tcpMaxRT(Duration)
        case ipv6(Bool)
        /// Time between pings at the level of the link.
        case heartbeatInterval(Duration)
        /// Silence after a ping that breaks the link.
        case heartbeatTimeout(Duration)
        /// Silence after which the peer is told to break the link.
        case heartbeatTimeToLive(Duration)
        /// Messages queued to a peer before a send would block; 0 means no limit.
        case sendHighWaterMark(Int)
        /// Messages queued from a peer before reading from it stops; 0 means no limit.
        case receiveHighWaterMark(Int)
        /// The largest frame accepted, in bytes; a peer that sends a larger one is cut off.
        case maximumMessageSize(Int)
        /// The name that a router gives the peer of its next `connect`; it may not begin with zero.
        case connectRoutingID([UInt8])
        /// The name under which the authenticator is asked. Without one, plain links are not
        /// checked.
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

    /// Makes the socket encrypt, and accept only clients that the authenticator vouches for.
    ///
    /// Bind the `Authenticator` first. A message whose sender nobody vouched for is never
    /// delivered, even if the authenticator has gone.
    package func asCurveServer(secretKey: String, domain: String = "podium") throws(ZeroMQError) {
        guard libraryHasCurve else { throw .curveMissing }
        try Z85.validate(key: secretKey)
        try set(ZMQ_CURVE_SERVER, true)
        try set(ZMQ_CURVE_SECRETKEY, text: secretKey)
        try set(.zapDomain(domain))
        requiresUserID = true
        isEncrypted = true
    }

    /// Makes the socket encrypt, connect only to the server with this public key, and show it its
    /// own.
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

    /// Keys are among these texts, so the error doesn't show the value.
    private func set(_ name: Int32, text: String) throws(ZeroMQError) {
        // A key of 40 characters is given with its final zero, a domain without.
        let extra = text.utf8.count == Z85.keyLength && name != ZMQ_ZAP_DOMAIN ? 1 : 0
        guard zmq_setsockopt(handle, name, text, text.utf8.count + extra) == 0 else {
            throw .last("set socket option", on: "\(name)")
        }
    }
}

extension Duration {
    /// Rounded up, so that a short time never becomes "at once".
    fileprivate var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        let parts = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(clamping: seconds * 1000 + parts)
    }
}
