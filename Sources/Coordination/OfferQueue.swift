internal import DequeModule

/// The connections that may have room for another attempt, in the order in which they get one.
///
/// Dispatch reads only this queue. Its cost depends on the number of attempts handed out, not on
/// the number of connected workers.
struct OfferQueue: Sendable {
    /// The kind of room at a worker: a free slot, or a place in its queue.
    enum Room: Sendable, CaseIterable { case slot, queue }

    private var queues: [Room: Deque<Peer>] = [.slot: [], .queue: []]
    private var listed: [Room: Set<Peer>] = [.slot: [], .queue: []]

    func isEmpty(_ room: Room) -> Bool { queues[room]!.isEmpty }

    /// Appends a connection, unless the queue contains it.
    mutating func add(_ peer: Peer, _ room: Room) {
        if listed[room]!.insert(peer).inserted { queues[room]!.append(peer) }
    }

    mutating func removeFirst(_ room: Room) -> Peer? {
        guard let peer = queues[room]!.popFirst() else { return nil }
        listed[room]!.remove(peer)
        return peer
    }
}
