import Coordination
import Wire
import ZeroMQ

@testable import Runtime

/// A coordinator's links over a network in memory.
final class MemoryLinks: CoordinatorLinks {
    let endpoint = "memory"
    let questionEndpoint = "memory for questions"
    let readerSecurity = ClientSecurity.plain
    let operatorSecurity = ClientSecurity.plain
    let watch: any PeerWatch
    var questions: any MessageSocket { desk }

    /// Readable when something has arrived.
    var descriptor: Int32 { inbox.descriptor }

    private let network: MemoryNetwork
    private let inbox: Mailbox<MemoryNetwork.Arrival>
    private let desk: MemoryDesk
    private var arrived: [ReceivedMessage] = []
    private var poller = Poller()

    init(_ network: MemoryNetwork, commands: Mailbox<CoordinatorShell.Command>) throws {
        self.network = network
        inbox = try Mailbox()
        desk = MemoryDesk(network)
        watch = MemoryWatch(network, commands: commands)
        poller.add(descriptor: inbox.descriptor)
        poller.add(descriptor: commands.descriptor)
        network.listen(inbox)
    }

    func wait(milliseconds: Int) throws {
        sort()
        guard arrived.isEmpty, desk.arrived.isEmpty else { return }
        _ = try poller.poll(timeoutMilliseconds: milliseconds)
    }

    func receive() throws -> ReceivedMessage? {
        sort()
        return arrived.isEmpty ? nil : arrived.removeFirst()
    }

    func send(_ frames: [[UInt8]]) throws -> SendOutcome { network.send(toPeer: frames) }

    func close() { network.vanish() }

    private func sort() {
        for arrival in inbox.drain() {
            switch arrival {
            case .message(let message): arrived.append(message)
            case .question(let message): desk.arrived.append(message)
            }
        }
    }
}

/// The socket for questions.
private final class MemoryDesk: MessageSocket {
    var arrived: [ReceivedMessage] = []
    private let network: MemoryNetwork

    init(_ network: MemoryNetwork) { self.network = network }

    func receive() throws -> ReceivedMessage? { arrived.isEmpty ? nil : arrived.removeFirst() }
    func send(_ frames: [[UInt8]]) throws -> SendOutcome { network.answer(frames) }
}

/// What a coordinator knows of connections in memory.
private final class MemoryWatch: PeerWatch {
    private let network: MemoryNetwork
    private let commands: Mailbox<CoordinatorShell.Command>

    init(_ network: MemoryNetwork, commands: Mailbox<CoordinatorShell.Command>) {
        self.network = network
        self.commands = commands
    }

    func take(_ message: ReceivedMessage, cost: Double, from peer: Peer) -> Bool {
        network.takeAllowance()
    }
    func set(_ standing: ConnectionLedger.Standing, of peer: Peer) {}
    func unsentBytes(to peer: Peer) -> Int { 0 }
    func hasDeparted(_ peer: Peer) -> Bool { network.hasDeparted(peer) }
    func address(of peer: Peer) -> String? { "10.0.0.7:4000" }

    func cut(_ peer: Peer, _ reason: ConnectionLedger.Reason) -> Bool {
        guard network.cut(peer) else { return false }
        commands.post(
            .connectionCut(
                ConnectionCut(peer: peer, address: "10.0.0.7:4000", reason: reason)))
        return true
    }
}
