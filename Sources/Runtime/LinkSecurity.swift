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
enum LinkUser {
    static let worker = KeyFiles.workerUser
    /// A command on the coordinator's machine that asks about a study.
    static let reader = "reader"
}

extension Socket {
    /// What every link has in common: the values and their reasons are in docs/protocol.md.
    private func setCommonOptions() throws(ZeroMQError) {
        try set(.linger(.milliseconds(500)))
        try set(.handshakeInterval(.seconds(3)))
        try set(.heartbeatInterval(.seconds(2)))
        try set(.heartbeatTimeout(.seconds(6)))
        try set(.heartbeatTimeToLive(.seconds(6)))
        try set(.tcpKeepalive(true))
        try set(.tcpMaxRT(.seconds(15)))
        try set(.sendHighWaterMark(100_000))
        try set(.receiveHighWaterMark(100_000))
        try set(.maximumMessageSize(Wire.largestFrame))
    }

    /// A coordinator's socket, not bound yet.
    static func coordinator(
        _ context: Context, endpoint: Endpoint, security: ServerSecurity
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(context, .router)
        try socket.setCommonOptions()
        // An address of version 4 would be shown, and told to workers, as one of version 6.
        try socket.set(.ipv6(!endpoint.isVersion4))
        try socket.set(.routerMandatory(true))
        try socket.set(.backlog(4096))
        switch security {
        case .encrypted(let keys): try socket.asCurveServer(secretKey: keys.server.secretKey)
        case .plain: try socket.set(.zapDomain("podium"))
        }
        return socket
    }

    /// A socket that is to be connected to a coordinator.
    static func client(
        _ context: Context, security: ClientSecurity
    ) throws(ZeroMQError) -> Socket {
        let socket = try Socket(context, .dealer)
        try socket.setCommonOptions()
        try socket.set(.ipv6(true))
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

/// Limits of what goes over a link.
package enum Wire {
    /// The largest frame that is accepted: a checkpoint must fit.
    package static let largestFrame = 256 << 20
    /// How much of a data set's file goes in one message.
    package static let dataChunk = 1 << 20
}
