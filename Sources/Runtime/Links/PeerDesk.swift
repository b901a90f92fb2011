import Coordination
import ZeroMQ

/// What the coordinator's shell keeps about its peers besides the machine.
struct PeerDesk {
    /// Messages and bytes that are held back while nothing can be stored.
    static let heldMessages = 4096
    static let heldBytes = 16 << 20
    private static let rememberedCuts = 10_000

    var data = DataDesk()
    var limiter = NoticeLimiter()
    private(set) var held: [ReceivedMessage] = []
    private var heldSize = 0
    /// Those whose connections were ended, while messages of theirs may still be in the queue.
    private var cut: Set<Peer> = []

    func isCut(_ peer: Peer) -> Bool { cut.contains(peer) }

    mutating func noteCut(_ peer: Peer) {
        // Names are not used again, so forgetting one costs a look at what it still says.
        if cut.count >= Self.rememberedCuts { cut.removeAll() }
        cut.insert(peer)
        data.forget(peer)
    }

    /// Whether the loop must not sleep for long.
    func hasWork(isStalled: Bool) -> Bool {
        !data.isEmpty || (!isStalled && !held.isEmpty)
    }

    /// Keeps a message until it can be looked at; what doesn't fit is dropped, as if the link had
    /// lost it: its sender says it again.
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
