package import ZeroMQ

/// How a coordinator's links are protected.
package enum ServerSecurity: Sendable {
    case encrypted(CoordinatorKeys)
    /// Nothing is encrypted and every peer may connect. Used only if the user requested it
    /// explicitly.
    case plain
}

/// How a worker's or a command's link is protected.
package enum ClientSecurity: Sendable {
    case encrypted(WorkerKeys)
    case plain
}

/// The users that the authenticator assigns to keys.
package enum LinkUser {
    package static let worker = KeyFiles.workerUser
    /// A command on the coordinator's machine that asks about a study.
    package static let reader = "reader"
    /// A command that changes what the coordinator serves.
    package static let `operator` = KeyFiles.operatorUser
}

/// The two sockets of a coordinator, by the name under which each asks the authenticator.
package enum LinkDomain: String, Sendable, CaseIterable {
    case workers = "podium-workers"
    case questions = "podium-questions"

    /// Whether the authenticator admits a user to an encrypted socket of this domain.
    ///
    /// A key file may give its clients any names, so every other user is a worker. Operators on
    /// other machines connect where workers do; those on this machine where questions are
    /// answered.
    package func admits(_ user: String) -> Bool {
        switch self {
        case .workers: user != LinkUser.reader
        case .questions: user == LinkUser.reader || user == LinkUser.operator
        }
    }
}

extension Socket {
    /// Sets the options of every link; docs/protocol.md gives the values and their reasons.
    private func setCommonOptions() throws(ZeroMQError) {
        try set(.linger(.milliseconds(500)))
        // Thousands of simultaneous handshakes keep a coordinator busy for some seconds.
        try set(.handshakeInterval(.seconds(10)))
        try set(.tcpKeepalive(true))
        try set(.tcpMaxRT(.seconds(15)))
        // A full queue would stop the library from reading the link. When the peer of such a link
        // hangs up and a heartbeat is due or is among the bytes already read, libzmq 4.3.4 aborts
        // the process (`Assertion failed: !_io_error`). The coordinator bounds its queues by
        // `ConnectionWatch`; a worker receives no more than it requested.
        try set(.receiveHighWaterMark(0))
    }

    /// A coordinator's socket, not bound yet.
    package static func coordinator(
        _ context: Context, endpoint: Endpoint, security: ServerSecurity, domain: LinkDomain
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(context, .router)
        try socket.setCommonOptions()
        // A worker that misses `finished` waits for another coordinator. The end is delayed only by
        // peers whose machines do not take what was sent to them.
        try socket.set(.linger(.seconds(5)))
        // With IPv6 on, an IPv4 address would be shown, and reported to workers, as an IPv6
        // address.
        try socket.set(.ipv6(!endpoint.isVersion4))
        try socket.set(.routerMandatory(true))
        try socket.set(.backlog(4096))
        // The coordinator sends no heartbeats: their timer is one trigger of that assertion.
        // Workers' heartbeats carry the time to live after which this side closes a silent link.
        try socket.set(.sendHighWaterMark(WireLimits.messagesToPeer))
        try socket.set(.maximumMessageSize(WireLimits.largestFrameFromPeer))
        socket.sizeLimit = ClientMessage.sizeLimit
        socket.frameLimit = 3
        socket.tellsLinks = true
        switch security {
        case .encrypted(let keys):
            try socket.asCurveServer(secretKey: keys.server.secretKey, domain: domain.rawValue)
        case .plain: try socket.set(.zapDomain(domain.rawValue))
        }
        return socket
    }

    /// A socket for a connection to a coordinator.
    ///
    /// - Parameter kind: a dealer is one worker; a router can simulate many workers in a benchmark.
    package static func client(
        _ context: Context, security: ClientSecurity, kind: Kind = .dealer
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(context, kind)
        try socket.setCommonOptions()
        try socket.set(.ipv6(true))
        try socket.set(.heartbeatInterval(.seconds(2)))
        try socket.set(.heartbeatTimeout(.seconds(6)))
        try socket.set(.heartbeatTimeToLive(.seconds(6)))
        try socket.set(.sendHighWaterMark(100_000))
        try socket.set(.maximumMessageSize(WireLimits.largestAnswer))
        try socket.set(.immediate(true))
        try socket.set(.connectTimeout(.seconds(5)))
        // Random, so that the workers of a cluster do not reconnect simultaneously.
        try socket.set(.reconnectInterval(.milliseconds(Int.random(in: 100...200))))
        try socket.set(.reconnectMaximum(.seconds(10)))
        if case .encrypted(let keys) = security {
            try socket.asCurveClient(serverKey: keys.serverPublicKey, ownKey: keys.client)
        }
        return socket
    }
}
