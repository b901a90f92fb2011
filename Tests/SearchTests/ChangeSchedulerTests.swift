import StudyModel
import Testing

@testable import Search

@Suite("A schedule of parameters")
struct ChangeSchedulerTests {
    private static let schedule = ParameterSchedule([
        .init(epoch: 3, values: [.init("rate", .int(1)), .init("random_trial", .int(7))]),
        .init(epoch: 5, values: [.init("rate", .float(0.25))]),
        .init(epoch: 9, values: [.init("rate", .float(0.5))]),
    ])

    private func started() -> ChangeScheduler {
        var scheduler = ChangeScheduler(Self.schedule, epochs: 9)
        scheduler.observe(
            .added(
                trial: 0,
                Configuration([
                    .init("rate", .float(2)), .init("units", .int(8)),
                    .init("random_trial", .int(4)),
                ])))
        return scheduler
    }

    private func paused(_ scheduler: inout ChangeScheduler, _ trial: Int, at epoch: Int) {
        scheduler.observe(
            .paused(
                trial: trial, TrialStanding(epoch: epoch, value: 1, bestEpoch: epoch)))
    }

    @Test("A trial with the next values branches off where the one before paused")
    func branches() {
        var scheduler = started()
        #expect(scheduler.stops == [3, 5])
        #expect(scheduler.firstStop(of: 0) == 3)
        #expect(scheduler.mostEpochs(trials: 1) == 9)
        paused(&scheduler, 0, at: 3)
        // An int in place of a float is a float.
        let second = Configuration([
            .init("rate", .float(1)), .init("units", .int(8)), .init("random_trial", .int(7)),
        ])
        #expect(
            scheduler.next()
                == .branch(from: TrialOrigin(parent: 0, epoch: 3), second, until: 5))
        guard case .prune(0, let reason)? = scheduler.next() else {
            Issue.record("trial 0 goes on")
            return
        }
        #expect(reason == "epoch 3: trial 1 continues with the next values of the schedule")
        #expect(scheduler.next() == nil)
        scheduler.observe(.added(trial: 1, second))
        paused(&scheduler, 1, at: 5)
        let third = Configuration([
            .init("rate", .float(0.25)), .init("units", .int(8)), .init("random_trial", .int(7)),
        ])
        #expect(
            scheduler.next()
                == .branch(from: TrialOrigin(parent: 1, epoch: 5), third, until: nil))
    }

    @Test("A lineage's replay has its configurations, and the numbers of its trials")
    func lineage() throws {
        func configuration(_ rate: Double) -> Configuration {
            Configuration([.init("rate", .float(rate)), .init("units", .int(8))])
        }
        let trials: [Trial] = [
            Trial(number: 0, configuration: configuration(1)),
            Trial(number: 1, configuration: configuration(2)),
            Trial(
                number: 2, configuration: configuration(3),
                start: TrialStart(origin: TrialOrigin(parent: 1, epoch: 4))),
            Trial(
                number: 3, configuration: configuration(3),
                start: TrialStart(origin: TrialOrigin(parent: 2, epoch: 8))),
        ]
        let lineage = Lineage(of: trials[3]) { trials[$0] }
        #expect(lineage.stretches.map(\.trial) == [1, 2, 3])
        #expect(lineage.stretches.map(\.until) == [4, 8, nil])
        let (first, schedule) = lineage.replay
        #expect(first.description == "rate=2.0 units=8 random_trial=1")
        let expected = ParameterSchedule([
            .init(
                epoch: 4, values: [.init("rate", .float(3)), .init("random_trial", .int(2))]),
            .init(epoch: 8, values: [.init("random_trial", .int(3))]),
        ])
        #expect(schedule == expected)
        #expect(ParameterSchedule(schedule.setting) == schedule)
        let alone = Lineage(of: trials[0]) { trials[$0] }.replay
        #expect(alone.changes.changes.isEmpty && alone.first["random_trial"] == .int(0))
    }
}
