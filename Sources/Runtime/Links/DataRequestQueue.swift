import Coordination
import Wire

/// Queues the data requests that wait for an answer, and selects the next ones to answer.
///
/// A value without I/O. A worker requests one piece at a time, and the next after it has received
/// that one. Unacknowledged bytes are limited per peer and in total, so a peer that requests many
/// pieces and reads none gets no more than its share. Other requests wait here, where each takes
/// some bytes instead of a megabyte.
struct DataRequestQueue {
    struct Limits: Sendable, Hashable {
        /// Waiting requests per peer; beyond that the oldest is dropped (the peer asks again).
        var requestsPerPeer = 4
        var requests = 20_000
        /// Bytes that may be in flight to one peer, and in total, when another piece is sent.
        var unsentPerPeer = 2 << 20
        var unsentInTotal = 32 << 20
        /// Pieces sent per round of the coordinator.
        var piecesPerRound = 4
    }

    private let limits: Limits
    private var queue: [(peer: Peer, request: DataRequest)] = []
    private var counts: [Peer: Int] = [:]
    /// Peers that may have pieces in flight.
    private var served: Set<Peer> = []

    init(limits: Limits = Limits()) { self.limits = limits }

    var isEmpty: Bool { queue.isEmpty }
    var count: Int { queue.count }

    mutating func ask(_ request: DataRequest, from peer: Peer) {
        if counts[peer, default: 0] >= limits.requestsPerPeer,
            let oldest = queue.firstIndex(where: { $0.peer == peer })
        {
            queue.remove(at: oldest)
            counts[peer]! -= 1
        }
        guard queue.count < limits.requests else { return }
        queue.append((peer, request))
        counts[peer, default: 0] += 1
    }

    /// Forgets a disconnected peer.
    mutating func forget(_ peer: Peer) {
        served.remove(peer)
        guard counts.removeValue(forKey: peer) != nil else { return }
        queue.removeAll { $0.peer == peer }
    }

    /// Takes out the requests to answer now, oldest first.
    ///
    /// - Parameter unsent: returns the bytes in flight to a peer.
    mutating func next(unsent: (Peer) -> Int) -> [(peer: Peer, request: DataRequest)] {
        guard !queue.isEmpty else { return [] }
        var waits: [Peer: Int] = [:]
        for peer in served { waits[peer] = unsent(peer) }
        served = served.filter { waits[$0]! > 0 }
        var total = waits.values.reduce(0, +)
        var taken: [(peer: Peer, request: DataRequest)] = []
        var left: [(peer: Peer, request: DataRequest)] = []
        for (index, item) in queue.enumerated() {
            guard taken.count < limits.piecesPerRound, total < limits.unsentInTotal else {
                left += queue[index...]
                break
            }
            let waiting = waits[item.peer] ?? unsent(item.peer)
            guard waiting < limits.unsentPerPeer else {
                left.append(item)
                continue
            }
            taken.append(item)
            let piece = max(0, min(item.request.count, WireLimits.dataChunk))
            waits[item.peer] = waiting + piece
            total += piece
            served.insert(item.peer)
            counts[item.peer]! -= 1
            if counts[item.peer] == 0 { counts[item.peer] = nil }
        }
        queue = left
        return taken
    }
}
