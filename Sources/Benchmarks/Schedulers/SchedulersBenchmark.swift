import Foundation
import Search
package import Simulation
import StudyModel
import Synchronization

/// How soon a search with each scheduler finds good configurations, on recorded learning curves.
///
/// Every study is replayed by the real coordinator with simulated workers, once per table, seed and
/// number of slots.
package struct SchedulersBenchmark {
    package var tables: [CurveTable]
    /// The number of orders of a table's rows.
    package var seeds: Int
    package var slots: [Int]
    /// The share of segments that take `stragglerFactor` times as long.
    package var stragglers: Double
    /// The share of segments that are lost on the way and run again.
    package var failures: Double

    static let stragglerFactor = 3.0
    /// Budgets, in full trainings: the epochs that this number of complete trials take.
    static let budgets = [10, 20, 50]
    /// Budgets of the curve over epochs.
    static let curveBudgets = Array(1...50)
    /// Simulated times, in multiples of the mean time of one full training.
    static let times = [1, 2, 5, 10, 20, 50]

    package init(
        tables: [CurveTable], seeds: Int, slots: [Int], stragglers: Double, failures: Double
    ) {
        self.tables = tables
        self.seeds = seeds
        self.slots = slots
        self.stragglers = stragglers
        self.failures = failures
    }

    /// Replays all studies, on all cores.
    package func run() throws -> SchedulersOutcome {
        let replayed = tables.map(ReplayTable.init)
        let found = Mutex([StudyNumbers]())
        let failure = Mutex<(any Error)?>(nil)
        let jobs = tables.indices.flatMap { table in (0..<seeds).map { (table, $0) } }
        DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
            let (table, seed) = jobs[index]
            do {
                let numbers = try studies(on: replayed[table], numbered: table, seed: seed)
                found.withLock { $0 += numbers }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        // Sums have an order that does not depend on the threads.
        let all = found.withLock {
            $0.sorted { ($0.place, $0.table, $0.seed) < ($1.place, $1.table, $1.seed) }
        }
        return SchedulersOutcome(of: self, all)
    }

    /// The studies of every scheduler and number of slots on one order of a table's rows.
    private func studies(
        on table: ReplayTable, numbered number: Int, seed: Int
    ) throws -> [StudyNumbers] {
        let curves = table.curves
        let order = Replay.order(rows: curves.rows, seed: UInt64(seed))
        var found: [StudyNumbers] = []
        for (place, scheduler) in BenchScheduler.all(epochs: curves.epochs).enumerated() {
            for (slotsPlace, slots) in slots.enumerated() {
                let cluster = ReplayCluster(
                    slots: slots, stragglers: stragglers, stragglerFactor: Self.stragglerFactor,
                    failures: failures)
                var replay = try Replay(
                    table, order: order, scheduler: scheduler.spec, cluster: cluster,
                    seed: UInt64(seed))
                found.append(
                    StudyNumbers(
                        of: replay.run(), on: curves, table: number, seed: seed,
                        place: place * self.slots.count + slotsPlace))
            }
        }
        return found
    }
}

/// The numbers of one replayed study.
struct StudyNumbers: Sendable {
    var table: Int
    var seed: Int
    /// The place of scheduler and slots: schedulers first, in order.
    var place: Int
    /// Regrets by `SchedulersBenchmark.budgets`, `curveBudgets` and `times`.
    var byBudget: [Double]
    var curve: [Double]
    var byTime: [Double]
    var idleShareWhileDrawing: Double
    var idleShare: Double
    var hours: Double
    /// Epochs spent on the way to each stop, lost ones included, by the stop.
    var rungs: [Int: Double]

    init(of outcome: ReplayOutcome, on table: CurveTable, table number: Int, seed: Int, place: Int)
    {
        let trace = RegretTrace(outcome, on: table)
        func regret(_ trainings: Int) -> Double {
            trace.regret(epochs: Double(trainings * table.epochs))
        }
        self.table = number
        self.seed = seed
        self.place = place
        byBudget = SchedulersBenchmark.budgets.map(regret)
        curve = SchedulersBenchmark.curveBudgets.map(regret)
        byTime = SchedulersBenchmark.times.map {
            trace.regret(seconds: Double($0) * table.meanTrainingSeconds)
        }
        idleShareWhileDrawing = outcome.idleShareWhileDrawing
        idleShare = outcome.idleShare
        hours = outcome.seconds / 3600
        rungs = outcome.segments.reduce(into: [:]) { $0[$1.until, default: 0] += $1.epochs }
    }
}
