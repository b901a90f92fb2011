import Coordination
import Wire

/// The data requests that wait for an answer, and whose turn it is.
///
/// A value without I/O. A worker asks for one piece at a time, and asks for the next when it has
/// that one. A peer that asks for many and takes none gets no more than fits its own share, and all
/// peers together no more than fits the share of all: the rest waits here, where a request takes
/// some bytes instead of a megabyte.
struct DataDesk {
    struct Limits: Sendable, Hashable {
        /// Requests of one peer that wait; of more, the oldest are forgotten (it asks again).
        var requestsPerPeer = 4
        var requests = 20_000
        /// Bytes that may be on their way to one peer, and to all, when another piece is sent.
        var unsentPerPeer = 2 << 20
        var unsentInTotal = 32 << 20
        /// Pieces sent before the coordinator does something else.
        var piecesPerRound = 4
    }

    private let limits: Limits
    private var queue: [(peer: Peer, request: DataRequest)] = []
    private var counts: [Peer: Int] = [:]
    /// Whom pieces may be on their way to.
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

    /// Forgets a peer that is gone.
    mutating func forget(_ peer: Peer) {
        served.remove(peer)
        guard counts.removeValue(forKey: peer) != nil else { return }
        queue.removeAll { $0.peer == peer }
    }

    /// Takes out the requests to answer now, oldest first.
    ///
    /// - Parameter unsent: the bytes that are on their way to a peer.
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
