import Coordination
import Foundation
import ProcessControl
import Studies
import ZeroMQ

/// A connection that the coordinator has ended, and why.
package struct ConnectionCut: Sendable, Hashable {
    var peer: Peer?
    var address: String
    var reason: ConnectionLedger.Reason
}

/// Bounds the memory that a router's connections use: a thread polls the kernel's counters of each
/// connection and cuts those that use too much.
///
/// It has its own thread because a slow disk may block the coordinator's thread while the library
/// continues to read.
///
/// `@unchecked Sendable`: the ledger is behind the lock; the monitor's socket never leaves its
/// thread.
final class ConnectionWatch: @unchecked Sendable {
    private static let tickMilliseconds = 50
    /// Without connections, the only work left is to return freed memory.
    private static let idleMilliseconds = 10_000
    /// Connections checked per tick; if there are more, they are checked in turns.
    private static let connectionsPerTick = 1000

    private let lock = NSLock()
    private var ledger: ConnectionLedger
    /// Time in which the process did not run is not counted as a peer's silence.
    private var clock: RunningClock
    private let systemTime: @Sendable () -> Instant
    private let onCut: @Sendable (ConnectionCut) -> Void
    private let stopRequests: Mailbox<Void>
    private let ended = DispatchSemaphore(value: 0)

    /// Starts to watch; called by the socket's owner before the socket is bound.
    init(
        _ context: Context, watching router: Socket,
        limits: ConnectionLedger.Limits = .init(),
        systemTime: @escaping @Sendable () -> Instant = { SystemTime.now },
        onCut: @escaping @Sendable (ConnectionCut) -> Void
    ) throws {
        ledger = ConnectionLedger(limits: limits)
        clock = RunningClock(at: systemTime())
        self.systemTime = systemTime
        self.onCut = onCut
        stopRequests = try Mailbox()
        let address = try SocketMonitor.publish(eventsOf: router)
        let isReady = DispatchSemaphore(value: 0)
        // The thread keeps the watch alive until it is stopped.
        SystemThread.start("connections") { self.serve(context, address, isReady) }
        isReady.wait()
    }

    /// Stops watching; called by the socket's owner before it closes the socket.
    func stop(watching router: Socket) {
        // The library must not publish events after their reader has ended.
        SocketMonitor.unpublish(eventsOf: router)
        stopRequests.post(())
        ended.wait()
    }

    /// The running time; to be called with the lock.
    private var now: Instant {
        clock.advance(to: systemTime())
        return clock.now
    }

    // MARK: For the socket's owner

    /// A message was taken in.
    ///
    /// - Returns: whether its sender is within its allowance.
    func take(_ message: ReceivedMessage, cost: Double, from peer: Peer) -> Bool {
        guard let link = message.link else { return true }
        return lock.withLock {
            let now = now
            if ledger.connections[link] == nil, let address = link.peerAddress {
                ledger.open(link, address: address, at: now)
            }
            return ledger.take(
                bytes: message.wireBytes, cost: cost, from: peer, over: link, at: now)
        }
    }

    func foundEmpty() { lock.withLock { ledger.foundEmpty() } }

    func set(_ standing: ConnectionLedger.Standing, of peer: Peer) {
        lock.withLock { ledger.set(standing, of: peer) }
    }

    /// A message was given to the library.
    func sent(bytes: Int, to peer: Peer) {
        lock.withLock { ledger.send(bytes: bytes, to: peer) }
    }

    /// Bytes sent to a peer that its machine has not acknowledged.
    func unsentBytes(to peer: Peer) -> Int {
        lock.withLock {
            guard let link = ledger.link(of: peer), let entry = ledger.connections[link],
                !entry.isCut
            else { return 0 }
            if entry.unsent > 0, let counts = link.counts {
                ledger.confirm(link, counts.acknowledged, at: now)
            }
            return ledger.connections[link]?.unsent ?? 0
        }
    }

    /// Whether a peer's connection has ended, so that no answer would reach it.
    func hasDeparted(_ peer: Peer) -> Bool { lock.withLock { ledger.departed[peer] != nil } }

    /// The address that a peer connects from.
    func address(of peer: Peer) -> String? {
        lock.withLock {
            ledger.link(of: peer).flatMap { ledger.connections[$0]?.address }
                ?? ledger.departed[peer]?.address
        }
    }

    /// Ends a peer's connection.
    ///
    /// - Returns: whether the peer had a connection that was not cut before.
    func cut(_ peer: Peer, _ reason: ConnectionLedger.Reason) -> Bool {
        let found = lock.withLock { () -> (TCPLink, String)? in
            guard let link = ledger.link(of: peer), let entry = ledger.connections[link],
                !entry.isCut
            else { return nil }
            ledger.markCut(link)
            return (link, entry.address)
        }
        guard let (link, address) = found else {
            guard let address = lock.withLock({ ledger.dismiss(departed: peer) }) else {
                return false
            }
            onCut(ConnectionCut(peer: peer, address: address, reason: reason))
            return true
        }
        link.cut(ifPeerIs: address)
        onCut(ConnectionCut(peer: peer, address: address, reason: reason))
        return true
    }

    // MARK: The thread

    private func serve(_ context: Context, _ address: String, _ isReady: DispatchSemaphore) {
        defer { ended.signal() }
        guard let monitor = try? SocketMonitor(address: address, context) else {
            isReady.signal()
            return
        }
        isReady.signal()
        defer { monitor.close() }
        var poller = Poller()
        poller.add(monitor.socket)
        poller.add(descriptor: stopRequests.descriptor)
        var tick = 0
        var nextLook = Instant.zero
        var memory = MemoryReturn()
        do {
            while stopRequests.count == 0 {
                let isIdle = lock.withLock { ledger.connections.isEmpty }
                let wait = isIdle ? Self.idleMilliseconds : Self.tickMilliseconds
                _ = try poller.poll(timeoutMilliseconds: wait)
                try takeEvents(monitor)
                // Hundreds of new connections wake the thread often; the counters are read once per
                // tick.
                let now = SystemTime.now
                guard now >= nextLook else { continue }
                look(tick)
                memory.returnIfGrown(at: now)
                tick += 1
                nextLook = now + Double(Self.tickMilliseconds) / 1000
            }
        } catch {
            // The context has ended, and with it the sockets.
        }
    }

    private func takeEvents(_ monitor: SocketMonitor) throws {
        while let event = try monitor.next() {
            guard let link = event.link else { continue }
            if event.event == .accepted {
                guard let address = link.peerAddress else { continue }
                lock.withLock { ledger.open(link, address: address, at: now) }
            } else {
                lock.withLock { ledger.close(link) }
            }
        }
    }

    private func look(_ tick: Int) {
        let links = lock.withLock { Array(ledger.connections.keys) }
        let parts = max(1, (links.count + Self.connectionsPerTick - 1) / Self.connectionsPerTick)
        let counted = links.compactMap { link -> (TCPLink, TCPLink.Counts)? in
            guard Int(link.descriptor) % parts == tick % parts else { return nil }
            return link.counts.map { (link, $0) }
        }
        let cuts = lock.withLock { () -> [(TCPLink, ConnectionCut)] in
            let now = now
            for (link, counts) in counted { ledger.observe(link, counts, at: now) }
            return ledger.judge(at: now).compactMap { verdict in
                ledger.connections[verdict.link].map {
                    let cut = ConnectionCut(
                        peer: $0.peer, address: $0.address, reason: verdict.reason)
                    return (verdict.link, cut)
                }
            }
        }
        for (link, cut) in cuts {
            link.cut(ifPeerIs: cut.address)
            onCut(cut)
        }
    }
}

/// Returns freed memory to the system when the process has grown.
private struct MemoryReturn {
    private static let growth = 24
    private static let worthwhile = 8
    private static let shortestSeconds = 1.0
    private static let longestSeconds = 8.0

    /// The lowest resident size so far, in megabytes.
    private var least = Self.residentMegabytes
    private var seconds = Self.shortestSeconds
    private var at = Instant.zero

    /// Checks every second, and less often if trimming frees little.
    mutating func returnIfGrown(at now: Instant) {
        guard now.seconds(since: at) > seconds else { return }
        at = now
        let before = Self.residentMegabytes
        guard before > least + Self.growth else { return }
        releaseFreedMemory()
        let after = Self.residentMegabytes
        least = min(least, after)
        seconds =
            before - after >= Self.worthwhile
            ? Self.shortestSeconds : min(seconds * 2, Self.longestSeconds)
    }

    /// The resident size of the process, or 0 if the system does not provide it.
    private static var residentMegabytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else {
            return 0
        }
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE))) >> 20
    }
}
