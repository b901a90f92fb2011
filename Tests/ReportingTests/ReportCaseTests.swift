import StudyModel
import Testing

@testable import Figures
@testable import Reporting

/// What a report leaves out, and what it does not state.
@Suite("A report of an unusual study")
struct ReportCaseTests {
    private func outline(_ record: StudyRecord) throws -> PageOutline {
        try PageOutline(StudyReport(record: record, now: 1_795_290_000))
    }

    private func study(trials: Int, space: SearchSpace = ReportFixture.space) -> StudyRecord {
        let job = ReportFixture.job(trials: trials, space: space)
        return StudyRecord(
            job: job, incarnation: 1,
            trials: (0..<trials).map { ReportFixture.complete($0, job: job) })
    }

    // MARK: Attempts that were handed out ahead

    /// Trials of one worker, each of which lasts as long as is said, from the times given.
    private func batched(starts: [Double], seconds: Double) -> StudyRecord {
        var record = study(trials: starts.count)
        for (index, start) in starts.enumerated() {
            record.trials[index].attempts[0].worker = WorkerIdentity(name: "w", host: "h")
            record.trials[index].attempts[0].startedAt = 1_795_285_000 + start
            record.trials[index].attempts[0].endedAt = 1_795_285_000 + start + seconds
        }
        return record
    }

    @Test("invents no slots for short attempts that waited in a worker's queue")
    func queued() throws {
        let outline = try self.outline(
            batched(starts: (0..<38).map { Double($0) / 100 }, seconds: 0.4))
        let time = outline.section("Time and throughput")
        #expect(!time.contains("Attempts at a time"))
        #expect(time.contains("Attempts handed out at a time, at most: 38; short ones wait in"))
        #expect(time.contains("Attempts' time, added up: 15 s, with the time in workers' queues"))
        #expect(time.contains("one row per worker."))
        let chart = try #require(outline.charts.last?.chart as? TimelineChart)
        #expect(chart.rowNames == ["w"])
    }

    @Test("shows the slots of a worker whose attempts are long, or follow one another")
    func slots() throws {
        for (starts, seconds, rows) in [
            ([0, 1, 20, 21], 15, 2), ([0, 0.5, 1, 1.5], 0.4, 1), ([0, 0, 1, 1, 2, 2], 0.95, 2),
        ] {
            let outline = try self.outline(batched(starts: starts, seconds: seconds))
            let time = outline.section("Time and throughput")
            #expect(time.contains("Attempts at a time, at most: \(rows)\n"))
            #expect(time.contains("one row per slot of a worker."))
            let chart = try #require(outline.charts.last?.chart as? TimelineChart)
            #expect(chart.rowNames.count == rows)
        }
    }

    @Test("says whether lost attempts were given out again")
    func givenOutAgain() throws {
        var record = study(trials: 6)
        for trial in [2, 4] { record.trials[trial].attempts[0].outcome = .returned }
        func text() throws -> String { try outline(record).section("Failures and lost attempts") }
        #expect(try text().contains("2 attempts ended without a result. None of it was given out"))
        var second = record.trials[2].attempts[0]
        second.number = 2
        second.outcome = .complete
        record.trials[2].attempts.append(second)
        #expect(try text().contains("1 of them were given out again."))
        second.number = 2
        record.trials[4].attempts.append(second)
        #expect(try text().contains("What was lost was given out again."))
    }

    @Test("writes one time where the shortest and the longest trial have the same")
    func sameTimes() throws {
        let time = try outline(study(trials: 6)).section("Time and throughput")
        #expect(time.contains("A trial: always 40 s"))
    }

    @Test("counts no time of failed trials in that of an epoch")
    func epochTime() throws {
        var record = study(trials: 4)
        let job = record.job
        record.trials[3] = ReportFixture.failed(3, job: job)
        record.trials[3].intermediateResults = []
        record.trials[3].attempts[0].endedAt = 1_795_299_000
        #expect(try outline(record).section("Time and throughput").contains("of a trial: 4.0 s"))
    }

    @Test("has the digits of a parameter with a narrow range far from 0")
    func narrowParameter() throws {
        let space = SearchSpace([
            Parameter(
                name: "offset",
                domain: .float(FloatDomain(low: 1_000_000, high: 1_000_001))),
            Parameter(
                name: "seed_number",
                domain: .int(IntDomain(low: 1_000_000_000_000, high: 1_000_000_000_005))),
        ])
        let best = try outline(study(trials: 12, space: space)).section("Best configuration")
        #expect(best.contains("1000000 to 1000001"))
        #expect(best.contains("1000000000000 to 1000000000005"))
        #expect(!best.contains("1e+06"))
    }

    // MARK: Values that never change

    @Test("of equal results draws none of them, and finds nothing at an edge")
    func equalResults() throws {
        var record = study(trials: 15)
        for index in record.trials.indices {
            record.trials[index].trial.metrics = ["validation_loss": 0.25]
        }
        let outline = try self.outline(record)
        #expect(outline.chartNames == ["learning-curves", "best-loss", "timeline"])
        let same = "All 15 trials with a result have the same validation loss, 0.2500"
        #expect(outline.section("Optimization history").contains(same))
        #expect(outline.section("Parameters").contains(same))
        let best = outline.section("Best configuration")
        #expect(best.contains("Trial 0, the first of 15 with the same result."))
        #expect(!best.contains("At the edge"))
    }

    @Test("leaves out what an objective with one value would show")
    func constantObjective() throws {
        var record = study(trials: 12)
        record.job.metric = Metric(name: "validation_loss", others: [.init(name: "parameters")])
        for index in record.trials.indices {
            record.trials[index].trial.metrics["parameters"] = 1_234
        }
        let outline = try self.outline(record)
        #expect(!outline.chartNames.contains { $0.hasPrefix("front") })
        #expect(
            outline.section("Objectives").contains(
                "Figures of parameters are left out: all complete trials have the same value."))
        // The other objective alone has them.
        record.job.metric = Metric(name: "parameters", others: [.init(name: "validation_loss")])
        let other = try self.outline(record)
        #expect(!other.chartNames.contains("slices") && !other.chartNames.contains("history"))
        #expect(other.chartNames.contains("ranks"))
    }

    @Test("says how many trials have the best result")
    func tiedBest() throws {
        var record = study(trials: 20)
        for index in record.trials.indices {
            record.trials[index].trial.metrics = [
                "validation_loss": index % 3 == 1 ? 0.125 : 1 + Double(index)
            ]
        }
        let outline = try self.outline(record)
        let best = outline.section("Best configuration")
        #expect(best.contains("Trial 1, the first of 7 trials with the best result, of 20."))
        let table = outline.section("Ranked table")
        #expect(table.contains("Rows with the same result are in the order of the trials'"))
        let parameters = outline.section("Parameters")
        #expect(parameters.contains("7 trials have the best result: those with the lowest"))
        #expect(parameters.contains("the first of the 7 best is marked"))
    }

    @Test("finds an edge where the whole pool ends, and none between two values")
    func edges() throws {
        var record = study(trials: 20)
        record.job.space = SearchSpace([
            Parameter(
                name: "l2",
                domain: .pool(
                    PoolDomain(source: .float(FloatDomain(low: 0, high: 1)), size: 2))),
            Parameter(name: "layers", domain: .int(IntDomain(low: 1, high: 2))),
            Parameter(name: "units", domain: .int(IntDomain(low: 1, high: 3))),
        ])
        for index in record.trials.indices {
            record.trials[index].trial.configuration = Configuration([
                .init("l2", .float(index % 2 == 0 ? 0.25 : 0.5)),
                .init("layers", .int(1 + index % 2)), .init("units", .int(1 + index % 3)),
            ])
        }
        let best = try #require(
            record.trials.min {
                $0.trial.metrics["validation_loss"] ?? 1 < $1.trial.metrics["validation_loss"] ?? 1
            })
        func section(_ pool: [Double]?) throws -> String {
            var report = StudyReport(record: record, now: 1_795_290_000)
            report.drawnSpace = pool.map { values in
                var space = record.job.space
                space.parameters[0].domain = .categorical(values.map { .float($0) })
                return space
            }
            return try PageOutline(report).section("Best configuration")
        }
        let value = try #require(best.trial.configuration["l2"]?.number)
        let row = "l2 | \(value) | "
        // A value beyond those that were tried is in the pool.
        #expect(
            try section([0, 0.25, 0.5, 1]).contains(row + "0, 0.25, 0.5, 1 | \n")
                || !(try section([0, 0.25, 0.5, 1])).contains("At the edge"))
        let own = try section(value == 0.25 ? [0.25, 0.5, 1] : [0, 0.25, 0.5])
        #expect(own.contains(value == 0.25 ? "1 | the lowest" : "0.5 | the highest"))
        #expect(!own.contains("1 to 2 | the"))
        // Of a pool that is not known, nobody can tell.
        let unknown = try section(nil)
        #expect(!unknown.contains(row + "0.25, 0.5 | the"))
    }

    @Test("counts trials that a budget left in part")
    func partial() throws {
        var record = study(trials: 12)
        record.end = "the budget of 111 epochs is used up (111 epochs)"
        record.job.budget.epochs = 111
        record.job.trials = 40
        record.trials[11].trial.state = .paused
        record.trials[11].trial.epoch = 1
        record.trials[11].intermediateResults = Array(
            record.trials[11].intermediateResults.prefix(1))
        var report = StudyReport(record: record, now: 1_795_290_000)
        report.jobText = "study: s"
        let outline = try PageOutline(report)
        #expect(outline.section("Summary").contains("Trials: 11 of 12\nTrained in part: 1"))
        #expect(
            outline.section("Learning curves").contains("1 trial reported too little for a curve."))
        #expect(
            outline.section("The job as it was run").contains(
                "it ran with a budget, at most 40 trials, 10 epochs"))
    }

    @Test("says which values a logarithmic axis has no place for")
    func unplaced() throws {
        var record = study(trials: 12)
        let losses = record.trials.map { $0.trial.metrics["validation_loss"] ?? 0 }
        let worst = try #require(losses.indices.max { losses[$0] < losses[$1] })
        record.trials[worst].intermediateResults[4].metrics["validation_loss"] = 0
        for index in record.trials.indices {
            record.trials[index].intermediateResults[0].metrics["validation_loss"] = 50
        }
        let outline = try self.outline(record)
        let chart = try #require(outline.charts[0].chart as? CurveChart)
        #expect(
            outline.section("Learning curves").contains(
                "1 value of 0 or less has no place on the logarithmic axis."))
        #expect(chart.y.scale == .logarithmic)
    }

    @Test("colours trials with the same result the same")
    func ties() throws {
        var record = study(trials: 12)
        for index in record.trials.indices {
            record.trials[index].trial.metrics = ["validation_loss": Double(index / 4)]
        }
        let chart = try #require(
            outline(record).charts.first { $0.name == "ranks" }?.chart as? RankChart)
        #expect(Set(chart.ranks) == [0, 4.0 / 11, 8.0 / 11])
    }

    // MARK: Parameters

    @Test("draws a log-normal parameter without bounds on a logarithmic axis, and weighs it")
    func logNormal() throws {
        let open = FloatDomain(
            low: 0, high: .greatestFiniteMagnitude,
            distribution: .logNormal(mean: -4, deviation: 2))
        let space = SearchSpace([
            Parameter(name: "learning_rate", domain: .float(open)),
            Parameter(name: "units", domain: .int(IntDomain(low: 50, high: 149))),
        ])
        var record = study(trials: 30, space: space)
        for index in record.trials.indices {
            record.trials[index].trial.configuration = Configuration([
                .init("learning_rate", .float([1e-6, 1e-3, 0.02, 0.1, 2][index % 5])),
                .init("units", .int(60 + index)),
            ])
            record.trials[index].trial.metrics = ["validation_loss": Double(index % 5)]
        }
        let outline = try self.outline(record)
        let slices = try #require(
            outline.charts.first { $0.name == "slices" }?.chart as? SliceChart)
        let axis = slices.slices.first { $0.axis.label == "learning rate" }?.axis
        #expect(axis?.scale == .logarithmic)
        let best = outline.section("Best configuration")
        #expect(best.contains("log-normal, mean -4 and deviation 2 of the logarithm"))
        #expect(!best.contains("e+308") && !best.contains("At the edge"))
        let weights = ParameterImportance(job: record.job, trials: record.trials.map(\.trial))
        #expect(weights.entries.count == 2)
        #expect(weights.entries.allSatisfy { (0...1).contains($0.variance ?? 0.5) })
    }

    @Test(
        "has finite bounds for every normal distribution, and says which ends there are",
        arguments: [
            (-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude, "normal, mean"),
            (0, .greatestFiniteMagnitude, "from 0, normal, mean"),
            (-Double.greatestFiniteMagnitude, 1, "up to 1, normal, mean"),
            (0, 1, "0 to 1, normal, mean 0.5, deviation 0.2"),
        ])
    func normal(low: Double, high: Double, text: String) throws {
        let domain = FloatDomain(
            low: low, high: high, distribution: .normal(mean: 0.5, deviation: 0.2))
        let trial = Trial(
            number: 0, configuration: Configuration([.init("x", .float(0.9))]), state: .complete)
        let parameter = AnalysedParameter(
            Parameter(name: "x", domain: .float(domain)), trials: [trial])
        #expect(DomainText.of(parameter).hasPrefix(text))
        guard case .numeric(let first, let last, false, nil) = parameter.scale else {
            Issue.record("\(parameter.scale)")
            return
        }
        #expect(first >= -0.31 && last <= 1.31 && first < 0.5 && last > 0.9)
        #expect(DomainText.edge(parameter, .float(0.9)) == "")
        #expect(DomainText.edge(parameter, .float(1)) == (high == 1 ? "the highest" : ""))
    }

    @Test("gives the bars of long names the whole width, and draws the longest of many")
    func importance() throws {
        func width(_ name: String) throws -> (Int, [PageOutline]) {
            var record = study(trials: 30)
            record.job.space.parameters[1].name = name
            for index in record.trials.indices {
                let whole = record.trials[index].trial.configuration
                record.trials[index].trial.configuration = Configuration(
                    whole.entries.map { .init($0.name == "units" ? name : $0.name, $0.value) })
            }
            let outline = try self.outline(record)
            let chart = try #require(
                outline.charts.first { $0.name == "importance" }?.chart as? BarChart)
            return (chart.width, [outline])
        }
        let (short, long) = (try width("units_per_layer").0, try width("units_of_each_layer").0)
        #expect(short == Drawing.halfColumn && long == Drawing.column)
        let many = SearchSpace(
            (0..<40).map {
                Parameter(name: "p\($0)", domain: .float(FloatDomain(low: 0, high: 1)))
            })
        var record = study(trials: 30, space: many)
        for index in record.trials.indices {
            record.trials[index].trial.metrics = ["validation_loss": Double(index)]
        }
        let outline = try self.outline(record)
        for name in ["importance", "importance-variance"] {
            let chart = try #require(
                outline.charts.first { $0.name == name }?.chart as? BarChart)
            #expect(chart.bars.count == 20)
        }
        let section = outline.section("Parameter importance")
        #expect(section.contains("The 20 longest of 40 bars."))
        #expect(section.contains("p39 |"))
    }

    @Test("states that lines have gaps where trials lack a parameter")
    func gaps() throws {
        var record = study(trials: 12)
        #expect(try !outline(record).section("Parameters").contains("gap"))
        record.job.space.parameters[1].condition = Condition([
            .init("optimizer", [.text("RMSprop")])
        ])
        for index in record.trials.indices {
            let whole = record.trials[index].trial.configuration
            record.trials[index].trial.configuration = record.job.space.active(whole)
        }
        #expect(
            try self.outline(record).section("Parameters")
                .contains("A line has a gap where its trial lacks a parameter."))
    }

    // MARK: One and many

    @Test("speaks of one trial in the singular")
    func singular() throws {
        let one = try self.outline(study(trials: 1))
        #expect(one.section("Ranked table").contains("[table] The trial with a result.\n"))
        #expect(
            one.section("Best configuration").contains("Trial 0, the only one with a result."))
        #expect(one.section("Learning curves").contains("learning-curves: The best trial."))
        #expect(one.section("Time and throughput").contains("A trial: 40 s\n"))
        var record = study(trials: 12)
        record.job.top = 1
        #expect(
            try self.outline(record).section("Ranked table").contains(
                "The best of 12 trials with a result."))
        record.trials.removeLast(2)
        record.job.trials = 20
        #expect(
            try self.outline(record).section("Summary").contains(
                "is not finished: 10 of 20 trials are done"))
        record.trials.removeLast(9)
        #expect(
            try self.outline(record).section("Summary").contains(
                "is not finished: 1 of 20 trials is done"))
        #expect(
            try self.outline(study(trials: 10)).section("Parameter importance").contains(
                "The best tenth of 10 trials is 1 trial:"))
    }
}
