import CZeroMQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The outcome of a send.
package enum SendOutcome: Sendable, Hashable {
    /// The library accepted it. It may still be lost with the link: only an answer proves arrival.
    case sent
    /// The peer's queue is full (or there is no peer yet). Nothing was sent.
    case wouldBlock
    /// The router knows no peer with this routing ID. Nothing was sent.
    case unreachable
}

/// A complete received message.
package struct ReceivedMessage: Sendable, Hashable {
    /// Its frames, the first `frameLimit` of them.
    ///
    /// A router's first frame is the peer's routing ID.
    package var frames: [[UInt8]]
    /// The sender's user, according to the authenticator.
    package var userID: String?
    /// Whether frames beyond the limits were dropped.
    package var isOversized: Bool
    /// The connection that it arrived on, if the socket has `tellsLinks`.
    package var link: TCPLink?
    /// The number of all its frames, including dropped ones.
    package var frameCount = 0
    /// Its size on the link, including dropped frames.
    package var wireBytes = 0

    package init(frames: [[UInt8]], userID: String? = nil, isOversized: Bool = false) {
        self.frames = frames
        self.userID = userID
        self.isOversized = isOversized
        frameCount = frames.count
    }
}

extension Socket {
    /// Sends a message of one or more frames, all or none.
    ///
    /// A router's first frame is the peer's routing ID.
    ///
    /// Without `nonBlocking`, the call waits while the queue is full.
    package func send(
        _ frames: [[UInt8]], nonBlocking: Bool = true
    ) throws(ZeroMQError) -> SendOutcome {
        precondition(!frames.isEmpty, "a message needs a frame")
        let handle = handle
        let base = nonBlocking ? ZMQ_DONTWAIT : 0
        for (index, frame) in frames.enumerated() {
            let flags = index == frames.count - 1 ? base : base | ZMQ_SNDMORE
            let status = frame.withUnsafeBytes { bytes in
                retryingInterrupted { zmq_send(handle, bytes.baseAddress, bytes.count, flags) }
            }
            guard status < 0 else { continue }
            switch zmq_errno() {
            case EAGAIN: return .wouldBlock
            case EHOSTUNREACH: return .unreachable
            default: throw .last("send")
            }
        }
        return .sent
    }

    /// The next message, or nil if there is none now (only with `nonBlocking`).
    ///
    /// If the socket requires a user, messages of unknown senders are counted and skipped.
    package func receive(nonBlocking: Bool = true) throws(ZeroMQError) -> ReceivedMessage? {
        while let message = try receiveAny(nonBlocking: nonBlocking) {
            if message.userID != nil || !requiresUserID { return message }
            unauthenticatedMessages += 1
        }
        return nil
    }

    /// The size of a frame on a TCP link (ZeroMQ RFC 37): flags and length; on an encrypted link
    /// also a command name, a nonce, an authentication tag and the inner flags (RFC 26).
    package func wireSize(_ frameBytes: Int) -> Int {
        podium_wire_size(frameBytes, frameOverhead)
    }

    private var frameOverhead: Int { isEncrypted ? 33 : 0 }

    private func receiveAny(nonBlocking: Bool) throws(ZeroMQError) -> ReceivedMessage? {
        let handle = handle
        var message = ReceivedMessage(frames: [])
        var frame = zmq_msg_t()
        zmq_msg_init(&frame)
        defer { zmq_msg_close(&frame) }
        while true {
            let flags = nonBlocking ? ZMQ_DONTWAIT : 0
            let status = retryingInterrupted { zmq_msg_recv(&frame, handle, flags) }
            guard status >= 0 else {
                // Only the first frame can be missing: messages arrive whole.
                if zmq_errno() == EAGAIN, message.frames.isEmpty { return nil }
                throw .last("receive")
            }
            // libzmq 4.3.4 loses the property on the frame that polling has already fetched, which
            // is a router's peer name; so the property is read from any frame.
            if message.userID == nil, let user = zmq_msg_gets(&frame, "User-Id") {
                message.userID = String(cString: user)
            }
            if tellsLinks, message.link == nil {
                let descriptor = zmq_msg_get(&frame, ZMQ_SRCFD)
                if descriptor > 0 { message.link = TCPLink(descriptor: descriptor) }
            }
            let size = zmq_msg_size(&frame)
            // The routing ID is not sent on the link.
            if kind != .router || message.frameCount > 0 { message.wireBytes += wireSize(size) }
            message.frameCount += 1
            if message.frames.count < frameLimit, size <= sizeLimit(message.frames) {
                message.frames.append(
                    Array(UnsafeRawBufferPointer(start: zmq_msg_data(&frame), count: size)))
            } else {
                message.isOversized = true
            }
            if zmq_msg_more(&frame) == 0 { return message }
            let isFull = message.isOversized || message.frames.count == frameLimit
            if isFull, message.userID != nil || !requiresUserID {
                try drop(restAfter: &frame, of: &message)
                return message
            }
        }
    }
}

extension Socket {
    /// Drops the remaining frames of a message, and counts them.
    private func drop(
        restAfter frame: inout zmq_msg_t, of message: inout ReceivedMessage
    ) throws(ZeroMQError) {
        var (frames, bytes) = (0, 0)
        guard podium_drop_frames(handle, &frame, frameOverhead, &frames, &bytes) == 0 else {
            throw .last("receive")
        }
        message.isOversized = true
        message.frameCount += frames
        message.wireBytes += bytes
    }
}

/// Repeats a call of the library that a signal interrupted.
func retryingInterrupted(_ call: () -> Int32) -> Int32 {
    while true {
        let status = call()
        if status >= 0 || zmq_errno() != EINTR { return status }
    }
}
