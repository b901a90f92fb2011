import Portable
import Reporting
import StudyModel
import Testing

@Suite("Ranked tables")
struct TableTests {
    private let table = RankedTable(job: Fixture.job, trials: Fixture.trials)

    @Test("The table in every format is the recorded one", arguments: TableFormat.allCases)
    func recorded(format: TableFormat) throws {
        try Golden.expect(table.render(format), is: "table.\(format.rawValue).txt")
    }

    @Test("The text is fitted to narrow terminals as recorded")
    func narrow() throws {
        let widths = [90, 80, 70, 60, 50, 40, 30, 20]
        let texts = widths.map { "width \($0)\n" + table.render(.text, width: $0) }
        try Golden.expect(texts.joined(separator: "\n"), is: "table-narrow.txt")
    }

    @Test("No line of the text is wider than it may be, and the metric is never cut off")
    func bounds() {
        for width in 20...100 {
            let lines = table.render(.text, width: width).split(separator: "\n").map(String.init)
            #expect(lines.allSatisfy { DisplayWidth.of($0) <= width })
            #expect(lines.contains { $0.hasSuffix("0.01820") }, "\(width)")
            #expect(lines.suffix(12).allSatisfy { !$0.isEmpty })
        }
    }

    @Test("Texts with separators, quotes, markup and wide characters are the recorded ones")
    func strangeTexts() throws {
        let job = Job(
            study: "strange", objective: .null, metric: Metric(name: "score", direction: .maximize),
            trials: 4,
            columns: [
                TableColumn(heading: "a, \"b\" & c_d | 100 %", source: .parameter("text")),
                TableColumn(heading: "flag", source: .parameter("flag")),
                TableColumn(heading: "absent", source: .parameter("absent")),
                TableColumn(heading: "other", source: .metric("other"), digits: 2),
                TableColumn(heading: "flag", source: .parameter("flag")),
                TableColumn(heading: "score", source: .metric("score")),
            ], space: SearchSpace([]))
        let texts = ["plain", "a,b \"c\"", "x\ny | <z> ~^\\", "模型 é 👩‍🔬"]
        let trials = texts.enumerated().map { index, text in
            Trial(
                number: index,
                configuration: Configuration([
                    .init("text", .text(text)), .init("flag", .bool(index % 2 == 0)),
                ]), state: .complete,
                metrics: [
                    "score": Double(-index), "other": [1.0 / 3, .nan, -1e-7, .infinity][index],
                ])
        }
        let table = RankedTable(job: job, trials: trials)
        for format in TableFormat.allCases {
            try Golden.expect(table.render(format), is: "strange.\(format.rawValue).txt")
        }
    }

    @Test("Headings stay apart in a narrow terminal, and parameters in a narrow range")
    func alike() {
        let job = Job(
            study: "alike", objective: .null, metric: Metric(name: "score"), trials: 2,
            columns: (1...3).map {
                TableColumn(heading: "units_\($0)", source: .parameter("units_\($0)"))
            } + [TableColumn(heading: "rate", source: .parameter("rate"))],
            space: SearchSpace([]))
        let trials = (0..<2).map { number in
            Trial(
                number: number,
                configuration: Configuration(
                    (1...3).map { .init("units_\($0)", .int(64)) }
                        + [.init("rate", .float(1e-5 + 1e-8 * Double(number)))]),
                state: .complete, metrics: ["score": Double(number)])
        }
        let table = RankedTable(job: job, trials: trials)
        for width in [34, 40, 46] {
            let heading = table.render(.text, width: width).prefix { $0 != "\n" }
            #expect(!heading.contains("units…"), "\(heading)")
        }
        #expect(table.rows.map { $0[5].rounded } == ["1e-05", "1.001e-05"])
    }

    @Test("A word without letters is seen in what people read, and as it is in CSV and JSON")
    func emptyWord() {
        let job = Job(
            study: "empty", objective: .null, metric: Metric(name: "score"), trials: 1,
            columns: [TableColumn(heading: "prefix", source: .parameter("prefix"))],
            space: SearchSpace([]))
        let trial = Trial(
            number: 0, configuration: Configuration([.init("prefix", .text(""))]),
            state: .complete, metrics: ["score": 1])
        let table = RankedTable(job: job, trials: [trial])
        #expect(table.render(.text).contains("0  \"\""))
        #expect(table.render(.markdown).contains(#"0 | \"\""#))
        #expect(table.render(.latex).contains(#"0 & {\ttfamily\char34}{\ttfamily\char34}"#))
        #expect(table.render(.csv) == "Rank,Trial,prefix\n1,0,\"\"\n")
        #expect(table.render(.json).contains("\"prefix\": \"\""))
    }

    @Test("Without complete trials there are words, headings or an empty array")
    func empty() {
        let table = RankedTable(job: Fixture.job, trials: [Fixture.trials[5]])
        #expect(table.rows.isEmpty)
        #expect(table.render(.text) == "no trial is complete yet\n")
        #expect(
            table.render(.csv) == "Rank,Trial,Enc. Space Dim.,L2,Optimizer,Epochs,Learn. Rate,"
                + "Nh_1,Valid. loss\n")
        #expect(table.render(.json) == "[]\n")
        #expect(table.render(.markdown).split(separator: "\n").count == 2)
        #expect(table.render(.latex).contains("\\midrule\n\\bottomrule"))
    }

    @Test("The first k rows are the same, whatever k is")
    func top() {
        for k in 0...14 {
            let top = RankedTable(job: Fixture.job, trials: Fixture.trials, top: k)
            #expect(top.rows == Array(table.rows.prefix(k)))
        }
    }

    @Test("A column of trial numbers takes the place of the built-in one")
    func trialColumn() {
        var job = Fixture.job
        job.columns = [TableColumn(heading: "Number", source: .trial)]
        let table = RankedTable(job: job, trials: Fixture.trials, top: 1)
        #expect(table.render(.csv) == "Rank,Number\n1,0\n")
        #expect(table.keptColumns == [0, 1])
    }

    @Test("Columns have the digits that the job says")
    func digits() {
        var job = Fixture.job
        job.columns = [
            TableColumn(heading: "rate", source: .parameter("learning_rate"), digits: 5),
            TableColumn(heading: "loss", source: .metric("validation_loss"), digits: 2),
        ]
        let table = RankedTable(job: job, trials: [Fixture.trials[3]])
        #expect(table.rows[0].map(\.rounded) == ["1", "3", "0.0012346", "0.021"])
        #expect(table.render(.csv).hasSuffix("\n1,3,0.0012345678,0.02094\n"))
    }

    @Test("Metrics that differ little for their size have the digits that distinguish them")
    func similarValues() {
        let job = Job(
            study: "s", objective: .null,
            metric: Metric(name: "score", direction: .minimize), trials: 3,
            columns: [
                TableColumn(heading: "score", source: .metric("score")),
                TableColumn(heading: "short", source: .metric("score"), digits: 4),
            ], space: SearchSpace([]))
        func shown(_ scores: [Double]) -> [[String]] {
            let trials = scores.enumerated().map { index, score in
                Trial(
                    number: index, configuration: Configuration([]), state: .complete,
                    metrics: ["score": score])
            }
            return RankedTable(job: job, trials: trials).rows.map { row in
                row.suffix(2).map { $0.rounded }
            }
        }
        #expect(
            shown([1_000_000.123, 1_000_000.125, 1_000_000.5]) == [
                ["1000000.12", "1000000"], ["1000000.13", "1000000"],
                ["1000000.50", "1000001"],
            ])
        #expect(
            shown([-5, -5.0001, -5.0002]).map { $0[0] }
                == ["-5.000200", "-5.000100", "-5.000000"])
        #expect(shown([0.9832, 0.9865, 0.985]).map { $0[0] } == ["0.9832", "0.9850", "0.9865"])
        #expect(shown([7, 7, 7]).map { $0[0] } == ["7", "7", "7"])
        #expect(shown([8_706_960, 250_000, 0]).map { $0[0] } == ["0", "250000", "8706960"])
        #expect(shown([7, 7.5]).map { $0[0] } == ["7.000", "7.500"])
        #expect(shown([1, 1.0.nextUp, 1]).map { $0[0] }.last == "1.00000000000000")
    }

    @Test("CSV reads back as the numbers that went in, bit for bit")
    func roundTrip() throws {
        let generator = SeededGenerator(seed: 3, purpose: .tests)
        var job = Fixture.job
        job.columns = [TableColumn(heading: "loss", source: .metric("validation_loss"))]
        let trials = (0..<500).map { index in
            let value = PortableMath.exp((generator.uniform(index: index) - 0.5) * 200)
            return Trial(
                number: index, configuration: Configuration([]), state: .complete,
                metrics: ["validation_loss": value])
        }
        let lines = RankedTable(job: job, trials: trials).render(.csv).split(separator: "\n")
        #expect(lines.count == 501)
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",")
            let trial = try #require(Int(fields[1]))
            #expect(Double(fields[2]) == trials[trial].metrics["validation_loss"])
        }
    }
}

@Suite("Rankings")
struct RankingTests {
    private func trials(_ seed: UInt64, count: Int) -> [Trial] {
        let generator = SeededGenerator(seed: seed, purpose: .tests)
        return (0..<count).map { index in
            // Few distinct values, so that there are ties; some that can't be ranked.
            let draw = generator.uniform(below: 12, index: index)
            let value = draw == 0 ? Double.nan : draw == 1 ? .infinity : Double(draw) / 8
            let states: [Trial.State] = [.failed, .waiting, .complete, .complete, .complete]
            let metrics = draw == 2 ? ["other": 1.0] : ["loss": value]
            return Trial(
                number: index, configuration: Configuration([]),
                state: states[generator.uniform(below: 5, step: 1, index: index)],
                metrics: metrics)
        }
    }

    @Test("Trials rank in the order of their metric, ties by number, whatever order they came in")
    func orderOfArrival() {
        for seed in UInt64(0)..<40 {
            for direction in Metric.Direction.allCases {
                let metric = Metric(name: "loss", direction: direction)
                let trials = trials(seed, count: 60)
                let whole = Ranking(metric: metric, trials: trials)
                var kept = Ranking(metric: metric)
                let arrival = SeededGenerator(seed: seed, trial: 1, purpose: .tests)
                for index in arrival.permutation(count: trials.count) {
                    let rank = kept.insert(trials[Int(index)])
                    #expect(rank == kept.rank(of: Int(index)))
                }
                #expect(kept == whole)
                let expected = trials.filter { Ranking.value(of: $0, metric) != nil }
                    .sorted {
                        let a = $0.metrics["loss"] ?? 0
                        let b = $1.metrics["loss"] ?? 0
                        return a == b ? $0.number < $1.number : metric.ranks(a, before: b)
                    }
                #expect(kept.top() == expected)
                #expect(kept.count == expected.count && kept.best == expected.first)
                for (index, trial) in expected.enumerated() {
                    #expect(kept.rank(of: trial.number) == index + 1)
                }
            }
        }
    }

    @Test("Trials rank the same in parts as all at once, and a limit keeps the best of them")
    func partsAndLimits() {
        for seed in UInt64(0)..<40 {
            for direction in Metric.Direction.allCases {
                let metric = Metric(name: "loss", direction: direction)
                let trials = trials(seed, count: 60)
                let whole = Ranking(metric: metric, trials: trials)
                let generator = SeededGenerator(seed: seed, trial: 2, purpose: .tests)
                let order = generator.permutation(count: trials.count).map { trials[Int($0)] }
                let cut = generator.uniform(below: 60, index: 0)
                var parts = Ranking(metric: metric)
                // Some come twice.
                parts.insert(contentsOf: order[..<cut])
                parts.insert(contentsOf: order[(cut / 2)...])
                #expect(parts == whole)
                let limit = 1 + generator.uniform(below: 20, index: 1)
                var few = Ranking(metric: metric, limit: limit)
                for trial in order { few.insert(trial) }
                #expect(few.top() == whole.top(limit))
                #expect(few.bestValue == whole.bestValue)
                #expect(few == Ranking(metric: metric, trials: order, limit: limit))
                var bulk = Ranking(metric: metric, limit: limit)
                bulk.insert(contentsOf: order)
                #expect(few == bulk)
                let ranks = trials.map { few.rank(of: $0.number) }
                #expect(ranks.compactMap(\.self).sorted() == Array(1...few.count))
            }
        }
    }

    @Test("A trial that comes again changes nothing, not even with another value")
    func again() {
        let metric = Metric(name: "loss")
        var trial = Trial(
            number: 7, configuration: Configuration([]), state: .complete, metrics: ["loss": 2])
        var ranking = Ranking(metric: metric)
        #expect(ranking.insert(trial) == 1)
        let before = ranking
        trial.metrics["loss"] = 1
        #expect(ranking.insert(trial) == 1)
        #expect(ranking == before)
        #expect(Ranking(metric: metric, trials: [before.best, trial].compactMap { $0 }) == before)
    }

    @Test("Pruned trials rank behind all complete ones, those with more epochs first")
    func pruned() {
        func trial(_ number: Int, _ state: Trial.State, _ loss: Double, epoch: Int) -> Trial {
            var trial = Trial(
                number: number, configuration: Configuration([]), state: state,
                metrics: ["loss": loss])
            trial.epoch = epoch
            return trial
        }
        let trials = [
            trial(0, .pruned, 0.1, epoch: 2), trial(1, .complete, 0.9, epoch: 20),
            trial(2, .pruned, 0.5, epoch: 6), trial(3, .complete, 0.4, epoch: 20),
            trial(4, .pruned, 0.2, epoch: 6), trial(5, .paused, 0.2, epoch: 6),
        ]
        for order in [trials, trials.reversed()] {
            let ranking = Ranking(metric: Metric(name: "loss"), trials: order)
            #expect(ranking.top().map(\.number) == [3, 1, 4, 5, 2, 0])
            #expect(ranking.best?.number == 3)
        }
        // The best trial is a complete one, if there is one.
        let none = Ranking(metric: Metric(name: "loss"), trials: [trials[0]])
        #expect(none.best == nil && none.bestValue == nil)
    }

    @Test("Failed, waiting, running and not finite trials rank nowhere")
    func unranked() {
        var ranking = Ranking(metric: Metric(name: "loss"))
        for state in [Trial.State.failed, .waiting, .running] {
            let trial = Trial(
                number: 0, configuration: Configuration([]), state: state, metrics: ["loss": 1])
            #expect(ranking.insert(trial) == nil)
        }
        for value in [Double.nan, .infinity, -.infinity] {
            let trial = Trial(
                number: 0, configuration: Configuration([]), state: .complete,
                metrics: ["loss": value])
            #expect(ranking.insert(trial) == nil)
        }
        #expect(ranking.count == 0 && ranking.best == nil && ranking.rank(of: 0) == nil)
    }
}
