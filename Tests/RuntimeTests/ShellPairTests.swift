import Coordination
import Foundation
import StudyModel
import Testing

@testable import Runtime
@testable import Studies

/// Both shells together, over a network in memory that breaks.
@Suite("A coordinator's and workers' shells together")
struct ShellPairTests {
    private let scratch: ScratchDirectory
    private let network = MemoryNetwork()

    init() throws { scratch = try ScratchDirectory() }

    private func checkRecord(_ record: StudyRecord, trials: Int) {
        #expect(record.conflicts == 0)
        #expect(record.trials.count == trials)
        for trial in record.trials {
            #expect(trial.trial.state == .complete)
            #expect(trial.trial.metrics == ["validation_loss": Double(trial.trial.number)])
        }
    }

    /// Lets each trial end with its number as its value.
    private func order(_ workers: [RunningWorker], trials: Int) {
        for worker in workers {
            for trial in 0..<trials {
                worker.objective.order(.end(value: Double(trial)), of: trial)
            }
        }
    }

    @Test("record every trial once, however often the links break")
    func brokenLinks() throws {
        let trials = 60
        let (study, store) = try StudyFixtures.openStudy(
            "plain", trials: trials, in: scratch.path)
        let coordinator = try RunningCoordinator([study], over: network, scratch: scratch)
        var settings = RunningWorker.settings(slots: 2, exitsWhenDone: true)
        // An acknowledgement may be lost with the last link.
        settings.farewellSeconds = 0.1
        let workers = try ["a", "b", "c"].map {
            try RunningWorker(over: network, name: $0, settings: settings)
        }
        order(workers, trials: trials)
        // After each of some results the links break.
        for count in stride(from: 5, to: 55, by: 10) {
            try coordinator.observations.wait(for: count) {
                if case .noticed(.trialFinished) = $0 { true } else { false }
            }
            network.breakLinks()
        }
        #expect(try coordinator.end() == .done)
        checkRecord(try store.load(), trials: trials)
        for worker in workers {
            worker.interrupt()
            _ = try worker.exit()
        }
    }

    @Test("lose nothing when the coordinator vanishes and returns")
    func coordinatorReturns() throws {
        let trials = 6
        let job = try StudyFixtures.job(trials: trials)
        let worker = try RunningWorker(over: network)
        var study = try StudyOpening.open(job, results: scratch.path)
        let first = try RunningCoordinator([study], over: network, scratch: scratch)
        try worker.objective.begun.wait { $0.trial == 0 }
        #expect(try first.stop() == .interrupted)
        study.store.close()
        // It ends while nobody can take its result.
        worker.objective.order(.end(value: 0), of: 0)
        study = try StudyOpening.open(job, results: scratch.path)
        #expect(study.record.trials.map(\.trial.state) == [.running])
        #expect(study.record.incarnation == 2)
        let second = try RunningCoordinator([study], over: network, scratch: scratch)
        try second.observations.wait {
            if case .noticed(.workerReturned) = $0 { true } else { false }
        }
        order([worker], trials: trials)
        #expect(try second.end() == .done)
        let record = try study.store.load()
        study.store.close()
        checkRecord(record, trials: trials)
        #expect(record.trials[0].attempts.count == 1, "the result came from the first attempt")
        #expect(worker.objective.begun.all.map(\.trial) == Array(0..<trials))
        worker.interrupt()
        _ = try worker.exit()
    }

    @Test("move a trial with its checkpoint from an interrupted worker to the next one")
    func moved() throws {
        let (study, store) = try StudyFixtures.openStudy("plain", trials: 1, in: scratch.path)
        let coordinator = try RunningCoordinator([study], over: network, scratch: scratch)
        let keeper = MemoryKeeper()
        let leaving = try RunningWorker(over: network, name: "leaving", checkpoints: keeper)
        try leaving.objective.begun.wait { _ in true }
        leaving.interrupt()
        #expect(try leaving.exit() == .interrupted(undelivered: 0))
        let next = try RunningWorker(over: network, name: "next", checkpoints: keeper)
        #expect(try next.objective.begun.wait { _ in true }[0].checkpoint == [7, 0])
        next.objective.order(.end(value: 0), of: 0)
        #expect(try coordinator.end() == .done)
        checkRecord(try store.load(), trials: 1)
        next.interrupt()
        _ = try next.exit()
    }
}
