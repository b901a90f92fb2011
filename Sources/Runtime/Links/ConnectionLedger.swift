import Coordination
import ZeroMQ

/// What the coordinator's connections hold of its memory, and which of them must go.
///
/// A value without I/O and clocks. The library queues what peers send without an end of its own:
/// a full queue would stop it from reading, and libzmq 4.3.4 ends the process when a peer that it
/// doesn't read hangs up (`stream_engine_base.cpp`, an assertion on `_io_error`). So the queues are
/// bounded from outside: by the system's counters of each connection, less what was taken out.
struct ConnectionLedger {
    struct Limits: Sendable, Hashable {
        /// Bytes of one connection that came in and were not taken out yet.
        var unreadBytes = 8 << 20
        /// The same of a worker that holds trials, which may send a checkpoint.
        var workerUnreadBytes = 48 << 20
        /// The same of all connections.
        var totalUnreadBytes = 64 << 20
        /// Who has less than this is not cut for what all together hold.
        var blamelessBytes = 1 << 20
        /// Bytes that were sent and not confirmed, when nothing was confirmed for `stuckSeconds`.
        var stuckBytes = 64 << 10
        var stuckSeconds = 15.0
        /// Silence after which a connection is closed; workers say something every few seconds.
        var silentSeconds = 60.0
        /// Connections at a time.
        var connections = 10_000
        /// What may be said a second: by workers, and by who has not said hello.
        var workerRate = 50_000.0
        var strangerRate = 20_000.0
    }

    /// Why a connection was cut.
    enum Reason: Sendable, Hashable {
        /// It sent faster than it can be served, or a message without an end.
        case unread(bytes: Int)
        /// All together did, and it had the largest part.
        case largest(bytes: Int)
        /// It takes nothing of what it asked for.
        case stuck(bytes: Int)
        case silent(seconds: Double)
        /// There are too many, and it had not said hello.
        case crowd(connections: Int)
        /// It said more than it may; the words say of what.
        case conduct(String)
    }

    /// How much a connection is known by.
    enum Standing: Int, Sendable, Hashable, Comparable {
        case stranger, worker, holder

        static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
    }

    struct Connection: Sendable, Hashable {
        var address: String
        var openedAt: Instant
        var number: UInt64
        var peer: Peer?
        var standing = Standing.stranger
        var isCut = false
        var received: UInt64 = 0
        var taken: UInt64 = 0
        var sent: UInt64 = 0
        var acknowledged: UInt64 = 0
        var heardAt: Instant
        var confirmedAt: Instant
        /// Whether a message was taken out since the counters were last read, and how often all
        /// queues had been found empty when the last one was.
        var hasDelivered = false
        var emptiedAtDelivery: UInt64 = 0
        var allowance = MessageAllowance()

        var unread: Int { Int(clamping: received - min(received, taken)) }
        var unsent: Int { Int(clamping: sent - min(sent, acknowledged)) }

        func rate(_ limits: Limits) -> Double {
            standing == .stranger ? limits.strangerRate : limits.workerRate
        }
    }

    private(set) var connections: [TCPLink: Connection] = [:]
    private var links: [Peer: TCPLink] = [:]
    /// Connections that have ended since all queues were last found empty.
    private(set) var departed: [Peer: Connection] = [:]
    private var opened: UInt64 = 0
    private var emptied: UInt64 = 0
    let limits: Limits

    init(limits: Limits = Limits()) { self.limits = limits }

    // MARK: What happens

    /// The library says so, or a message came over it before the library did.
    mutating func open(_ link: TCPLink, address: String, at now: Instant) {
        if let known = connections[link], known.address == address { return }
        close(link)
        opened += 1
        connections[link] = Connection(
            address: address, openedAt: now, number: opened, heardAt: now, confirmedAt: now)
    }

    mutating func close(_ link: TCPLink) {
        guard let old = connections.removeValue(forKey: link), let peer = old.peer else { return }
        if links[peer] == link { links[peer] = nil }
        // What it sent last is still queued, and is taken out like that of any other.
        departed[peer] = old
    }

    /// A message was taken out of the library's queue.
    ///
    /// - Parameter cost: what it takes to serve, in units of `MessageAllowance`.
    /// - Returns: whether the connection keeps within what it may say.
    mutating func take(
        bytes: Int, cost: Double, from peer: Peer, over link: TCPLink, at now: Instant
    ) -> Bool {
        guard connections[link] != nil, belongs(peer, to: link) else {
            guard departed[peer] != nil else { return true }
            departed[peer]!.taken += UInt64(bytes)
            let rate = departed[peer]!.rate(limits)
            return departed[peer]!.allowance.spend(cost, rate: rate, at: now)
        }
        connections[link]!.taken += UInt64(bytes)
        connections[link]!.hasDelivered = true
        connections[link]!.emptiedAtDelivery = emptied
        let rate = connections[link]!.rate(limits)
        return connections[link]!.allowance.spend(cost, rate: rate, at: now)
    }

    /// Connects a peer's name with a connection.
    ///
    /// The messages of a connection that has ended may still be read when its number belongs to
    /// another: names are given in order, so the later one is right.
    private mutating func belongs(_ peer: Peer, to link: TCPLink) -> Bool {
        guard let known = connections[link]!.peer else {
            connections[link]!.peer = peer
            links[peer] = link
            return true
        }
        if known == peer { return true }
        guard peer.isLater(than: known) else { return false }
        links[known] = nil
        links[peer] = link
        connections[link]!.peer = peer
        connections[link]!.taken = 0
        return true
    }

    /// Every queue was found empty: whatever was complete has been taken out.
    mutating func foundEmpty() {
        emptied += 1
        if !departed.isEmpty { departed.removeAll() }
    }

    mutating func send(bytes: Int, to peer: Peer) {
        guard let link = links[peer], connections[link] != nil else { return }
        // What was confirmed long ago must not make a wait of what is sent now.
        connections[link]!.sent += UInt64(bytes)
    }

    mutating func set(_ standing: Standing, of peer: Peer) {
        guard let link = links[peer] else { return }
        connections[link]?.standing = standing
    }

    func link(of peer: Peer) -> TCPLink? { links[peer] }

    /// Takes in what the system has counted.
    mutating func observe(_ link: TCPLink, _ counts: TCPLink.Counts, at now: Instant) {
        guard var entry = connections[link] else { return }
        if entry.hasDelivered, emptied > entry.emptiedAtDelivery {
            // All up to its last message was taken out since: what is counted less exactly, such as
            // the link's own pings, is settled with it.
            entry.taken = max(entry.taken, entry.received)
        }
        entry.hasDelivered = false
        if counts.received != entry.received { entry.heardAt = now }
        let wasWaiting = entry.unsent > 0
        if counts.acknowledged != entry.acknowledged || !wasWaiting { entry.confirmedAt = now }
        entry.received = counts.received
        entry.taken = min(entry.taken, entry.received)
        entry.acknowledged = counts.acknowledged
        entry.sent = max(entry.sent, entry.acknowledged)
        connections[link] = entry
    }

    /// What the system has confirmed, looked at between two ticks.
    mutating func confirm(_ link: TCPLink, _ acknowledged: UInt64, at now: Instant) {
        guard let entry = connections[link], acknowledged != entry.acknowledged else { return }
        connections[link]!.acknowledged = acknowledged
        connections[link]!.confirmedAt = now
        connections[link]!.sent = max(entry.sent, acknowledged)
    }

    // MARK: What must go

    /// The connections that must be cut now, each with why, oldest first.
    mutating func judge(at now: Instant) -> [(link: TCPLink, reason: Reason)] {
        var verdicts: [(link: TCPLink, reason: Reason)] = []
        var (total, count) = (departed.values.reduce(0) { $0 + $1.unread }, 0)
        for (link, entry) in connections where !entry.isCut {
            if let reason = objection(to: entry, at: now) {
                verdicts.append((link, reason))
            } else {
                total += entry.unread
                count += 1
            }
        }
        for verdict in verdicts { connections[verdict.link]?.isCut = true }
        if total > limits.totalUnreadBytes { verdicts += excess(total: total) }
        if count > limits.connections { verdicts += crowd(count: count) }
        for verdict in verdicts { connections[verdict.link]?.isCut = true }
        return verdicts.sorted { age(of: $0.link) < age(of: $1.link) }
    }

    private func age(of link: TCPLink) -> UInt64 { connections[link]?.number ?? 0 }

    private func objection(to entry: Connection, at now: Instant) -> Reason? {
        let room = entry.standing == .holder ? limits.workerUnreadBytes : limits.unreadBytes
        if entry.unread > room { return .unread(bytes: entry.unread) }
        if entry.unsent > limits.stuckBytes,
            now.seconds(since: entry.confirmedAt) > limits.stuckSeconds
        {
            return .stuck(bytes: entry.unsent)
        }
        let silence = now.seconds(since: entry.heardAt)
        return silence > limits.silentSeconds ? .silent(seconds: silence) : nil
    }

    /// Those with the most unread, until the rest is within the limit of all.
    private func excess(total: Int) -> [(link: TCPLink, reason: Reason)] {
        var total = total
        var verdicts: [(link: TCPLink, reason: Reason)] = []
        let order =
            connections
            .filter { !$0.value.isCut && $0.value.unread >= limits.blamelessBytes }
            .sorted { ($1.value.unread, $0.value.number) < ($0.value.unread, $1.value.number) }
        for (link, entry) in order {
            guard total > limits.totalUnreadBytes else { break }
            verdicts.append((link, .largest(bytes: entry.unread)))
            total -= entry.unread
        }
        return verdicts
    }

    /// Strangers first, the oldest of them, as an honest one says hello at once; then the newest.
    private func crowd(count: Int) -> [(link: TCPLink, reason: Reason)] {
        let open = connections.filter { !$0.value.isCut }
            .sorted { $0.value.number < $1.value.number }
        let order =
            open.filter { $0.value.standing == .stranger }
            + open.filter { $0.value.standing != .stranger }.reversed()
        return order.prefix(max(0, open.count - limits.connections)).map {
            ($0.key, .crowd(connections: count))
        }
    }

    mutating func markCut(_ link: TCPLink) { connections[link]?.isCut = true }

    /// The address of a connection that has ended and that nothing more is to be heard of.
    mutating func dismiss(departed peer: Peer) -> String? {
        guard let entry = departed[peer], !entry.isCut else { return nil }
        departed[peer]!.isCut = true
        return entry.address
    }
}

extension Peer {
    /// Whether the library gave this name after the other: they are counted up, and wrap around.
    fileprivate func isLater(than other: Peer) -> Bool {
        guard let mine = number, let others = other.number else { return false }
        return Int32(bitPattern: mine &- others) > 0
    }

    /// A zero byte and a number of four bytes, highest first.
    private var number: UInt32? {
        guard routingID.count == 5, routingID[0] == 0 else { return nil }
        return routingID.dropFirst().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
