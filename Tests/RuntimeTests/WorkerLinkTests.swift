import Coordination
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime

/// A worker whose link breaks, whose coordinator is silent, gone or refuses it.
@Suite("A worker's link")
struct WorkerLinkTests {
    private let network = MemoryNetwork()
    private let job: Job

    init() throws { job = try StudyFixtures.job().job }

    // MARK: Refusals

    @Test("ends a worker whose key is unknown, with the place and the remedy")
    func refusedKey() throws {
        network.refuse([.handshakeFailed(.authentication(status: 400))])
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        guard case .rejected(let reason) = try worker.exit() else {
            Issue.record("not rejected")
            return
        }
        #expect(reason.hasPrefix("memory: "))
        #expect(reason.contains("doesn't know this key"))
        coordinator.vanish()
    }

    @Test("ends a worker that the coordinator refuses")
    func rejected() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let (peer, _) = try coordinator.next("a hello") { said in
            if case .hello = said { () } else { nil }
        }
        try coordinator.say(.reject(reason: "use the same release"), to: peer)
        #expect(try worker.exit() == .rejected(reason: "use the same release"))
    }

    @Test("tries again after any other failed handshake, and says why")
    func failedHandshake() throws {
        let failure = HandshakeFailure.noDetail(code: 0)
        network.refuse([.handshakeFailed(failure)])
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let peer = try coordinator.welcome().peer
        #expect(worker.warnings("\(failure); trying again") == 1)
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
    }

    @Test("says once that nobody answers, and joins when somebody does")
    func nobody() throws {
        let worker = try RunningWorker(over: network)
        try network.made.wait { _ in true }
        for _ in 0..<3 { network.report(.connectRetried(after: .milliseconds(100))) }
        network.report(.closed)
        try worker.awaitWarning("nobody answers; trying again")
        let coordinator = try ScriptedCoordinator(network)
        let peer = try coordinator.welcome().peer
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
        #expect(worker.warnings("nobody answers") == 1)
    }

    // MARK: Interruptions

    @Test("that breaks loses no result: it is sent again after the next welcome")
    func brokenLink() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let first = try coordinator.welcome().peer
        let attempt = try coordinator.assign([0], of: job, to: first)[0]
        try worker.objective.begun.wait { _ in true }
        worker.objective.order(.end(value: 1), of: 0)
        let before = try coordinator.nextResult().result
        network.breakLinks()
        // The acknowledgement would have been lost with the link.
        let (second, hello) = try coordinator.welcome()
        #expect(second != first)
        #expect(hello.held == [attempt])
        let again = try coordinator.nextResult()
        #expect(again.peer == second)
        #expect(again.result == before)
        try coordinator.say(.acknowledge([attempt]), to: second)
        try coordinator.say(.finished, to: second)
        #expect(try worker.exit() == .finished)
        #expect(worker.objective.begun.all.count == 1)
    }

    @Test("that breaks does not disturb a running trial")
    func trialRunsOn() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let attempt = try coordinator.assign(
            [0], of: job, to: try coordinator.welcome().peer)[0]
        try worker.objective.begun.wait { _ in true }
        for _ in 0..<3 {
            network.breakLinks()
            #expect(try coordinator.welcome().hello.held == [attempt])
        }
        worker.objective.order(.end(value: 1), of: 0)
        let (peer, result) = try coordinator.nextResult()
        #expect(result.attempt == attempt)
        try coordinator.say(.acknowledge([attempt]), to: peer)
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
        #expect(worker.objective.begun.all.count == 1)
    }

    @Test(
        "whose coordinator vanishes is linked to the next one, which learns what the worker holds")
    func vanished() throws {
        let old = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let attempts = try old.assign([0, 1], of: job, to: try old.welcome().peer)
        try worker.objective.begun.wait { $0.trial == 0 }
        old.vanish()
        worker.objective.order(.end(value: 1), of: 0)
        // The next trial of the queue runs without a coordinator.
        try worker.objective.begun.wait { $0.trial == 1 }
        let new = try ScriptedCoordinator(network)
        let (peer, hello) = try new.welcome()
        #expect(Set(hello.held) == Set(attempts))
        #expect(try new.nextResult().result.attempt == attempts[0])
        try new.say(.acknowledge([attempts[0]]), to: peer)
        worker.objective.order(.end(value: 1), of: 1)
        #expect(try new.nextResult().result.attempt == attempts[1])
        try new.say(.acknowledge([attempts[1]]), to: peer)
        try new.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
    }

    @Test("that is silent is replaced: no event tells of a dead tunnel")
    func silence() throws {
        let coordinator = try ScriptedCoordinator(network)
        var settings = WorkerMachine.Settings(slots: 1)
        settings.liveness = 2
        let worker = try RunningWorker(over: network, settings: settings)
        let first = try coordinator.welcome().peer
        coordinator.answersPings = false
        network.setSilent(true)
        try worker.log.wait {
            if case .machine(.reconnecting) = $0 { true } else { false }
        }
        network.setSilent(false)
        coordinator.answersPings = true
        let second = try coordinator.welcome().peer
        #expect(second != first)
        worker.interrupt()
        #expect(try worker.exit() == .interrupted(undelivered: 0))
    }

    // MARK: Messages

    @Test("that loses a result while it stays open delivers it all the same")
    func lostResult() throws {
        network.lose { if case .results = $0 { true } else { false } }
        let coordinator = try ScriptedCoordinator(network)
        var settings = WorkerMachine.Settings(slots: 1, exitsWhenDone: true)
        settings.liveness = 3
        let worker = try RunningWorker(over: network, settings: settings)
        let first = try coordinator.welcome(pingSeconds: 0.4).peer
        let attempt = try coordinator.assign([0], of: job, to: first)[0]
        worker.objective.order(.end(value: 1), of: 0)
        // Pings are answered, but the result stays unacknowledged: the worker greets again.
        let (peer, hello) = try coordinator.welcome()
        #expect(hello.held == [attempt])
        #expect(try coordinator.nextResult().result.attempt == attempt)
        try coordinator.say(.acknowledge([attempt]), to: peer)
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
    }

    @Test("that carries a message which is not understood says so and goes on")
    func notUnderstood() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let peer = try coordinator.welcome().peer
        try #require(
            try coordinator.links.send([peer.routingID, [1, 2, 3]]) == .sent)
        try worker.awaitWarning("a message from the coordinator was not understood")
        let attempt = try coordinator.assign([0], of: job, to: peer)[0]
        worker.objective.order(.end(value: 1), of: 0)
        _ = try coordinator.nextResult()
        try coordinator.say(.acknowledge([attempt]), to: peer)
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
    }

    @Test("is asked to say hello again by a coordinator that does not know the worker")
    func whoAreYou() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let peer = try coordinator.welcome().peer
        let attempt = try coordinator.assign([0], of: job, to: peer)[0]
        try worker.objective.begun.wait { _ in true }
        try coordinator.say(.whoAreYou, to: peer)
        #expect(try coordinator.welcome().hello.held == [attempt])
        worker.objective.order(.end(value: 1), of: 0)
        #expect(try coordinator.nextResult().result.attempt == attempt)
        try coordinator.say(.acknowledge([attempt]), to: peer)
        try coordinator.say(.finished, to: peer)
        #expect(try worker.exit() == .finished)
    }
}
