import Coordination
import Portable
import Reporting
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime
@testable import Studies

/// What a coordinator's shell does about messages that no worker should send, and about questions.
@Suite("A coordinator's shell and its peers")
struct CoordinatorPeerTests {
    private let scratch: ScratchDirectory
    private let network = MemoryNetwork()

    init() throws { scratch = try ScratchDirectory() }

    private func start(
        security: ServerSecurity = .plain
    ) throws -> (RunningCoordinator, OpenStudy) {
        let study = try StudyFixtures.openStudy("plain", in: scratch.path).study
        let coordinator = try RunningCoordinator(
            [study], over: network, scratch: scratch, security: security)
        return (coordinator, study)
    }

    /// Waits until the coordinator has told its observer that it ignored or ended something.
    private func awaitText(_ part: String, _ coordinator: RunningCoordinator) throws {
        try coordinator.observations.wait {
            switch $0 {
            case .ignored(let text), .remarked(let text): text.contains(part)
            default: false
            }
        }
    }

    @Test("refuse a worker of another protocol version, with the reason, and keep serving others")
    func version() throws {
        let (coordinator, _) = try start()
        let newer = try ScriptedWorker(network, "newer")
        try newer.say(newer.hello(version: 900))
        let reason = try newer.next("a refusal") { said in
            if case .reject(let reason) = said { reason } else { nil }
        }
        #expect(reason.contains("protocol version 900"))
        try coordinator.observations.wait {
            if case .noticed(.workerRejected(let identity, _)) = $0 {
                identity.name == "newer"
            } else {
                false
            }
        }
        try ScriptedWorker(network, "current").join()
        try coordinator.stop()
    }

    @Test("refuse a worker that states what can't be")
    func hello() throws {
        let (coordinator, _) = try start()
        let odd = try ScriptedWorker(network, "odd")
        try odd.say(odd.hello(slots: 5000))
        let reason = try odd.next("a refusal") { said in
            if case .reject(let reason) = said { reason } else { nil }
        }
        #expect(reason.contains("5000 slots"))
        try coordinator.stop()
    }

    @Test("ask a worker that they don't know for a hello")
    func unknown() throws {
        let (coordinator, _) = try start()
        let worker = try ScriptedWorker(network, "a")
        try worker.say(.ready(credit: 1))
        try worker.next("the question") { said in said == .whoAreYou ? () : nil }
        try worker.join()
        _ = try worker.nextAssignment()
        try coordinator.stop()
    }

    @Test("ignore damaged messages and go on with the same worker")
    func damaged() throws {
        let (coordinator, _) = try start()
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        var frames = ClientMessage.worker(.ready(credit: 9)).encoded()
        frames[0][20] ^= 1
        try #require(try worker.connection.send(frames) == .sent)
        try awaitText("connection of worker a at 10.0.0.7", coordinator)
        try worker.finish(try worker.nextAssignment().assignment.attempt)
        try coordinator.stop()
    }

    @Test("end the connection of a peer that sends more frames than any message has")
    func frames() throws {
        let (coordinator, _) = try start()
        let odd = try ScriptedWorker(network, "odd")
        try #require(try odd.connection.send([[1], [2], [3], [4]]) == .sent)
        try odd.awaitCut()
        try awaitText("a message of 4 frames and 4 bytes, which none has", coordinator)
        try coordinator.stop()
    }

    @Test("end the connection of a peer that exceeds its allowance")
    func allowance() throws {
        let (coordinator, _) = try start()
        let loud = try ScriptedWorker(network, "loud")
        try loud.join()
        network.setAllowance(2)
        for _ in 0..<3 { try loud.say(.ready(credit: 1)) }
        try loud.awaitCut()
        try awaitText("it sent more messages than a worker has to send", coordinator)
        try coordinator.stop()
    }

    @Test("take no work from who may only ask")
    func readerAsWorker() throws {
        let (coordinator, _) = try start()
        let reader = try ScriptedWorker(network, "reader", user: LinkUser.reader)
        try reader.say(reader.hello())
        try awaitText("a worker's message with a key that is no worker's", coordinator)
        try reader.say(.query(study: "plain", .standing))
        try awaitText("a question where workers are served", coordinator)
        try coordinator.stop()
    }

    @Test("refuse a file that no study names")
    func data() throws {
        let (coordinator, _) = try start()
        let worker = try ScriptedWorker(network, "a")
        let request = DataRequest(.input(sha256: "00"), offset: 0, count: 10)
        try worker.say(.dataRequest(request))
        while try worker.connection.nextEvent() != nil {}
        try #require(try worker.connection.wait())
        let reply = try #require(try worker.connection.receive())
        guard
            case .dataReply(request, .failure(let refusal)) = try ServerMessage(
                frames: reply.frames)
        else {
            Issue.record("\(reply)")
            return
        }
        #expect(!refusal.reason.isEmpty)
        try coordinator.stop()
    }

    // MARK: Questions

    private func ask(
        _ question: StudyQuestion, about study: String = "plain", user: String = LinkUser.reader
    ) throws -> Result<[UInt8], Refusal> {
        let frames = ClientMessage.query(study: study, question).encoded()
        let answers = try network.ask(frames, user: user)
        try #require(try isReadable(answers.descriptor), "no answer")
        guard case .answer(let result) = try ServerMessage(frames: answers.drain()[0]) else {
            throw Overdue(description: "not an answer")
        }
        return result
    }

    @Test("answer questions while trials run")
    func questions() throws {
        let (coordinator, study) = try start()
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        let first = try worker.nextAssignment().assignment
        try worker.finish(first.attempt, value: 4)
        let second = try worker.nextAssignment().assignment
        let intermediate = IntermediateResult(epoch: 1, metrics: ["validation_loss": 8])
        try worker.say(.intermediateResult(second.attempt, intermediate))
        let progress = AttemptProgress(
            attempt: second.attempt, fraction: 0.5, samplesPerSecond: 64)
        try worker.say(.ping(sequence: 7, held: [progress]))
        try worker.next("a pong") { said in said == .pong(sequence: 7) ? () : nil }

        let standing = try PortableJSON.decode(
            StudyStanding.self, from: try ask(.standing).get())
        #expect(standing.job == study.record.job)
        #expect(standing.counts[.complete] == 1)
        #expect(standing.counts[.running] == 1)
        #expect(standing.live?.workers == 1)
        #expect(standing.live?.samplesPerSecond == 64)
        #expect(standing.best?.number == first.attempt.trial)
        let running = try PortableJSON.decode(
            AnswerPage<RunningTrial>.self, from: try ask(.running(from: 0)).get())
        #expect(running.items.map(\.number) == [second.attempt.trial])
        #expect(running.items.first?.latest == intermediate)
        #expect(running.items.first?.fraction == 0.5)
        let workers = try PortableJSON.decode(
            AnswerPage<WorkerStatus>.self, from: try ask(.workers(from: 0)).get())
        #expect(workers.items.map(\.name) == ["a"])
        #expect(workers.items.map(\.held) == [1])
        guard case .failure(let refusal) = try ask(.standing, about: "other") else {
            Issue.record("answered about a study that is not open")
            return
        }
        #expect(refusal.reason.contains("no study other"))
        try coordinator.stop()
    }

    @Test("answer questions of readers alone, and nothing else where questions are asked")
    func keys() throws {
        let (coordinator, _) = try start(security: .encrypted(try KeyFiles.generate().0))
        let question = ClientMessage.query(study: "plain", .standing).encoded()
        let refused = try network.ask(question, user: LinkUser.worker)
        try awaitText("a question with a worker's key", coordinator)
        let misplaced = try network.ask(
            ClientMessage.worker(.goodbye).encoded(), user: LinkUser.reader)
        try awaitText("a worker's message where questions are answered", coordinator)
        let long = try network.ask(question + [[1]], user: LinkUser.reader)
        try awaitText("a question of 3 frames", coordinator)
        _ = try ask(.standing).get()
        for mailbox in [refused, misplaced, long] { #expect(mailbox.count == 0) }
        try coordinator.stop()
    }
}
