import Coordination
import ZeroMQ

/// Accounts for the memory that each connection uses and decides which connections to cut.
///
/// A value without I/O and clocks. The library queues received messages without a limit: a full
/// queue would stop it from reading, and libzmq 4.3.4 aborts the process when a peer that it
/// doesn't read hangs up (`stream_engine_base.cpp`, an assertion on `_io_error`). So the queues are
/// bounded from outside: by the kernel's byte counters per connection, minus the bytes taken out.
struct ConnectionLedger {
    struct Limits: Sendable, Hashable {
        /// Received bytes of one connection that were not taken out of the queue yet.
        var unreadBytes = 8 << 20
        /// The same for a worker that holds trials, which may send results with long curves.
        var workerUnreadBytes = 48 << 20
        /// The same for all connections together.
        var totalUnreadBytes = 64 << 20
        /// A connection with fewer unread bytes is not cut for exceeding the total.
        var blamelessBytes = 1 << 20
        /// Limit on sent bytes that TCP has not acknowledged, if none was acknowledged for
        /// `stuckSeconds`.
        var stuckBytes = 64 << 10
        var stuckSeconds = 15.0
        /// Silence after which a connection is closed; workers send something every few seconds.
        var silentSeconds = 60.0
        /// Simultaneous connections.
        var connections = 10_000
        /// Message cost allowed per second: for workers, and for peers that have not sent a hello.
        var workerRate = 50_000.0
        var strangerRate = 20_000.0
    }

    /// Why a connection was cut.
    enum Reason: Sendable, Hashable {
        /// It sent faster than it can be served, or sent an endless message.
        case unread(bytes: Int)
        /// All connections together exceeded the limit, and this one had the most unread bytes.
        case largest(bytes: Int)
        /// It does not read the data that was sent to it.
        case stuck(bytes: Int)
        case silent(seconds: Double)
        /// There are too many connections, and this one had not sent a hello.
        case crowd(connections: Int)
        /// It broke a rule; the text says which.
        case conduct(String)
    }

    /// The trust level of a connection.
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
        /// Whether a message was taken out since the counters were last read, and the value of
        /// `emptied` when the last message was taken out.
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

    /// Called for the library's event, or for a message that arrives before the event.
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
        // Its last messages are still queued and will be taken out like any others.
        departed[peer] = old
    }

    /// A message was taken out of the library's queue.
    ///
    /// - Parameter cost: the cost of serving the message, in units of `MessageAllowance`.
    /// - Returns: whether the connection is within its allowance.
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

    /// Associates a peer's routing ID with a connection.
    ///
    /// Messages of an ended connection may be read after its descriptor was reused for another
    /// connection. Routing IDs are assigned in ascending order, so the later one is right.
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

    /// Every queue was found empty: all complete messages have been taken out.
    mutating func foundEmpty() {
        emptied += 1
        if !departed.isEmpty { departed.removeAll() }
    }

    mutating func send(bytes: Int, to peer: Peer) {
        guard let link = links[peer], connections[link] != nil else { return }
        // `observe` restarts the stuck time, so old acknowledgements don't affect new bytes.
        connections[link]!.sent += UInt64(bytes)
    }

    mutating func set(_ standing: Standing, of peer: Peer) {
        guard let link = links[peer] else { return }
        connections[link]?.standing = standing
    }

    func link(of peer: Peer) -> TCPLink? { links[peer] }

    /// Updates a connection from the kernel's counters.
    mutating func observe(_ link: TCPLink, _ counts: TCPLink.Counts, at now: Instant) {
        guard var entry = connections[link] else { return }
        if entry.hasDelivered, emptied > entry.emptiedAtDelivery {
            // All bytes up to its last message were taken out since then. This also corrects bytes
            // that are counted less exactly, such as the link's own pings.
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

    /// Updates the acknowledged bytes between two ticks.
    mutating func confirm(_ link: TCPLink, _ acknowledged: UInt64, at now: Instant) {
        guard let entry = connections[link], acknowledged != entry.acknowledged else { return }
        connections[link]!.acknowledged = acknowledged
        connections[link]!.confirmedAt = now
        connections[link]!.sent = max(entry.sent, acknowledged)
    }

    // MARK: What must go

    /// The connections that must be cut now, each with its reason, oldest first.
    mutating func judge(at now: Instant) -> [(link: TCPLink, reason: Reason)] {
        var verdicts: [(link: TCPLink, reason: Reason)] = []
        var (total, count) = (departed.values.reduce(0) { $0 + $1.unread }, 0)
        for (link, entry) in connections where !entry.isCut {
            if let reason = refusalReason(to: entry, at: now) {
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

    private func refusalReason(to entry: Connection, at now: Instant) -> Reason? {
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

    /// Connections with the most unread bytes, until the others are within the total limit.
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

    /// Strangers first, oldest first (an honest one sends a hello at once); then the newest others.
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

    /// Marks a departed connection as cut; its address, or nil if unknown or already cut.
    mutating func dismiss(departed peer: Peer) -> String? {
        guard let entry = departed[peer], !entry.isCut else { return nil }
        departed[peer]!.isCut = true
        return entry.address
    }
}

extension Peer {
    /// Whether the library assigned this routing ID after the other; the IDs count up and wrap
    /// around.
    fileprivate func isLater(than other: Peer) -> Bool {
        guard let mine = number, let others = other.number else { return false }
        return Int32(bitPattern: mine &- others) > 0
    }

    /// The number in the routing ID: a zero byte and four bytes, big-endian.
    private var number: UInt32? {
        guard routingID.count == 5, routingID[0] == 0 else { return nil }
        return routingID.dropFirst().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
