import Search
import StudyModel
import Testing

@testable import Simulation

/// A table with every configuration of a grid of 10 x 10, with curves of 4 epochs.
private enum Grid {
    static let parameters = ["a", "b"].map {
        Parameter(name: $0, domain: .categorical((0..<10).map { .float(Double($0) / 4) }))
    }

    /// Final values 0, 1, …, 99: the distance from (3, 7), with ties broken by the row.
    static func table(epochs: Int = 4, seconds: Double = 30) -> CurveTable {
        let places = (0..<100).map { (a: $0 / 10, b: $0 % 10) }
        let ranked = places.indices.sorted {
            func distance(_ row: Int) -> Int {
                let (a, b) = (places[row].a - 3, places[row].b - 7)
                return a * a + b * b
            }
            return (distance($0), $0) < (distance($1), $1)
        }
        var finals = Array(repeating: 0.0, count: 100)
        for (rank, row) in ranked.enumerated() { finals[row] = Double(rank) }
        return CurveTable(
            name: "grid", metric: Metric(name: "loss"), epochs: epochs, parameters: parameters,
            configurations: places.map { [Double($0.a) / 4, Double($0.b) / 4] },
            curves: finals.map { final in
                (1...epochs).map { final + Double(epochs - $0) * 50 }
            },
            secondsPerEpoch: Array(repeating: seconds, count: 100), optimum: 0, median: 49.5,
            source: "a test")
    }
}

@Suite struct SimulatedSearchTests {
    private func runs(
        _ sampler: SamplerSpec, scheduler: SchedulerSpec = .none, slots: Int = 1,
        trials: Int = 40, repeats: Int = 4, seed: UInt64 = 0, marks: [Int] = [10, 20, 40]
    ) throws -> [SearchRun] {
        try SimulatedSearch(
            RecordedSpace(of: Grid.table()),
            SearchSetting(sampler: sampler, scheduler: scheduler, slots: slots), trials: trials,
            repeats: repeats, seed: seed
        ).run(marks: marks)
    }

    @Test("A grid's space is complete, and values in ascending order become whole numbers")
    func space() {
        let space = RecordedSpace(of: Grid.table())
        #expect(space.isComplete)
        #expect(
            space.space.parameters.map(\.domain)
                == [.int(IntDomain(low: 0, high: 9)), .int(IntDomain(low: 0, high: 9))])
    }

    /// The mean of the least of n of the numbers 0...99 without repeats is 101 / (n + 1) - 1.
    @Test("Random search finds what the theory of order statistics says")
    func random() throws {
        let repeats = 100
        let runs = try runs(.random, repeats: repeats)
        for (place, count) in [10, 20, 40].enumerated() {
            let best = runs.compactMap { $0.byTrials[place].best }
            let mean = best.reduce(0, +) / Double(repeats)
            let variance = best.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats - 1)
            let error = (variance / Double(repeats)).squareRoot()
            #expect(abs(mean - (101 / Double(count + 1) - 1)) < 4 * error, "\(count) trials")
        }
    }

    @Test("A search finds what its sampler alone finds, one trial after the other")
    func sequential() throws {
        let space = RecordedSpace(of: Grid.table())
        for sampler in [SamplerSpec.random, TPESettings(startup: 5, lag: 3).spec] {
            let job = Job(
                study: "alone", objective: .null, epochs: 4, metric: Metric(name: "loss"),
                sampler: sampler, trials: 40, seed: 7, columns: [], space: space.space)
            var search = try StudySampler(job: job)
            var values: [Double] = []
            var told = 0
            for trial in 0..<40 {
                while !search.isReady {
                    search.tell(.complete(metrics: ["loss": values[told]]), trial: told)
                    told += 1
                }
                let configuration = search.suggest(trial: trial)
                guard case .int(let a)? = configuration["a"], case .int(let b)? = configuration["b"]
                else { throw SimulationError.missing(path: "a value", advice: "of a number") }
                values.append(space.curves.curves[a * 10 + b][3])
            }
            for slots in [1, 3, 16] {
                let run = try runs(sampler, slots: slots, repeats: 1, seed: 7)[0]
                #expect(
                    run.byTrials.map(\.best) == [10, 20, 40].map { values.prefix($0).min() })
            }
        }
    }

    @Test("More slots find the same sooner")
    func slots() throws {
        let asha = SchedulerKind.asha.spec()
        let one = try runs(.random, scheduler: asha)
        let eight = try runs(.random, scheduler: asha, slots: 8)
        for (a, b) in zip(one, eight) {
            #expect(a.byTrials.map(\.best) == b.byTrials.map(\.best))
            #expect(a.epochs == b.epochs)
            #expect(b.seconds < a.seconds)
            #expect(a.seconds == a.epochs * 30)
        }
        let full = try runs(.random)
        #expect(full.allSatisfy { $0.epochs == 160 && $0.byEpochs[0].epochs == 40 })
        #expect(one.allSatisfy { $0.epochs < 160 })
    }

    @Test("A sampler that learns finds better values than random search")
    func learning() throws {
        let mean = { (runs: [SearchRun]) in
            runs.compactMap { $0.byTrials[2].best }.reduce(0, +) / Double(runs.count)
        }
        let learnt = mean(try runs(TPESettings(lag: 1).spec, repeats: 20))
        #expect(learnt < 0.6 * mean(try runs(.random, repeats: 20)))
    }

    @Test("A grid search ends with its last configuration")
    func exhaustive() throws {
        let search = try SimulatedSearch(
            RecordedSpace(of: Grid.table()), SearchSetting(sampler: .grid), trials: 5000,
            repeats: 1, seed: 0)
        #expect(search.trials == 100)
        let run = try search.run(marks: [100])[0]
        #expect(run.byTrials[0].best == 0 && run.rows == 100 && run.distance == 0)
    }

    @Test("A table of final values has no scheduler, and PBT has no table")
    func refused() throws {
        let final = RecordedSpace(of: Grid.table(epochs: 1))
        #expect(throws: SimulationError.self) {
            try SimulatedSearch(
                final, SearchSetting(sampler: .random, scheduler: SchedulerKind.asha.spec()),
                trials: 5, repeats: 1, seed: 0)
        }
        for kind in [SchedulerKind.pbt, .schedule] {
            #expect(throws: SimulationError.self, "\(kind.name)") {
                try runs(
                    .random,
                    scheduler: kind.spec([
                        Setting("interval", .literal(.int(2))),
                        Setting(
                            "changes",
                            .literal(ParameterSchedule([.init(epoch: 1, values: [])]).setting)),
                    ]))
            }
        }
    }

    @Test("The text of an outcome has regrets, epochs and hours")
    func text() throws {
        let outcome = try SimulationOutcome(
            RecordedSpace(of: Grid.table()),
            SearchSetting.combinations(
                samplers: [.random], schedulers: [.none], slots: [1, 2, 1]),
            trials: 100, repeats: 2, seed: 0)
        #expect(outcome.searches.map(\.slots) == [1, 2])
        #expect(outcome.searches[0].byTrials.map(\.count) == [10, 20, 50, 100])
        #expect(outcome.searches[0].byTrials[3].regret?.mean == 0)
        // 100 trials of 4 epochs of 30 seconds, by one slot and by two.
        let hours: [Double] = [12_000.0 / 3600, 6_000.0 / 3600]
        #expect(outcome.searches.map { $0.hours } == hours)
        #expect(outcome.text.contains("every configuration of the space is recorded"))
        #expect(outcome.text.contains("0.000 ± 0.000         400        3.33"))
        let single = try SimulationOutcome(
            RecordedSpace(of: Grid.table()),
            SearchSetting.combinations(samplers: [.random], schedulers: [.none], slots: [1]),
            trials: 100, repeats: 1, seed: 0
        ).text
        #expect(single.contains("1 search per setting\n") && !single.contains("±"))
    }
}

@Suite struct RecordedStudyTests {
    private static let job = Job(
        study: "past", objective: .null, epochs: 3, metric: Metric(name: "loss"),
        sampler: .random, trials: 6, seed: 1, columns: [],
        space: SearchSpace([
            Parameter(name: "x", domain: .float(FloatDomain(low: 0, high: 1)))
        ]))

    private static func record(
        _ number: Int, _ state: Trial.State, _ curve: [Double]
    ) -> TrialRecord {
        var trial = Trial(
            number: number,
            configuration: Configuration([.init("x", .float(Double(number) / 8))]), state: state)
        if let last = curve.last { trial.metrics = ["loss": last] }
        return TrialRecord(
            trial: trial,
            intermediateResults: curve.enumerated().map {
                IntermediateResult(epoch: $0 + 1, metrics: ["loss": $1])
            })
    }

    @Test("Complete and failed trials are used, those that were stopped early are not")
    func used() throws {
        let space = try RecordedSpace(
            study: Self.job,
            [
                Self.record(0, .complete, [3, 2, 1]), Self.record(1, .pruned, [9]),
                Self.record(2, .failed, [5, 4]), Self.record(3, .complete, [6, 5, 4]),
                Self.record(4, .complete, [6, 6, 6]),
            ])
        #expect(space.curves.rows == 4 && space.curves.epochs == 3)
        #expect(space.curves.curves[1].map(\.isFinite) == [true, true, false])
        #expect(space.curves.optimum == 1 && space.curves.median == 4)
        #expect(space.recorded == [1, nil, nil, 4, 6])
        #expect(space.notes.contains { $0.hasPrefix("1 trial left out") })
        #expect(!space.isComplete)
        let outcome = try SimulationOutcome(
            space, [SearchSetting(sampler: .random, slots: 2)], trials: 5, repeats: 3, seed: 0)
        #expect(outcome.recorded == [.init(trials: 5, best: 1)])
        #expect(outcome.text.contains("nearest recorded one"))
    }

    @Test("Without a value after each epoch, only final values are used")
    func finals() throws {
        let space = try RecordedSpace(
            study: Self.job,
            [Self.record(0, .complete, [1]), Self.record(1, .complete, [3, 2, 2])])
        #expect(space.curves.curves == [[1], [2]])
        #expect(space.notes.contains { $0.hasPrefix("only final values") })
    }

    @Test("Runs of a configuration are one trial with their means")
    func runs() throws {
        var job = Self.job
        job.runs = 2
        let space = try RecordedSpace(
            study: job,
            [
                Self.record(0, .complete, [3, 2, 1]), Self.record(1, .complete, [3, 2, 2]),
                Self.record(2, .complete, [6, 5, 4]), Self.record(3, .complete, [6, 5, 5]),
                Self.record(4, .complete, [1, 1, 1]), Self.record(5, .failed, [1]),
            ])
        #expect(space.curves.rows == 3 && space.recorded == [1.5, 4.5, nil])
        #expect(space.curves.optimum == 1.5)
        #expect(space.notes.contains { $0.hasPrefix("a trial is a configuration") })
    }

    @Test("A study of failed trials is refused with these words")
    func failed() {
        let mistake = #expect(throws: SimulationError.self) {
            try RecordedSpace(study: Self.job, [Self.record(0, .failed, [])])
        }
        #expect("\(mistake!)".contains("only failed trials (1)"))
    }

    @Test("A study without different values is refused")
    func empty() {
        for records in [
            [], [Self.record(0, .failed, [])],
            [Self.record(0, .complete, [1, 1, 1]), Self.record(1, .complete, [2, 2, 1])],
        ] {
            #expect(throws: SimulationError.self) {
                try RecordedSpace(study: Self.job, records)
            }
        }
    }
}
