import Coordination
import Files
import StudyModel
import Testing
import Wire
import ZeroMQ

@testable import Runtime

/// The worker's shell with a coordinator whose messages the tests write.
@Suite("A worker's shell")
struct WorkerShellTests {
    private let network = MemoryNetwork()
    private let job: Job

    init() throws { job = try StudyFixtures.job().job }

    private func finish(_ coordinator: ScriptedCoordinator, _ peer: Peer) throws {
        try coordinator.say(.finished, to: peer)
        _ = try coordinator.next("a goodbye") { $0 == .goodbye ? () : nil }
    }

    @Test("registers, executes what it is given, delivers the result and leaves when all is done")
    func life() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let (peer, hello) = try coordinator.welcome()
        #expect(hello.identity.name == "worker")
        #expect(hello.slots == 1 && hello.credit == 1 && hello.held.isEmpty)
        _ = try coordinator.next("room") { $0 == .ready(credit: 1) ? () : nil }
        let attempt = try coordinator.assign([3], of: job, to: peer)[0]
        let request = try worker.objective.begun.wait { $0.trial == 3 }[0]
        #expect(request.configuration == StudyFixtures.configuration(0.5))
        #expect(request.checkpoint == nil)
        worker.objective.order(.record(epoch: 1), of: 3)
        let reported = try coordinator.next("an epoch") { said in
            if case .intermediateResult(attempt, let intermediate) = said {
                intermediate
            } else {
                nil
            }
        }
        #expect(reported.value.metrics == ["validation_loss": 2])
        worker.objective.order(.end(value: 0.25), of: 3)
        let result = try coordinator.nextResult().result
        #expect(result.attempt == attempt)
        #expect(result.ending == .outcome(.complete(metrics: ["validation_loss": 0.25])))
        try coordinator.say(.acknowledge([attempt]), to: peer)
        try finish(coordinator, peer)
        #expect(try worker.exit() == .finished)
    }

    @Test("holds a queue for short trials and executes it in order, one per slot at a time")
    func queue() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network, settings: RunningWorker.settings(slots: 2))
        let peer = try coordinator.welcome().peer
        let attempts = try coordinator.assign([0, 1, 2, 3], of: job, to: peer)
        try worker.objective.begun.wait(for: 2) { _ in true }
        let held = try coordinator.next("a sign of life") { said in
            if case .ping(_, let held) = said, held.count == 4 { held } else { nil }
        }
        #expect(Set(held.value.map(\.attempt)) == Set(attempts))
        #expect(worker.objective.begun.all.count == 2)
        for trial in 0..<4 { worker.objective.order(.end(value: 1), of: trial) }
        var delivered: Set<AttemptID> = []
        while delivered.count < 4 {
            let results = try coordinator.next("results") { said in
                if case .results(let results) = said { results } else { nil }
            }
            delivered.formUnion(results.value.map(\.attempt))
            try coordinator.say(.acknowledge(results.value.map(\.attempt)), to: peer)
        }
        #expect(Set(worker.objective.begun.all.map(\.trial).dropFirst(2)) == [2, 3])
        worker.interrupt()
        #expect(try worker.exit() == .interrupted(undelivered: 0))
    }

    @Test(
        "hands back what runs and what waits when it is interrupted, and leaves when that is known")
    func interruption() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let peer = try coordinator.welcome().peer
        let attempts = try coordinator.assign([4, 5], of: job, to: peer)
        try worker.objective.begun.wait { $0.trial == 4 }
        worker.interrupt()
        var handedBack: [AttemptID: String?] = [:]
        while handedBack.count < 2 {
            let (_, item) = try coordinator.next("a hand-back") { said in
                if case .handBack(let attempt, _, let checkpoint) = said {
                    (attempt, checkpoint)
                } else {
                    nil
                }
            }
            handedBack[item.0] = item.1
        }
        let digest = SHA256.hexadecimal([7, 4])
        #expect(handedBack[attempts[0]] == digest, "the running one with its checkpoint")
        #expect(handedBack[attempts[1]] == .some(nil))
        try coordinator.say(.acknowledge(attempts), to: peer)
        _ = try coordinator.next("a goodbye") { $0 == .goodbye ? () : nil }
        #expect(try worker.exit() == .interrupted(undelivered: 0))
        #expect(worker.objective.begun.all.count == 1)
    }

    @Test("that is interrupted without a coordinator leaves after a while and says what is lost")
    func undelivered() throws {
        let coordinator = try ScriptedCoordinator(network)
        var settings = RunningWorker.settings(slots: 1)
        settings.farewellSeconds = 0.2
        let worker = try RunningWorker(over: network, settings: settings)
        let peer = try coordinator.welcome().peer
        try coordinator.assign([0], of: job, to: peer)
        try worker.objective.begun.wait { _ in true }
        coordinator.vanish()
        worker.interrupt()
        #expect(try worker.exit() == .interrupted(undelivered: 1))
    }

    @Test("sends a checkpoint of a running trial, and resumes a trial from one")
    func checkpoints() throws {
        let coordinator = try ScriptedCoordinator(network)
        let keeper = MemoryKeeper()
        let known = keeper.upload([5, 5], of: job.study, isUrgent: true) { false }
        let worker = try RunningWorker(over: network, checkpoints: keeper)
        let peer = try coordinator.welcome().peer
        let attempt = try coordinator.assign([1], of: job, checkpoint: known, to: peer)[0]
        #expect(try worker.objective.begun.wait { $0.trial == 1 }[0].checkpoint == [5, 5])
        let large = [UInt8](repeating: 3, count: 1 << 20)
        worker.objective.order(.keep(checkpoint: large), of: 1)
        let sent = try coordinator.next("a checkpoint") { said in
            if case .checkpoint(attempt, let digest) = said { digest } else { nil }
        }
        #expect(keeper.fetch(sent.value, of: job.study) == large)
        worker.interrupt()
        let (_, handedBack) = try coordinator.next("a hand-back") { said in
            if case .handBack(attempt, _, let checkpoint) = said { checkpoint } else { nil }
        }
        #expect(handedBack == SHA256.hexadecimal([7, 1]))
        try coordinator.say(.acknowledge([attempt]), to: peer)
        #expect(try worker.exit() == .interrupted(undelivered: 0))
    }

    @Test("tells why it could not execute a trial, and stops what is cancelled")
    func brokenAndCancelled() throws {
        let coordinator = try ScriptedCoordinator(network)
        let worker = try RunningWorker(over: network)
        let peer = try coordinator.welcome().peer
        let broken = try coordinator.assign([0], of: job, to: peer)[0]
        worker.objective.order(.fail("no such shelf"), of: 0)
        let (_, reason) = try coordinator.next("a failure") { said in
            if case .attemptFailed(broken, let reason) = said { reason } else { nil }
        }
        #expect(reason.contains("no such shelf"))
        try coordinator.say(.acknowledge([broken]), to: peer)
        let cancelled = try coordinator.assign([1], of: job, to: peer)[0]
        try worker.objective.begun.wait { $0.trial == 1 }
        try coordinator.say(.cancel([cancelled]), to: peer)
        // The slot is free again, and the cancelled trial is not mentioned any more.
        try coordinator.assign([2], of: job, to: peer)
        try worker.objective.begun.wait { $0.trial == 2 }
        let (_, held) = try coordinator.next("a sign of life") { said in
            if case .ping(_, let held) = said, held.last?.attempt.trial == 2 { held } else { nil }
        }
        #expect(held.map(\.attempt.trial) == [2])
        worker.objective.order(.end(value: 1), of: 2)
        try coordinator.say(
            .acknowledge([try coordinator.nextResult().result.attempt]), to: peer)
        try finish(coordinator, peer)
        #expect(try worker.exit() == .finished)
    }
}
