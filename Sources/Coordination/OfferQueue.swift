internal import DequeModule

/// The connections that may have room for another attempt, in the order in which they get one.
///
/// Dispatch reads only this queue. Its cost depends on the number of attempts handed out, not on
/// the number of connected workers.
struct OfferQueue: Sendable {
    /// The kind of room at a worker: a free slot, or a place in its queue.
    enum Room: Sendable, CaseIterable { case slot, queue }

    private var slots = PeerQueue()
    private var queues = PeerQueue()

    /// Appends a connection, unless the queue contains it.
    mutating func add(_ peer: Peer, _ room: Room) {
        switch room {
        case .slot: slots.add(peer)
        case .queue: queues.add(peer)
        }
    }

    /// The number of connections that may have a free slot.
    var slotCount: Int { slots.count }

    mutating func removeFirst(_ room: Room) -> Peer? {
        switch room {
        case .slot: slots.removeFirst()
        case .queue: queues.removeFirst()
        }
    }
}

/// Connections in a row, each once.
struct PeerQueue: Sendable {
    private var peers: Deque<Peer> = []
    private var listed: Set<Peer> = []

    var count: Int { peers.count }

    /// Appends a connection, unless the queue contains it.
    mutating func add(_ peer: Peer) {
        if listed.insert(peer).inserted { peers.append(peer) }
    }

    mutating func removeFirst() -> Peer? {
        guard let peer = peers.popFirst() else { return nil }
        listed.remove(peer)
        return peer
    }
}
