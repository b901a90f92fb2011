import Coordination
import Foundation
import Synchronization
import Wire
import ZeroMQ

@testable import Runtime

/// A network in memory: any number of workers' connections, and one coordinator at a time.
///
/// As with libzmq, a connection stays when its coordinator vanishes and is linked again when the
/// next one listens, with a new routing ID.
final class MemoryNetwork: Sendable {
    /// What comes to a coordinator.
    enum Arrival: Sendable {
        case message(ReceivedMessage)
        case question(ReceivedMessage)
    }

    /// What comes to a worker.
    enum Delivery: Sendable {
        case message([[UInt8]])
        case event(SocketEvent)
    }

    private struct Client {
        var inbox: Mailbox<Delivery>
        /// Nil while it is not linked.
        var routingID: [UInt8]?
    }

    private struct State {
        var coordinator: Mailbox<Arrival>?
        var clients: [Int: Client] = [:]
        var readers: [[UInt8]: Mailbox<[[UInt8]]>] = [:]
        var departed: Set<[UInt8]> = []
        var full: Set<[UInt8]> = []
        var refusals: [SocketEvent] = []
        var lost: [WorkerFilter] = []
        var allowance = Int.max
        var isSilent = false
        var next: UInt32 = 1

        mutating func newID() -> [UInt8] {
            defer { next += 1 }
            return [0] + (0..<4).map { UInt8(truncatingIfNeeded: next >> ($0 * 8)) }
        }
    }

    typealias WorkerFilter = @Sendable (WorkerMessage) -> Bool

    private let state = Mutex(State())
    /// The connections that were made, by number.
    let made = Story<Int>()

    // MARK: Faults

    /// Breaks every link; the connections are linked again at once.
    func breakLinks() {
        state.withLock { state in
            for number in state.clients.keys.sorted() {
                Self.unlink(number, &state)
                Self.link(number, &state)
            }
        }
    }

    /// Nothing arrives any more, in either direction, and no event tells.
    func setSilent(_ isSilent: Bool) { state.withLock { $0.isSilent = isSilent } }

    /// The next handshakes end with these events.
    func refuse(_ events: [SocketEvent]) { state.withLock { $0.refusals += events } }

    /// Loses the next message of a worker that matches, though its transport took it.
    func lose(_ matches: @escaping WorkerFilter) { state.withLock { $0.lost.append(matches) } }

    /// The queue to a peer is full from now on.
    func fill(_ peer: Peer) { state.withLock { _ = $0.full.insert(peer.routingID) } }

    /// The coordinator takes this many further messages before a peer exceeds its allowance.
    func setAllowance(_ messages: Int) { state.withLock { $0.allowance = messages } }

    /// Reports an event to every connection, whatever its state.
    func report(_ event: SocketEvent) {
        state.withLock { state in
            for client in state.clients.values { client.inbox.post(.event(event)) }
        }
    }

    // MARK: The coordinator's side

    func listen(_ inbox: Mailbox<Arrival>) {
        state.withLock { state in
            precondition(state.coordinator == nil, "two coordinators listen")
            state.coordinator = inbox
            for number in state.clients.keys.sorted() { Self.link(number, &state) }
        }
    }

    func vanish() {
        state.withLock { state in
            state.coordinator = nil
            for number in state.clients.keys.sorted() { Self.unlink(number, &state) }
        }
    }

    func send(toPeer frames: [[UInt8]]) -> SendOutcome {
        state.withLock { state in
            guard let client = state.clients.values.first(where: { $0.routingID == frames[0] })
            else { return .unreachable }
            guard !state.full.contains(frames[0]) else { return .wouldBlock }
            if !state.isSilent { client.inbox.post(.message(Array(frames.dropFirst()))) }
            return .sent
        }
    }

    func answer(_ frames: [[UInt8]]) -> SendOutcome {
        state.withLock { state in
            guard let reader = state.readers[frames[0]] else { return .unreachable }
            reader.post(Array(frames.dropFirst()))
            return .sent
        }
    }

    func takeAllowance() -> Bool {
        state.withLock { state in
            state.allowance -= 1
            return state.allowance >= 0
        }
    }

    func hasDeparted(_ peer: Peer) -> Bool {
        state.withLock { $0.departed.contains(peer.routingID) }
    }

    /// Ends a peer's link; returns whether it had one.
    func cut(_ peer: Peer) -> Bool {
        state.withLock { state in
            guard
                let number = state.clients.first(where: { $0.value.routingID == peer.routingID })?
                    .key
            else { return false }
            Self.unlink(number, &state)
            return true
        }
    }

    // MARK: The workers' side

    func connect(_ number: Int, _ inbox: Mailbox<Delivery>) {
        state.withLock { state in
            state.clients[number] = Client(inbox: inbox)
            Self.link(number, &state)
        }
        made.tell(number)
    }

    func disconnect(_ number: Int) {
        state.withLock { state in
            Self.unlink(number, &state)
            state.clients[number] = nil
        }
    }

    func send(from number: Int, _ frames: [[UInt8]], user: String) -> SendOutcome {
        state.withLock { state in
            guard let coordinator = state.coordinator, let id = state.clients[number]?.routingID
            else { return .wouldBlock }
            if case .worker(let message)? = try? ClientMessage(frames: frames),
                let index = state.lost.firstIndex(where: { $0(message) })
            {
                state.lost.remove(at: index)
            } else if !state.isSilent {
                coordinator.post(.message(Self.message([id] + frames, user)))
            }
            return .sent
        }
    }

    /// The coordinator's name for a connection, or nil if it is not linked.
    func peer(of number: Int) -> Peer? {
        state.withLock { $0.clients[number]?.routingID.map(Peer.init) }
    }

    /// The answer to what a reader sends, which comes to the mailbox.
    func ask(_ frames: [[UInt8]], user: String) throws -> Mailbox<[[UInt8]]> {
        let answers = try Mailbox<[[UInt8]]>()
        state.withLock { state in
            let id = state.newID()
            state.readers[id] = answers
            state.coordinator?.post(.question(Self.message([id] + frames, user)))
        }
        return answers
    }

    // MARK: Links

    private static func link(_ number: Int, _ state: inout State) {
        guard state.coordinator != nil, let client = state.clients[number] else { return }
        guard state.refusals.isEmpty else {
            client.inbox.post(.event(state.refusals.removeFirst()))
            return
        }
        let id = state.newID()
        state.clients[number]?.routingID = id
        client.inbox.post(.event(.handshakeSucceeded))
    }

    private static func unlink(_ number: Int, _ state: inout State) {
        guard let client = state.clients[number], let id = client.routingID else { return }
        state.departed.insert(id)
        state.clients[number]?.routingID = nil
        client.inbox.post(.event(.disconnected))
    }

    private static func message(_ frames: [[UInt8]], _ user: String) -> ReceivedMessage {
        var message = ReceivedMessage(frames: frames, userID: user)
        message.wireBytes = frames.dropFirst().reduce(0) { $0 + $1.count }
        return message
    }
}
