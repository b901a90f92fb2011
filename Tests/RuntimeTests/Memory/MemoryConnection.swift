import Synchronization
import Wire
import ZeroMQ

@testable import Runtime

/// A worker's connection over a network in memory.
final class MemoryConnection: WorkerConnection {
    private static let numbers = Mutex(0)

    /// Names it to the network.
    let number = numbers.withLock { number in
        number += 1
        return number
    }
    private let network: MemoryNetwork
    private let user: String
    private let inbox: Mailbox<MemoryNetwork.Delivery>
    private var messages: [[[UInt8]]] = []
    private var events: [SocketEvent] = []
    /// As with libzmq, a link carries nothing before its owner could know of it.
    private var isLinked = false

    init(_ network: MemoryNetwork, user: String = LinkUser.worker) throws {
        self.network = network
        self.user = user
        inbox = try Mailbox()
    }

    func connect() throws { network.connect(number, inbox) }

    func send(_ frames: [[UInt8]]) throws -> SendOutcome {
        isLinked ? network.send(from: number, frames, user: user) : .wouldBlock
    }

    func receive() throws -> ReceivedMessage? {
        sort()
        return messages.isEmpty ? nil : ReceivedMessage(frames: messages.removeFirst())
    }

    func nextEvent() throws -> SocketEvent? {
        sort()
        guard !events.isEmpty else { return nil }
        let event = events.removeFirst()
        if event == .handshakeSucceeded { isLinked = true }
        if event == .disconnected { isLinked = false }
        return event
    }

    func wait(milliseconds: Int, also descriptor: Int32) throws {
        sort()
        guard messages.isEmpty, events.isEmpty else { return }
        var poller = Poller()
        poller.add(descriptor: inbox.descriptor)
        poller.add(descriptor: descriptor)
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
    }

    /// Waits for a message or an event; returns false if none comes within the patience.
    func wait() throws -> Bool {
        sort()
        guard messages.isEmpty, events.isEmpty else { return true }
        return try isReadable(inbox.descriptor)
    }

    func close() { network.disconnect(number) }

    private func sort() {
        for delivery in inbox.drain() {
            switch delivery {
            case .message(let frames): messages.append(frames)
            case .event(let event): events.append(event)
            }
        }
    }
}
