import Coordination
import Files
import Foundation
import Storage
import StudyModel
import Testing
import Wire

@testable import Runtime
@testable import Studies

/// The coordinator's shell with workers whose messages the tests write.
@Suite("A coordinator's shell")
struct CoordinatorShellTests {
    private let scratch: ScratchDirectory
    private let network = MemoryNetwork()

    init() throws { scratch = try ScratchDirectory() }

    private func start(
        trials: Int = 1, exitsWhenDone: Bool = true,
        settings: CoordinatorMachine.Settings = .init()
    ) throws -> (RunningCoordinator, OpenStudy, StubbornStore) {
        let (study, store) = try StudyFixtures.openStudy("plain", trials: trials, in: scratch.path)
        let coordinator = try RunningCoordinator(
            [study], over: network, scratch: scratch, exitsWhenDone: exitsWhenDone,
            settings: settings)
        return (coordinator, study, store)
    }

    @Test("hands out each trial once, records the results, writes the table and ends")
    func search() throws {
        let (coordinator, study, store) = try start(trials: 6)
        let workers = [try ScriptedWorker(network, "a"), try ScriptedWorker(network, "b")]
        for worker in workers { try worker.join() }
        var seen: [Int] = []
        for round in 0..<3 {
            for worker in workers {
                let (assignment, jobs) = try worker.nextAssignment()
                #expect(jobs == (round == 0 ? [study.record.job] : []))
                #expect(assignment.checkpoint == nil)
                seen.append(assignment.attempt.trial)
                try worker.finish(
                    assignment.attempt, value: Double(10 - assignment.attempt.trial))
                try worker.say(.ready(credit: 1))
            }
        }
        #expect(try coordinator.end() == .done)
        #expect(seen.sorted() == Array(0..<6))
        let trials = try store.load().trials.map(\.trial)
        #expect(trials.allSatisfy { $0.state == .complete })
        let losses = trials.map { $0.metrics["validation_loss"] }
        #expect(losses == [10, 9, 8, 7, 6, 5])
        let table = try #require(scratch.text("plain/table.csv"))
        #expect(table.split(separator: "\n").count == 7)
        #expect(LiveAnnouncement.read(study.directory) == nil)
        let notices = coordinator.observations.all
        #expect(
            notices.contains(
                .noticed(.workerJoined(WorkerIdentity(name: "b", host: "memory"), slots: 1))))
        #expect(notices.filter { $0 == .noticed(.studyFinished("plain")) }.count == 1)
    }

    @Test("waits at its end for the goodbye of a worker that leaves, and not for ever")
    func goodbyes() throws {
        let identity = WorkerIdentity(name: "leaving", host: "memory")
        for saysGoodbye in [true, false] {
            let network = MemoryNetwork()
            let scratch = try ScratchDirectory()
            let (study, _) = try StudyFixtures.openStudy("plain", trials: 1, in: scratch.path)
            let coordinator = try RunningCoordinator([study], over: network, scratch: scratch)
            let staying = try ScriptedWorker(network, "staying")
            try staying.join()
            let assignment = try staying.nextAssignment().assignment
            let leaving = try ScriptedWorker(network, "leaving")
            try leaving.join(leavesWhenFinished: true)
            try staying.finish(assignment.attempt)
            Thread.sleep(forTimeInterval: 0.3)
            if saysGoodbye { try leaving.say(.goodbye) }
            #expect(try coordinator.end() == .done)
            let left = RunningCoordinator.Observation.noticed(.workerLeft(identity))
            #expect(coordinator.observations.all.contains(left) == saysGoodbye)
        }
    }

    @Test("acknowledges a repeated result again, and records it once")
    func repeated() throws {
        let (coordinator, _, store) = try start(trials: 2)
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        let first = try worker.nextAssignment().assignment.attempt
        try worker.finish(first, value: 3)
        let second = try worker.nextAssignment().assignment.attempt
        try worker.finish(first, value: 3)
        try worker.finish(second)
        #expect(try coordinator.end() == .done)
        let record = try store.load()
        #expect(record.trials[first.trial].attempts.count == 1)
        #expect(record.conflicts == 0)
    }

    @Test("gives what one worker hands back, with its checkpoint, to another")
    func handBack() throws {
        let (coordinator, _, store) = try start()
        let leaving = try ScriptedWorker(network, "leaving")
        try leaving.join()
        let first = try leaving.nextAssignment().assignment
        let checkpoint = [UInt8](repeating: 9, count: 100_000)
        // It takes nothing more, as a worker that leaves.
        try leaving.say(.ready(credit: 0))
        let digest = try leaving.upload(checkpoint, of: "plain")
        try leaving.say(.handBack(first.attempt, reason: "interrupted", checkpoint: digest))
        try leaving.awaitAcknowledgement(of: first.attempt)
        try leaving.say(.goodbye)
        try coordinator.observations.wait {
            $0 == .noticed(.workerLeft(WorkerIdentity(name: "leaving", host: "memory")))
        }
        let next = try ScriptedWorker(network, "next")
        try next.join()
        let second = try next.nextAssignment().assignment
        #expect(second.attempt.trial == first.attempt.trial)
        #expect(second.attempt != first.attempt)
        #expect(second.configuration == first.configuration)
        #expect(second.checkpoint == digest)
        #expect(try next.fetch(digest, of: "plain") == checkpoint)
        try next.finish(second.attempt)
        #expect(try coordinator.end() == .done)
        #expect(try store.load().trials[0].attempts.map(\.worker.name) == ["leaving", "next"])
        let left = Directory.files(below: scratch.path + "/plain/checkpoints")
        #expect(left.isEmpty, "a finished trial keeps no checkpoint")
    }

    @Test("resumes the trial of a lost worker from the last checkpoint that it sent")
    func lostWithCheckpoint() throws {
        let (coordinator, _, _) = try start()
        let lost = try ScriptedWorker(network, "lost")
        try lost.join()
        let attempt = try lost.nextAssignment().assignment.attempt
        for bytes in [[1, 2, 3], [4, 5, 6]] as [[UInt8]] {
            try lost.say(
                .checkpoint(attempt, digest: try lost.upload(bytes, of: "plain")))
        }
        // An answer shows that both were taken in.
        try lost.say(.ping(sequence: 1, held: [AttemptProgress(attempt: attempt)]))
        try lost.next("a pong") { said in said == .pong(sequence: 1) ? () : nil }
        coordinator.commands.post(.workerEnded(name: "lost", .unknown))
        let next = try ScriptedWorker(network, "next")
        try next.join()
        let assignment = try next.nextAssignment().assignment
        let digest = try #require(assignment.checkpoint)
        #expect(try next.fetch(digest, of: "plain") == [4, 5, 6])
        try next.finish(assignment.attempt)
        #expect(try coordinator.end() == .done)
    }

    @Test("gives the trial of a worker that is silent for a lease to another")
    func lease() throws {
        let (coordinator, _, store) = try start(
            settings: .init(leaseSeconds: 0.3, pingSeconds: 0.1))
        let silent = try ScriptedWorker(network, "silent")
        try silent.join()
        let first = try silent.nextAssignment().assignment.attempt
        try coordinator.observations.wait {
            if case .noticed(.attemptEnded(first, _, _)) = $0 { true } else { false }
        }
        let next = try ScriptedWorker(network, "next")
        try next.join()
        let second = try next.nextAssignment().assignment.attempt
        #expect(second.trial == first.trial)
        try next.finish(second, value: 5)
        #expect(try coordinator.end() == .done)
        #expect(try store.load().trials[0].trial.metrics == ["validation_loss": 5])
    }

    @Test("takes back a trial whose worker's queue is full, and closes that worker's connection")
    func full() throws {
        let (coordinator, _, _) = try start(trials: 2)
        let stuck = try ScriptedWorker(network, "stuck")
        try stuck.join()
        let first = try stuck.nextAssignment().assignment.attempt
        network.fill(try peer(of: stuck))
        // Its acknowledgement and the next trial can't be sent.
        try stuck.say(.results([stuck.result(first)]))
        try stuck.awaitCut()
        try coordinator.observations.wait {
            guard case .remarked(let text) = $0 else { return false }
            return text.contains("10.0.0.7") && text.contains("it does not take what is sent")
        }
        let next = try ScriptedWorker(network, "next")
        try next.join()
        let second = try next.nextAssignment().assignment.attempt
        #expect(second.trial != first.trial)
        try next.finish(second)
        #expect(try coordinator.end() == .done)
    }

    /// The routing ID of a worker's link.
    private func peer(of worker: ScriptedWorker) throws -> Peer {
        try #require(network.peer(of: worker.connection.number))
    }

    @Test("sends nothing before it is stored, and goes on when the disk has room again")
    func stall() throws {
        let (coordinator, _, store) = try start(trials: 2)
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        let first = try worker.nextAssignment().assignment.attempt
        store.refuse(.full(path: "study.sqlite", reason: "no space"))
        try worker.say(.results([worker.result(first)]))
        try coordinator.observations.wait {
            if case .storage(problem: _?) = $0 { true } else { false }
        }
        // The pong says that the coordinator is alive; no acknowledgement came before it.
        try worker.next("a pong") { said in
            if case .acknowledge = said { Issue.record("acknowledged, but not stored") }
            if case .assign = said { Issue.record("assigned, but not stored") }
            return said == .pong(sequence: 0) ? () : nil
        }
        store.refuse(nil)
        try worker.awaitAcknowledgement(of: first)
        try coordinator.observations.wait { $0 == .storage(problem: nil) }
        try worker.finish(try worker.nextAssignment().assignment.attempt)
        #expect(try coordinator.end() == .done)
    }

    @Test("that is asked to stop hands out nothing more and waits for what runs")
    func stop() throws {
        let (coordinator, _, store) = try start(trials: 5)
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        let first = try worker.nextAssignment().assignment.attempt
        coordinator.commands.post(.stop(awaitsWorkers: true))
        try coordinator.observations.wait { $0 == .awaitingWorkers }
        try worker.say(.ready(credit: 3))
        try worker.say(.handBack(first, reason: "interrupted", checkpoint: nil))
        #expect(try coordinator.end() == .interrupted)
        let record = try store.load()
        #expect(record.trials.map(\.trial.state) == [.waiting])
    }

    @Test("serves two studies, each with its own store")
    func twoStudies() throws {
        let studies = try ["one", "two"].map {
            try StudyFixtures.openStudy($0, trials: 2, in: scratch.path)
        }
        let coordinator = try RunningCoordinator(
            studies.map(\.study), over: network, scratch: scratch)
        let worker = try ScriptedWorker(network, "a")
        try worker.join()
        var names: [String] = []
        for _ in 0..<4 {
            let attempt = try worker.nextAssignment().assignment.attempt
            names.append(attempt.study)
            try worker.finish(attempt)
        }
        #expect(try coordinator.end() == .done)
        #expect(names.sorted() == ["one", "one", "two", "two"])
        for (_, store) in studies {
            #expect(try store.load().trials.map(\.trial.state) == [.complete, .complete])
        }
    }
}
