import Coordination
import Files
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
        slots: Int = 1, credit: Int? = nil, held: [AttemptID] = [], version: UInt16? = nil,
        leavesWhenFinished: Bool = false
    ) -> WorkerMessage {
        .hello(
            Hello(
                lowestVersion: version ?? ProtocolVersion.lowest,
                highestVersion: version ?? ProtocolVersion.highest,
                identity: WorkerIdentity(name: name, host: "memory"), bootNonce: nonce,
                slots: slots, credit: credit ?? slots, held: held,
                leavesWhenFinished: leavesWhenFinished))
    }

    /// Says hello and waits for the welcome.
    func join(
        slots: Int = 1, held: [AttemptID] = [], leavesWhenFinished: Bool = false
    ) throws {
        try say(hello(slots: slots, held: held, leavesWhenFinished: leavesWhenFinished))
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
        _ what: String, _ pick: (CoordinatorMessage) -> Value?
    ) throws -> Value {
        try nextReply(what) { message in
            if case .coordinator(let said) = message { pick(said) } else { nil }
        }
    }

    /// The same of any message of the server.
    func nextReply<Value>(_ what: String, _ pick: (ServerMessage) -> Value?) throws -> Value {
        while true {
            while let message = try connection.receive() {
                if let value = pick(try ServerMessage(frames: message.frames)) { return value }
            }
            while try connection.nextEvent() != nil {}
            try #require(try connection.wait(), "\(name) waits for \(what)")
        }
    }

    func awaitWelcome() throws {
        try next("a welcome") { said in
            if case .welcome = said { () } else { nil }
        }
    }

    /// The next assignment of one attempt.
    func nextAssignment() throws -> (assignment: Assignment, jobs: [Job]) {
        try next("an assignment") { said in
            guard case .assign(let assignments, let jobs) = said else { return nil }
            return (assignments[0], jobs)
        }
    }

    /// Uploads a small checkpoint and returns its digest.
    func upload(_ bytes: [UInt8], of study: String) throws -> String {
        let digest = SHA256.hexadecimal(bytes)
        try say(
            .checkpointPiece(
                CheckpointPiece(
                    study: study, digest: digest, byteCount: bytes.count, offset: 0, bytes: bytes)))
        let offset = try nextReply("a reply to a piece") { reply -> Int? in
            if case .checkpointReply(digest, .success(let offset)) = reply { offset } else { nil }
        }
        #expect(offset == bytes.count)
        return digest
    }

    /// Fetches a small checkpoint.
    func fetch(_ digest: String, of study: String) throws -> [UInt8] {
        let request = DataRequest(
            .checkpoint(study: study, digest: digest), offset: 0, count: WireLimits.dataChunk)
        try say(.dataRequest(request))
        return try nextReply("a checkpoint") { reply -> [UInt8]? in
            if case .dataReply(request, .success(let bytes)) = reply { bytes } else { nil }
        }
    }

    func awaitAcknowledgement(of attempt: AttemptID) throws {
        try next("an acknowledgement of \(attempt)") { said in
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
