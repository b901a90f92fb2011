import Coordination
import ZeroMQ

/// The state of the coordinator's shell about its peers, besides the machine.
struct PeerState {
    /// Limits on messages and bytes held back while nothing can be stored.
    static let heldMessages = 4096
    static let heldBytes = 16 << 20
    private static let rememberedCuts = 10_000

    var data = DataRequestQueue()
    var limiter = NoticeLimiter()
    private(set) var held: [ReceivedMessage] = []
    private var heldSize = 0
    /// Peers whose connections were cut; messages of theirs may still be in the queue.
    private var cut: Set<Peer> = []

    func isCut(_ peer: Peer) -> Bool { cut.contains(peer) }

    mutating func noteCut(_ peer: Peer) {
        // Routing IDs are not reused; forgetting one only means reading its queued messages.
        if cut.count >= Self.rememberedCuts { cut.removeAll() }
        cut.insert(peer)
        data.forget(peer)
    }

    /// Whether there is waiting work, so that the loop must not sleep for long.
    func hasWork(isStalled: Bool) -> Bool {
        !data.isEmpty || (!isStalled && !held.isEmpty)
    }

    /// Holds a message until it can be handled; drops it when full, as if the link had lost it,
    /// because its sender repeats it.
    mutating func hold(_ message: ReceivedMessage) {
        guard held.count < Self.heldMessages, heldSize + message.wireBytes <= Self.heldBytes
        else { return }
        held.append(message)
        heldSize += message.wireBytes
    }

    mutating func takeHeld() -> [ReceivedMessage] {
        defer {
            held = []
            heldSize = 0
        }
        return held
    }
}
