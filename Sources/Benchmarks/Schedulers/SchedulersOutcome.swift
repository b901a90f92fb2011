import Portable
import Reporting
import Simulation

/// What the schedulers found, averaged over tables and seeds.
package struct SchedulersOutcome: Encodable {
    /// A recorded table.
    package struct Table: Encodable {
        package var name: String
        package var rows: Int
        package var epochs: Int
        package var optimum: Double
        package var median: Double
        /// Mean hours of one full training.
        package var hoursPerTraining: Double
        package var source: String
    }

    /// A mean over tables and seeds.
    package struct Regret: Encodable {
        package var mean: Double
        /// The standard error of the mean over seeds: of the means over tables of each seed.
        package var standardError: Double
        /// The means over seeds of each table, in the order of the tables.
        package var byTable: [Double]

        /// - Parameter values: [tables][seeds].
        init(_ values: [[Double]]) {
            let seeds = (0..<(values.first?.count ?? 0)).map { (seed: Int) -> Double in
                let sum: Double = values.reduce(0) { $0 + $1[seed] }
                return sum / Double(values.count)
            }
            let spread = Spread(seeds)
            mean = spread.mean
            standardError = spread.deviation / Double(spread.count).squareRoot()
            byTable = values.map { Spread($0).mean }
        }
    }

    /// The regret after a number of epochs.
    package struct ByBudget: Encodable {
        /// The budget, in full trainings.
        package var trainings: Int
        package var regret: Regret
    }

    /// The regret after a simulated time.
    package struct ByTime: Encodable {
        /// The time, in multiples of the mean time of a full training.
        package var trainingTimes: Int
        /// The same in hours, the mean over tables.
        package var hours: Double
        package var regret: Regret
    }

    /// A point of the regret over epochs.
    package struct CurvePoint: Encodable {
        /// The epochs spent, in full trainings.
        package var trainings: Int
        package var mean: Double
        /// The standard error of the mean over seeds.
        package var standardError: Double
    }

    /// The epochs spent on the way from one stop to the next one.
    package struct Rung: Encodable {
        /// The stop; the last epoch for the last rung.
        package var until: Int
        /// The mean per study.
        package var epochs: Double
    }

    /// The rungs of the tables with one number of epochs.
    package struct Rungs: Encodable {
        package var tableEpochs: Int
        package var rungs: [Rung]
    }

    /// Studies with one number of slots.
    package struct Cluster: Encodable {
        package var slots: Int
        package var byBudget: [ByBudget]
        package var byTime: [ByTime]
        /// The regret after the epochs of 1, 2, … full trainings.
        package var curve: [CurvePoint]
        /// The share of slot time without work while trials remain that were not started.
        package var idleShareWhileTrialsRemain: Double
        /// The same until the last trial ended.
        package var idleShare: Double
        /// Simulated hours of a study.
        package var hours: Double
    }

    /// The studies with one scheduler.
    package struct Scheduler: Encodable {
        package var scheduler: String
        package var clusters: [Cluster]
        package var rungs: [Rungs]
    }

    package var tables: [Table]
    package var seeds: Int
    package var stragglers: Double
    package var stragglerFactor: Double
    package var failures: Double
    package var schedulers: [Scheduler]
    /// Why a scheduler is not among them.
    package var leftOut = [
        "pbt": "it changes hyperparameters during training, and recorded curves don't",
        "threshold": "its value must be known in advance",
    ]

    /// - Parameter studies: by place, table and seed, in this order.
    init(of benchmark: SchedulersBenchmark, _ studies: [StudyNumbers]) {
        tables = benchmark.tables.map {
            Table(
                name: $0.name, rows: $0.rows, epochs: $0.epochs, optimum: $0.optimum,
                median: $0.median, hoursPerTraining: $0.meanTrainingSeconds / 3600,
                source: $0.source)
        }
        seeds = benchmark.seeds
        stragglers = benchmark.stragglers
        stragglerFactor = SchedulersBenchmark.stragglerFactor
        failures = benchmark.failures
        let perPlace = benchmark.tables.count * benchmark.seeds
        let perScheduler = perPlace * benchmark.slots.count
        let epochs = benchmark.tables.map(\.epochs)
        let names = BenchScheduler.all(epochs: epochs.first ?? 1).map(\.name)
        schedulers = names.enumerated().map { place, name in
            let own = Array(studies[place * perScheduler..<(place + 1) * perScheduler])
            let clusters = benchmark.slots.enumerated().map { slotsPlace, slots in
                Cluster(
                    slots: slots, Array(own[slotsPlace * perPlace..<(slotsPlace + 1) * perPlace]),
                    of: benchmark)
            }
            // The rungs of the first number of slots: decisions are the same with all.
            return Scheduler(
                scheduler: name, clusters: clusters,
                rungs: Self.rungs(of: Array(own.prefix(perPlace)), epochs: epochs))
        }
    }

    private static func rungs(of studies: [StudyNumbers], epochs: [Int]) -> [Rungs] {
        Set(epochs).sorted().map { tableEpochs in
            let own = studies.filter { epochs[$0.table] == tableEpochs }
            let stops = Set(own.flatMap(\.rungs.keys)).sorted()
            return Rungs(
                tableEpochs: tableEpochs,
                rungs: stops.map { stop in
                    Rung(
                        until: stop,
                        epochs: own.reduce(0) { $0 + ($1.rungs[stop] ?? 0) } / Double(own.count))
                })
        }
    }
}

extension SchedulersOutcome.Cluster {
    /// - Parameter studies: of all tables and seeds, in this order.
    init(slots: Int, _ studies: [StudyNumbers], of benchmark: SchedulersBenchmark) {
        func regret(_ value: (StudyNumbers) -> Double) -> SchedulersOutcome.Regret {
            let seeds = benchmark.seeds
            return SchedulersOutcome.Regret(
                benchmark.tables.indices.map { table in
                    studies[table * seeds..<(table + 1) * seeds].map(value)
                })
        }
        func mean(_ value: (StudyNumbers) -> Double) -> Double { regret(value).mean }
        let hours =
            benchmark.tables.reduce(0) { $0 + $1.meanTrainingSeconds / 3600 }
            / Double(benchmark.tables.count)
        self.slots = slots
        byBudget = SchedulersBenchmark.budgets.enumerated().map { place, budget in
            .init(trainings: budget, regret: regret { $0.byBudget[place] })
        }
        byTime = SchedulersBenchmark.times.enumerated().map { place, time in
            .init(
                trainingTimes: time, hours: Double(time) * hours,
                regret: regret { $0.byTime[place] })
        }
        curve = SchedulersBenchmark.curveBudgets.enumerated().map { place, budget in
            let regret = regret { $0.curve[place] }
            return .init(
                trainings: budget, mean: regret.mean, standardError: regret.standardError)
        }
        idleShareWhileTrialsRemain = mean(\.idleShareWhileDrawing)
        idleShare = mean(\.idleShare)
        self.hours = mean(\.hours)
    }
}
