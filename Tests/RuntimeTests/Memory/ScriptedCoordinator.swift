import Coordination
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime

/// A coordinator whose messages a test writes; it answers pings unless it is told not to.
final class ScriptedCoordinator {
    let links: MemoryLinks
    var answersPings = true
    private let commands: Mailbox<CoordinatorShell.Command>

    init(_ network: MemoryNetwork) throws {
        commands = try Mailbox()
        links = try MemoryLinks(network, commands: commands)
    }

    func vanish() { links.close() }

    /// The first message from now on that the closure makes something of; others are skipped.
    func next<Value>(
        _ what: String, _ pick: (WorkerMessage) -> Value?
    ) throws -> (peer: Peer, value: Value) {
        while true {
            while let message = try links.receive() {
                let peer = Peer(message.frames[0])
                guard
                    case .worker(let said) = try ClientMessage(
                        frames: Array(message.frames.dropFirst()))
                else { continue }
                if answersPings, case .ping(let sequence, _) = said {
                    try say(.pong(sequence: sequence), to: peer)
                }
                if let value = pick(said) { return (peer, value) }
            }
            try #require(try isReadable(links.descriptor), "the coordinator waits for \(what)")
        }
    }

    func say(_ message: CoordinatorMessage, to peer: Peer) throws {
        let frames = ServerMessage.coordinator(message).encoded()
        try #require(try links.send([peer.routingID] + frames) == .sent)
    }

    /// Waits for a hello and welcomes the worker.
    @discardableResult
    func welcome(pingSeconds: Double = 0.05) throws -> (peer: Peer, hello: Hello) {
        let (peer, hello) = try next("a hello") { said in
            if case .hello(let hello) = said { hello } else { nil }
        }
        try say(
            .welcome(version: ProtocolVersion.highest, pingSeconds: pingSeconds), to: peer)
        return (peer, hello)
    }

    /// Assigns trials of the job in one message.
    @discardableResult
    func assign(
        _ trials: [Int], of job: Job, checkpoint: String? = nil, to peer: Peer
    ) throws -> [AttemptID] {
        let attempts = trials.map {
            AttemptID(
                study: job.study, trial: $0, number: 1, incarnation: 1,
                jobFingerprint: job.fingerprint)
        }
        let assignments = attempts.map {
            Assignment(
                attempt: $0, configuration: StudyFixtures.configuration(0.5),
                checkpoint: checkpoint)
        }
        try say(.assign(assignments, jobs: [job]), to: peer)
        return attempts
    }

    /// Waits for results and returns their first.
    func nextResult() throws -> (peer: Peer, result: AttemptResult) {
        let (peer, results) = try next("a result") { said in
            if case .results(let results) = said { results } else { nil }
        }
        return (peer, try #require(results.first))
    }
}
