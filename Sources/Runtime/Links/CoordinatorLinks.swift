import Coordination
import Wire
import ZeroMQ

/// What carries a coordinator's messages: links to workers, and links to readers with questions.
///
/// The shell opens it on its own thread and calls it on that thread only. In production it is
/// sockets (`RouterLinks`); tests have queues in memory.
protocol CoordinatorLinks: MessageSocket {
    /// The address that workers connect to.
    var endpoint: String { get }
    /// The socket for questions, its address, and how readers' and operators' links to it are
    /// protected.
    var questions: any MessageSocket { get }
    var questionEndpoint: String { get }
    var readerSecurity: ClientSecurity { get }
    var operatorSecurity: ClientSecurity { get }
    /// What is known of the workers' connections.
    var watch: any PeerWatch { get }

    /// Waits until there is a message, a question or a command for the shell.
    func wait(milliseconds: Int) throws
    func close()
}

/// Whole messages in and out, without waiting.
protocol MessageSocket: AnyObject {
    /// The next message, or nil if there is none now; its first frame is the sender's routing ID.
    func receive() throws -> ReceivedMessage?
    /// Sends a message; its first frame is the receiver's routing ID.
    func send(_ frames: [[UInt8]]) throws -> SendOutcome
}

/// Knows the connections of peers, what each uses, and ends those that use too much.
protocol PeerWatch: AnyObject {
    /// A message was taken in; returns whether its sender is within its allowance.
    func take(_ message: ReceivedMessage, cost: Double, from peer: Peer) -> Bool
    func set(_ standing: ConnectionLedger.Standing, of peer: Peer)
    /// Bytes sent to a peer that its machine has not acknowledged.
    func unsentBytes(to peer: Peer) -> Int
    /// Whether a peer's connection has ended, so that no answer would reach it.
    func hasDeparted(_ peer: Peer) -> Bool
    /// The address that a peer connects from.
    func address(of peer: Peer) -> String?
    /// Ends a peer's connection; returns whether it had one that was not cut before.
    func cut(_ peer: Peer, _ reason: ConnectionLedger.Reason) -> Bool
}
