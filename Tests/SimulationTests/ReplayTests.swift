import Search
import StudyModel
import TestSupport
import Testing

@testable import Simulation

@Suite struct ReplayTests {
    /// A study on the fixture, and what it did.
    private func replay(
        _ scheduler: SchedulerSpec, slots: Int, seed: UInt64 = 1, irregular: Bool = true
    ) throws -> (outcome: ReplayOutcome, trials: [Trial]) {
        let table = ReplayTable(try Fixture.table())
        let cluster = ReplayCluster(
            slots: slots, stragglers: irregular ? 0.2 : 0, failures: irregular ? 0.1 : 0)
        var replay = try Replay(
            table, order: Replay.order(rows: 60, seed: seed), scheduler: scheduler,
            cluster: cluster, seed: seed)
        let outcome = replay.run()
        return (outcome, replay.trials)
    }

    @Test("Equal seeds give equal studies, other seeds others", arguments: Fixture.schedulers)
    func seeds(scheduler: SchedulerSpec) throws {
        let (first, again) = (
            try replay(scheduler, slots: 5), try replay(scheduler, slots: 5)
        )
        #expect(first.outcome.segments == again.outcome.segments)
        #expect(first.trials == again.trials)
        let other = try replay(scheduler, slots: 5, seed: 2)
        #expect(first.outcome.segments != other.outcome.segments)
    }

    @Test("The number of slots changes no decision", arguments: Fixture.schedulers)
    func slots(scheduler: SchedulerSpec) throws {
        let one = try replay(scheduler, slots: 1)
        for slots in [2, 7, 60, 200] {
            let more = try replay(scheduler, slots: slots)
            #expect(more.trials.map(\.state) == one.trials.map(\.state))
            #expect(more.trials.map(\.epoch) == one.trials.map(\.epoch))
            #expect(more.trials.map(\.pruning) == one.trials.map(\.pruning))
            #expect(more.outcome.seconds <= one.outcome.seconds)
        }
    }

    @Test("A study takes no more epochs than its scheduler says", arguments: Fixture.schedulers)
    func epochs(scheduler: SchedulerSpec) throws {
        let (outcome, trials) = try replay(scheduler, slots: 3)
        let kept = outcome.segments.filter { !$0.isLost }.reduce(0) { $0 + $1.epochs }
        let job = Job(
            study: "bound", objective: .null, epochs: 51,
            metric: Metric(name: "validation_loss"), scheduler: scheduler, trials: 60,
            columns: [],
            space: SearchSpace([Parameter(name: "x", domain: .int(IntDomain(low: 0, high: 9)))]))
        let most = try #require(try StudyScheduler(job: job).mostEpochs(of: job))
        #expect(kept <= Double(most))
        #expect(trials.allSatisfy { $0.state.isTerminal })
        #expect(trials.count { $0.state == .complete } > 0)
        #expect(outcome.segments.contains { $0.isLost })
    }

    @Test("One slot is never idle, and many are while nothing is left to start")
    func idle() throws {
        for scheduler in Fixture.schedulers {
            let (one, _) = try replay(scheduler, slots: 1)
            #expect(one.idleShare == 0 && one.idleShareWhileDrawing == 0)
            let (many, _) = try replay(scheduler, slots: 20)
            #expect(many.idleShareWhileDrawing == 0)
            #expect(many.idleShare > 0 && many.idleShare < 1)
        }
    }

    @Test("Slots work in simulated time: 60 trainings on 60 slots take the time of one")
    func time() throws {
        let curves = (0..<60).map { row in (1...4).map { Double(row + 10) / Double($0) } }
        let table = ReplayTable(CurveTable(curves, secondsPerEpoch: 5))
        for (slots, seconds) in [(1, 1200.0), (7, 180), (60, 20), (100, 20)] {
            var replay = try Replay(
                table, order: Array(0..<60), scheduler: .none,
                cluster: ReplayCluster(slots: slots), seed: 1)
            let outcome = replay.run()
            #expect(outcome.seconds == seconds)
            #expect(outcome.epochs == 240)
            let slotSeconds = Double(slots) * seconds
            #expect(abs(outcome.idleShare - (slotSeconds - 1200) / slotSeconds) < 1e-12)
        }
    }

    @Test("Slow and lost segments are as frequent as stated, whatever the number of slots")
    func fates() {
        let cluster = ReplayCluster(slots: 1, stragglers: 0.1, failures: 0.05)
        let fates = (0..<20_000).map { cluster.fate(seed: 3, trial: $0, until: 9, attempt: 1) }
        #expect(abs(fates.count { $0.slowness == 3 } - 2000) < 200)
        #expect(abs(fates.count { $0.lostAfter != nil } - 1000) < 150)
        #expect(fates.allSatisfy { (0..<1).contains($0.lostAfter ?? 0) })
    }

    @Test("Population based training can't be replayed")
    func population() throws {
        let spec = SchedulerKind.pbt.spec([Setting("interval", .literal(.int(5)))])
        #expect(throws: SimulationError.self) { try replay(spec, slots: 1) }
    }

    /// The reference study trains by a formula; its curves as a table must lead to the same
    /// decisions.
    @Test("A replay decides as a study that runs one segment after the other")
    func reference() throws {
        for scheduler in [
            SchedulerKind.asha.spec([Setting("cohort", .literal(.int(4)))]),
            SchedulerKind.successiveHalving.spec(), SchedulerKind.hyperband.spec(),
            SchedulerKind.median.spec([Setting("startup", .literal(.int(2)))]),
            SchedulerKind.patience.spec([Setting("patience", .literal(.int(2)))]),
        ] {
            var job = Schedule.job(study: "study", seed: 4, trials: 40)
            job.epochs = 12
            job.scheduler = scheduler
            let study = try ReferenceStudy(job)
            let curves = study.records.map { record in
                var training = SimulatedTraining(trial: record.trial.number)
                let failure = training.train(record.trial.configuration, of: job, until: nil)
                var curve = training.results.map { $0.metrics["loss"] ?? .nan }
                // The value of the epoch in which a trial fails does not count.
                if failure != nil { curve[curve.count - 1] = .nan }
                return curve + Array(repeating: .nan, count: job.epochs - curve.count)
            }
            for slots in [1, 6] {
                var replay = try Replay(
                    ReplayTable(CurveTable(curves)), order: Array(curves.indices),
                    scheduler: scheduler, cluster: ReplayCluster(slots: slots, failures: 0.1),
                    seed: 1)
                _ = replay.run()
                let expected = study.records.map(\.trial)
                #expect(replay.trials.map(\.state) == expected.map(\.state))
                #expect(replay.trials.map(\.pruning) == expected.map(\.pruning))
                // A failed trial of the reference has no epoch.
                for (found, trial) in zip(replay.trials, expected) where trial.state != .failed {
                    #expect(found.epoch == trial.epoch, "\(scheduler.type) \(trial.number)")
                }
            }
        }
    }
}
