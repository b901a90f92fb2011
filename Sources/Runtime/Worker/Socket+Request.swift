import Wire
import ZeroMQ

extension Socket {
    /// Sends a message and waits for its reply; other messages are skipped.
    ///
    /// - Parameter reply: the reply's value; nil for a message that is not the reply.
    /// - Returns: nil if the message can't be sent or nothing more comes in time.
    func request<Value>(
        _ message: ClientMessage, milliseconds: Int, reply: (ServerMessage) -> Value?
    ) throws -> Value? {
        var poller = Poller()
        let item = poller.add(self, for: .writable)
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
        guard try send(message.encoded()) == .sent else { return nil }
        poller.setInterest(.readable, of: item)
        while try !poller.poll(timeoutMilliseconds: milliseconds).isEmpty {
            guard let message = try receive() else { continue }
            if let value = reply(try ServerMessage(frames: message.frames)) { return value }
        }
        return nil
    }
}
