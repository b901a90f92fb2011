package import ZeroMQ

/// How a coordinator's links are protected.
package enum ServerSecurity: Sendable {
    case encrypted(CoordinatorKeys)
    /// Nothing is encrypted and everyone may come in. Only ever because a user said so by name.
    case plain
}

/// How a worker's or a command's link is protected.
package enum ClientSecurity: Sendable {
    case encrypted(WorkerKeys)
    case plain
}

/// Who a key belongs to, as the authenticator tells it.
package enum LinkUser {
    package static let worker = KeyFiles.workerUser
    /// A command on the coordinator's machine that asks about a study.
    package static let reader = "reader"
}

extension Socket {
    /// What every link has in common: the values and their reasons are in docs/protocol.md.
    private func setCommonOptions() throws(ZeroMQError) {
        try set(.linger(.milliseconds(500)))
        // Thousands of workers that come at once take some seconds of a busy coordinator's time.
        try set(.handshakeInterval(.seconds(10)))
        try set(.tcpKeepalive(true))
        try set(.tcpMaxRT(.seconds(15)))
        // A full queue would stop the library from reading the link. When the peer of such a link
        // hangs up and a heartbeat is due or waits in what was read, libzmq 4.3.4 ends the process
        // (`Assertion failed: !_io_error`). The coordinator bounds its queues by `ConnectionWatch`;
        // a worker gets no more than it asked for.
        try set(.receiveHighWaterMark(0))
    }

    /// A coordinator's socket, not bound yet.
    package static func coordinator(
        _ context: Context, endpoint: Endpoint, security: ServerSecurity
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(context, .router)
        try socket.setCommonOptions()
        // An address of version 4 would be shown, and told to workers, as one of version 6.
        try socket.set(.ipv6(!endpoint.isVersion4))
        try socket.set(.routerMandatory(true))
        try socket.set(.backlog(4096))
        // No heartbeats of its own: their timer is one of the ways to that assertion. Workers' own
        // carry the time to live after which this side gives a silent link up.
        try socket.set(.sendHighWaterMark(WireLimits.messagesToPeer))
        try socket.set(.maximumMessageSize(WireLimits.largestFrameFromPeer))
        socket.sizeLimit = ClientMessage.sizeLimit
        socket.frameLimit = 3
        socket.tellsLinks = true
        switch security {
        case .encrypted(let keys): try socket.asCurveServer(secretKey: keys.server.secretKey)
        case .plain: try socket.set(.zapDomain("podium"))
        }
        return socket
    }

    /// A socket that is to be connected to a coordinator.
    ///
    /// - Parameter kind: a dealer for one worker; a router can be many workers for a measurement.
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
        // Not all workers of a cluster at the same moment.
        try socket.set(.reconnectInterval(.milliseconds(Int.random(in: 100...200))))
        try socket.set(.reconnectMaximum(.seconds(10)))
        if case .encrypted(let keys) = security {
            try socket.asCurveClient(serverKey: keys.serverPublicKey, ownKey: keys.client)
        }
        return socket
    }
}
