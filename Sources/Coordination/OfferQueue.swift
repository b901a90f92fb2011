internal import DequeModule

/// The connections that may have room for another attempt, in the order in which they get one.
///
/// Dispatch takes from here and never looks at the others, so its cost is what it hands out and not
/// how many workers are connected.
struct OfferQueue: Sendable {
    /// What an attempt would find at a worker: a slot that is free, or a place in its queue.
    enum Room: Sendable, CaseIterable { case slot, queue }

    private var queues: [Room: Deque<Peer>] = [.slot: [], .queue: []]
    private var listed: [Room: Set<Peer>] = [.slot: [], .queue: []]

    func isEmpty(_ room: Room) -> Bool { queues[room]!.isEmpty }

    /// Puts a connection at the end of the queue, unless it is in it.
    mutating func add(_ peer: Peer, _ room: Room) {
        if listed[room]!.insert(peer).inserted { queues[room]!.append(peer) }
    }

    mutating func removeFirst(_ room: Room) -> Peer? {
        guard let peer = queues[room]!.popFirst() else { return nil }
        listed[room]!.remove(peer)
        return peer
    }
}
