import Coordination
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime

/// A worker whose messages a test writes.
final class ScriptedWorker {
    let connection: MemoryConnection
    let name: String
    private let nonce: UInt64

    init(_ network: MemoryNetwork, _ name: String, user: String = LinkUser.worker) throws {
        self.name = name
        connection = try MemoryConnection(network, user: user)
        nonce = name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) }
        try connection.connect()
        try awaitLink()
    }

    func hello(
        slots: Int = 1, credit: Int? = nil, held: [AttemptID] = [], version: UInt16? = nil
    ) -> WorkerMessage {
        .hello(
            Hello(
                lowestVersion: version ?? ProtocolVersion.lowest,
                highestVersion: version ?? ProtocolVersion.highest,
                identity: WorkerIdentity(name: name, host: "memory"), bootNonce: nonce,
                slots: slots, credit: credit ?? slots, held: held))
    }

    /// Says hello and waits for the welcome.
    func join(slots: Int = 1, held: [AttemptID] = []) throws {
        try say(hello(slots: slots, held: held))
        try awaitWelcome()
    }

    func say(_ message: WorkerMessage) throws { try say(.worker(message)) }

    func say(_ message: ClientMessage) throws {
        try #require(try connection.send(message.encoded()) == .sent)
    }

    /// Ends the attempt with a value, and waits for the acknowledgement.
    func finish(_ attempt: AttemptID, value: Double = 1) throws {
        try say(.results([result(attempt, value: value)]))
        try awaitAcknowledgement(of: attempt)
    }

    func result(_ attempt: AttemptID, value: Double = 1) -> AttemptResult {
        let metrics = ["validation_loss": value]
        return AttemptResult(
            attempt: attempt, outcome: .complete(metrics: metrics),
            intermediateResults: [IntermediateResult(epoch: 1, metrics: metrics)])
    }

    // MARK: What comes

    /// Waits until the connection is linked, for the first time or again.
    func awaitLink() throws {
        while true {
            while let event = try connection.nextEvent() {
                if event == .handshakeSucceeded { return }
            }
            try #require(try connection.wait(), "\(name) is not linked")
        }
    }

    /// The first message from now on that the closure makes something of; others are skipped.
    func next<Value>(
        _ what: String, _ pick: (CoordinatorMessage, [UInt8]?) -> Value?
    ) throws -> Value {
        while true {
            while let message = try connection.receive() {
                if case .coordinator(let said, let body) = try ServerMessage(
                    frames: message.frames), let value = pick(said, body)
                {
                    return value
                }
            }
            while try connection.nextEvent() != nil {}
            try #require(try connection.wait(), "\(name) waits for \(what)")
        }
    }

    func awaitWelcome() throws {
        try next("a welcome") { said, _ in
            if case .welcome = said { () } else { nil }
        }
    }

    /// The next assignment of one attempt, with its checkpoint.
    func nextAssignment() throws -> (assignment: Assignment, jobs: [Job], checkpoint: [UInt8]?) {
        try next("an assignment") { said, body in
            guard case .assign(let assignments, let jobs, _) = said else { return nil }
            return (assignments[0], jobs, body)
        }
    }

    func awaitAcknowledgement(of attempt: AttemptID) throws {
        try next("an acknowledgement of \(attempt)") { said, _ in
            if case .acknowledge(let attempts) = said, attempts.contains(attempt) {
                ()
            } else {
                nil
            }
        }
    }

    /// Whether the coordinator has closed the link; waits for it.
    func awaitCut() throws {
        while true {
            while let event = try connection.nextEvent() {
                if event == .disconnected { return }
            }
            try #require(try connection.wait(), "\(name) is not cut")
        }
    }
}
