import Foundation
import Portable
import Simulation
import Testing

@testable import Benchmarks

@Suite struct SchedulersBenchmarkTests {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "SimulationTests/Fixtures").path

    private func run(seeds: Int, slots: [Int]) throws -> SchedulersOutcome {
        let table = try CurveTable.read(directory: Self.directory)
        return try SchedulersBenchmark(
            tables: table, seeds: seeds, slots: slots, stragglers: 0.1, failures: 0.02
        ).run()
    }

    @Test("The numbers are the same every time, whatever the threads")
    func repeated() throws {
        let (first, again) = (try run(seeds: 2, slots: [1, 9]), try run(seeds: 2, slots: [1, 9]))
        #expect(
            try PortableJSON.encode(first, isSorted: true)
                == PortableJSON.encode(again, isSorted: true))
        #expect(
            first.schedulers.map(\.scheduler) == [
                "none", "asha", "successive-halving", "hyperband", "median", "percentile 25",
                "patience",
            ])
        for scheduler in first.schedulers {
            #expect(scheduler.clusters.map(\.slots) == [1, 9])
            #expect(scheduler.clusters[0].idleShare == 0)
            for cluster in scheduler.clusters {
                #expect(cluster.byBudget.allSatisfy { (0...1).contains($0.regret.mean) })
                #expect(cluster.byBudget.allSatisfy { $0.regret.standardError >= 0 })
                #expect(cluster.curve.count == 50)
                #expect(cluster.curve[9].mean == cluster.byBudget[0].regret.mean)
            }
            #expect(scheduler.rungs.map(\.tableEpochs) == [51])
            #expect(scheduler.rungs[0].rungs.last?.until == 51)
        }
        #expect(first.schedulers[1].rungs[0].rungs.map(\.until) == [2, 6, 17, 51])
    }

    @Test("The standard error is that of the seeds' means over tables")
    func standardError() {
        let regret = SchedulersOutcome.Regret([[1, 2, 3], [3, 4, 8]])
        // Means of the seeds: 2, 3, 5.5; their deviation is 1.80278.
        #expect(abs(regret.mean - 3.5) < 1e-12)
        #expect(abs(regret.standardError - 1.0408329997330663) < 1e-12)
        #expect(regret.byTable == [2, 5])
    }

    @Test("The figure has a curve of each scheduler, with its spread")
    func figure() throws {
        let outcome = try run(seeds: 2, slots: [9])
        let chart = outcome.chart
        #expect(chart.curves.map(\.name) == outcome.schedulers.map(\.scheduler))
        for curve in chart.curves {
            #expect(curve.x == (1...50).map(Double.init))
            #expect(zip(curve.low, curve.y).allSatisfy { $0 <= $1 })
            #expect(zip(curve.y, curve.high).allSatisfy { $0 <= $1 })
        }
    }

    @Test("The text has a table for each number of slots, in 80 columns")
    func text() throws {
        let text = try run(seeds: 1, slots: [1, 8, 100, 1000]).text
        let lines = text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines.count { $0.hasPrefix("asha ") } == 7)
        #expect(text.contains("regret after hours of simulated time, 100 slots"))
        #expect(text.contains("no pbt: "))
    }
}
