import Foundation
import Search
import StudyModel
import Testing

@testable import Simulation

@Suite struct RegretTests {
    @Test("Regret is that of an independent implementation, with one slot")
    func goldens() throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/regret.txt")
        let lines = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 18)
        let table = try Fixture.table()
        for first in stride(from: 0, to: lines.count, by: 3) {
            let words = lines[first].split(separator: " ")
            let kind = try #require(SchedulerKind.named(String(words[0])))
            let order = lines[first + 1].split(separator: " ").map { Int($0)! }
            let regrets = lines[first + 2].split(separator: " ").map { Double($0)! }
            var replay = try Replay(
                ReplayTable(table), order: order, scheduler: kind.spec(),
                cluster: ReplayCluster(slots: 1), seed: 0)
            let outcome = replay.run()
            #expect(outcome.epochs == Double(words[1]))
            let trace = RegretTrace(outcome, on: table)
            for (index, expected) in regrets.enumerated() {
                let found = trace.regret(epochs: Double((index + 1) * 51))
                #expect(abs(found - expected) < 1e-12, "\(kind.name), \(index + 1) trainings")
            }
        }
    }

    @Test("The best final value counts, before it the best at the furthest stop")
    func definition() throws {
        // Optimum 0, median 4. Trials 0 to 2 stop at epoch 1, and trial 1 continues.
        let table = CurveTable([[6, 8], [2, 4], [7, 0]])
        var replay = try Replay(
            ReplayTable(table), order: [0, 1, 2],
            scheduler: SchedulerKind.successiveHalving.spec([
                Setting("cohort", .literal(.int(3))), Setting("reduction", .literal(.int(2))),
            ]), cluster: ReplayCluster(slots: 1), seed: 0)
        let outcome = replay.run()
        let trace = RegretTrace(outcome, on: table)
        #expect(trace.points.map(\.epochs) == [1, 2, 3, 4])
        #expect(trace.points.map(\.regret) == [1, 0.5, 0.5, 1])
        #expect(trace.regret(epochs: 0.5) == 1 && trace.regret(epochs: 2.5) == 0.5)
        #expect(trace.regret(seconds: 3.9) == 0.5 && trace.regret(seconds: 4) == 1)
        #expect(trace.regret(epochs: 99) == 1)
    }

    @Test("A training ends in its own time, although seconds are rounded")
    func rounding() throws {
        let table = CurveTable(
            (0..<7).map { row in (1...27).map { Double(row + 9) / Double($0) } },
            secondsPerEpoch: 1.806808489340323)
        var replay = try Replay(
            ReplayTable(table), order: Array(0..<7), scheduler: .none,
            cluster: ReplayCluster(slots: 7), seed: 0)
        let trace = RegretTrace(replay.run(), on: table)
        #expect(trace.regret(seconds: table.meanTrainingSeconds) == 0)
    }

    @Test("Epochs of running segments are spent, too")
    func running() throws {
        let table = CurveTable([[4, 4, 4], [2, 2, 2], [3, .nan, .nan], [1, 1, 1]])
        var replay = try Replay(
            ReplayTable(table), order: [0, 1, 2, 3], scheduler: .none,
            cluster: ReplayCluster(slots: 3), seed: 0)
        let trace = RegretTrace(replay.run(), on: table)
        // Trial 2 ends after two epochs, and trial 3 takes its slot.
        #expect(trace.points.map(\.seconds) == [2, 3, 3, 5])
        for (found, expected) in zip(trace.points.map(\.epochs), [6.0, 9, 9, 11]) {
            #expect(abs(found - expected) < 1e-12)
        }
        #expect(trace.regret(epochs: 8) == 1 && trace.regret(epochs: 9) == 1)
        #expect(trace.regret(epochs: 11) == 0)
    }

    @Test("Diverged and lost segments spend epochs and have no value")
    func diverged() throws {
        let table = CurveTable([[.nan, .nan], [1, 1], [3, 3]])
        var replay = try Replay(
            ReplayTable(table), order: [0, 1, 2], scheduler: .none,
            cluster: ReplayCluster(slots: 1), seed: 0)
        let outcome = replay.run()
        #expect(outcome.segments.map(\.epochs) == [1, 2, 2])
        #expect(outcome.segments.map(\.isDiverged) == [true, false, false])
        #expect(RegretTrace(outcome, on: table).points.map(\.regret) == [1, 0, 0])
    }
}
