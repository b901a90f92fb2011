import Search
import StudyModel
import Testing

@testable import Figures
@testable import Reporting

@Suite("A study's report")
struct StudyReportTests {
    private let now = 1_795_290_000.0

    private func outline(_ record: StudyRecord, isLive: Bool = false) throws -> PageOutline {
        try PageOutline(StudyReport(record: record, isLive: isLive, now: now))
    }

    @Test("has the recorded sections, tables and alternative texts")
    func golden() throws {
        let report = StudyReport(
            record: ReportFixture.study(trials: 30), now: now, trainingSamples: 48_000,
            jobText: "study: made-up\nepochs: 10\n",
            provenance: [Definition("Podium", "0.0.0")],
            extraSections: [Page.Section("Evaluation", [.text("On the test set.")])],
            footer: "Written by a test.")
        try Golden.expect(try PageOutline(report).text, is: "report-outline.txt")
    }

    @Test("names its figures' files after what they show, each once")
    func names() throws {
        let outline = try outline(ReportFixture.study(trials: 30))
        #expect(
            outline.chartNames == [
                "learning-curves", "best-loss", "history", "parallel-coordinates", "slices",
                "contour", "ranks", "importance", "importance-variance", "timeline",
            ])
    }

    @Test("draws so few of many trials' curves that the page stays light")
    func manyTrials() throws {
        let outline = try outline(ReportFixture.study(trials: 300, epochs: 100))
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        #expect(curves.curves.count == 5)
        #expect(curves.background?.curves.count == 80)
        let most = curves.background?.curves.map(\.x.count).max()
        #expect(most == 60)
        // Both ends of a thinned curve are there.
        #expect(curves.background?.curves.first?.x.first == 1)
        #expect(curves.background?.curves.first?.x.last == 100)
        #expect(outline.section("Learning curves").contains("80 of 295 others"))
    }

    @Test("draws so few of very many trials that the page stays light, the best among them")
    func thinned() throws {
        let job = ReportFixture.job(trials: 2_500, epochs: 2)
        let records = (0..<2_500).map { ReportFixture.complete($0, job: job) }
        let outline = try outline(StudyRecord(job: job, trials: records))
        func chart<Kind>(_ name: String, as kind: Kind.Type) throws -> Kind {
            try #require(outline.charts.first { $0.name == name }?.chart as? Kind)
        }
        let parallel = try chart("parallel-coordinates", as: ParallelChart.self)
        #expect(parallel.lines.count == 500)
        #expect(Array(parallel.ranks.prefix(101)) == Array(1...101))
        #expect(parallel.ranks.last == 2_500 && Set(parallel.ranks).count == 500)
        let slices = try chart("slices", as: SliceChart.self)
        #expect(slices.results.count == 1_000)
        #expect(slices.results == slices.results.sorted())
        #expect(try chart("contour", as: ContourChart.self).trials.count == 1_000)
        let history = try chart("history", as: HistoryChart.self)
        // The best so far is that of all trials, drawn or not.
        let lines = history.drawing.data.text.split(separator: "\n")
        #expect(lines.count < 1_700)
        let best = records.compactMap { $0.trial.metrics["validation_loss"] }.min() ?? .nan
        #expect(lines.contains { $0.hasSuffix("\t\(best)") })
        let text = outline.text
        #expect(
            text.contains("Of 2,500 trials 500 are drawn: the first 100 by rank, and others evenly")
        )
        #expect(text.contains("Of 2,500 trials about 1,500 are drawn, evenly picked"))
        #expect(text.contains("By 2,000 of the trials, evenly picked."))
    }

    @Test("picks evenly, with both ends")
    func evenChoice() {
        #expect(EvenChoice.places(of: 3, limit: 5) == [0, 1, 2])
        #expect(EvenChoice.places(of: 9, limit: 3) == [0, 4, 8])
        #expect(
            EvenChoice.places(of: 9, limit: 1) == [0] && EvenChoice.places(of: 0, limit: 0) == [])
        for count in 2...200 {
            let places = EvenChoice.places(of: count, limit: 20)
            #expect(places.first == 0 && places.last == count - 1)
            #expect(Set(places).count == min(count, 20) && places == places.sorted())
        }
    }

    @Test("shows parameters that only some trials have, and which trials are feasible")
    func restricted() throws {
        var record = ReportFixture.study(trials: 60)
        record.job.space.parameters[1].condition = Condition([
            .init("optimizer", [.text("RMSprop")])
        ])
        for index in record.trials.indices {
            let whole = record.trials[index].trial.configuration
            record.trials[index].trial.configuration = record.job.space.active(whole)
        }
        record.job.metric.feasible = [try OutcomeConstraint("validation_loss > 0.03")]
        let page = try outline(record)
        #expect(page.section("Summary").contains("Feasible"))
        #expect(page.section("Parameter importance").contains("units"))
        let best = try #require(
            Ranking(metric: record.job.metric, trials: record.trials.map(\.trial)).best)
        #expect(page.section("Best configuration").contains("Trial \(best.number), the best of"))
        #expect((best.metrics["validation_loss"] ?? 0) > 0.03)
        // The rows behind the feasible ones are named, and so are those of trials stopped early.
        record.job.top = 1000
        let table = try outline(record).section("Ranked table")
        #expect(table.contains(" are not feasible.") || table.contains(" is not feasible."))
        record.job.metric.feasible = [try OutcomeConstraint("validation_loss < 0")]
        #expect(try outline(record).section("Summary").contains("No trial is feasible"))
    }

    @Test("tells trials that are not feasible apart in each figure, and none of them is the best")
    func infeasibleMarks() throws {
        var record = ReportFixture.study(trials: 60)
        record.job.metric.feasible = [try OutcomeConstraint("validation_loss > 0.03")]
        let page = try outline(record)
        func chart<Kind>(_ name: String, as kind: Kind.Type) throws -> Kind {
            try #require(page.charts.first { $0.name == name }?.chart as? Kind)
        }
        let missed = record.trials.count {
            $0.trial.state == .complete && ($0.trial.metrics["validation_loss"] ?? 0) <= 0.03
        }
        #expect(missed > 5)
        let history = try chart("history", as: HistoryChart.self)
        #expect(history.outcomes.count { !$0.isFeasible && $0.value != nil } == missed)
        #expect(history.outcomes.allSatisfy { !$0.isPruned })
        let slices = try chart("slices", as: SliceChart.self)
        #expect(slices.infeasible.count == missed && slices.best == 0)
        let parallel = try chart("parallel-coordinates", as: ParallelChart.self)
        #expect(parallel.infeasible.count == missed)
        #expect(try chart("contour", as: ContourChart.self).infeasible.count == missed)
        let ranks = try chart("ranks", as: RankChart.self)
        #expect(ranks.infeasible.count == missed)
        let charts: [any Chart] = [history, slices, parallel, ranks]
        for chart in charts {
            let script = chart.drawing.script(name: "c", title: "t")
            #expect(script.contains(InfeasibleStyle.name) || script.contains("pt 4"))
        }
        let text = page.section("Parameters")
        #expect(text.contains("Trials that are not feasible are dashed."))
        #expect(text.contains("Trials that are not feasible are squares."))
    }

    @Test("without a feasible trial shows no best one")
    func noneFeasible() throws {
        var record = ReportFixture.study(trials: 60)
        record.job.metric.feasible = [try OutcomeConstraint("validation_loss < 0")]
        let page = try outline(record)
        #expect(page.section("Summary").contains("Best validation loss: none feasible"))
        #expect(page.section("Best configuration").isEmpty)
        let closest = page.section("The configuration closest to feasible")
        #expect(closest.contains("which misses the conditions least. No trial is feasible."))
        #expect(!page.section("Parameters").contains("the best"))
        #expect(!closest.contains("At the edge"))
        #expect(page.section("Ranked table").contains("closest to feasible of"))
        #expect(page.section("Learning curves").contains("The 5 trials closest to feasible"))
        #expect(!page.section("Optimization history").contains("best so far"))
        let history = try #require(
            page.charts.first { $0.name == "history" }?.chart as? HistoryChart)
        let script = history.drawing.script(name: "c", title: "t")
        #expect(!script.contains("best so far") && !script.contains("complete"))
        #expect(script.contains(InfeasibleStyle.name))
        let slices = try #require(
            page.charts.first { $0.name == "slices" }?.chart as? SliceChart)
        #expect(slices.best == nil)
    }

    @Test("of several runs per configuration has their number, their mean and their spread")
    func repeated() throws {
        var record = ReportFixture.study(trials: 30)
        record.trials[4] = ReportFixture.complete(4, job: record.job)
        record.job.runs = 3
        for index in record.trials.indices {
            record.trials[index].trial.configuration =
                record.trials[index - index % 3].trial.configuration
        }
        let page = try outline(record)
        let summary = page.section("Summary")
        #expect(summary.contains("Configurations: 10"))
        #expect(summary.contains("Each configuration is run by 3 trials with different seeds"))
        let table = page.section("Ranked table")
        #expect(table.contains("The best 5 of 10 configurations with a result. Metrics are means"))
        let best = page.section("Best configuration")
        #expect(best.contains("the best of 10 configurations."))
        #expect(best.contains("(mean of 3 trials, deviation "))
    }

    @Test("of no trial at all says so in each section")
    func empty() throws {
        let outline = try outline(StudyRecord(job: ReportFixture.job(trials: 20)))
        #expect(outline.charts.isEmpty)
        let text = outline.text
        #expect(text.contains("! The study is not finished: 0 of 20 trials are done"))
        #expect(text.contains("No trial has a result that can be ranked yet."))
        #expect(text.contains("Nothing has run yet."))
        #expect(!text.contains("## Best configuration"))
    }

    @Test("of one trial has its curve and leaves comparisons out")
    func single() throws {
        let job = ReportFixture.job(trials: 1)
        let outline = try outline(
            StudyRecord(job: job, trials: [ReportFixture.complete(0, job: job)]))
        #expect(outline.chartNames == ["learning-curves", "best-loss", "timeline"])
        #expect(outline.section("Optimization history").contains("fewer than two trials"))
        #expect(outline.section("Parameters").contains("once two trials have a result"))
        let importance = outline.section("Parameter importance")
        #expect(importance.contains("takes 10 complete trials; found 1."))
    }

    @Test("of a grid over one parameter has its slice, and says what is left out")
    func oneParameter() throws {
        let job = ReportFixture.job(
            trials: 9,
            space: SearchSpace([
                Parameter(
                    name: "learning_rate",
                    domain: .float(FloatDomain(low: 1e-3, high: 9e-3, step: 1e-3)))
            ]))
        let records = (0..<9).map { ReportFixture.complete($0, job: job) }
        let outline = try outline(StudyRecord(job: job, trials: records))
        #expect(
            outline.chartNames == [
                "learning-curves", "best-loss", "history", "slices", "timeline",
            ])
        let text = outline.section("Parameters")
        #expect(text.contains("Parallel coordinates are left out: there is one parameter only"))
        #expect(text.contains("A contour is left out"))
        #expect(
            outline.section("Parameter importance").contains("one parameter only, learning_rate"))
    }

    @Test("of a running study says how far it is, and draws what runs")
    func running() throws {
        let job = ReportFixture.job(trials: 20)
        var records = (0..<12).map { ReportFixture.complete($0, job: job) }
        records[11].trial.state = .running
        records[11].trial.metrics = [:]
        records[11].intermediateResults = Array(records[11].intermediateResults.prefix(3))
        records[11].attempts[0].endedAt = nil
        records[11].attempts[0].outcome = .running
        let record = StudyRecord(job: job, trials: records)
        let live = try outline(record, isLive: true)
        #expect(live.text.contains("! The study is still running: 11 of 20 trials are done"))
        let timeline = try #require(live.charts.last?.chart as? TimelineChart)
        let start = records[11].attempts[0].startedAt - records[0].attempts[0].startedAt
        #expect(timeline.kinds == ["complete", "without an end"])
        let open = try #require(timeline.spans.first { $0.kind == 1 })
        #expect(open.start == start)
        #expect(open.end == now - records[0].attempts[0].startedAt)

        // Nobody runs it: the attempt is known to have been there until the last sign of any.
        let left = try outline(record)
        #expect(left.text.contains("nobody runs it now"))
        let last = try #require(left.charts.last?.chart as? TimelineChart)
        #expect(last.spans.map(\.end).max() == 240.0)
    }

    @Test("of failed trials alone tells why they failed")
    func failures() throws {
        let job = ReportFixture.job(trials: 3)
        let records = (0..<3).map { ReportFixture.failed($0, job: job) }
        let outline = try outline(StudyRecord(job: job, trials: records))
        let text = outline.section("Failures and lost attempts")
        #expect(text.contains("3 trials failed."))
        #expect(text.contains("the loss is not a number after epoch 2"))
        #expect(outline.chartNames == ["learning-curves", "timeline"])
        #expect(outline.text.contains("Failed: 3"))
    }

    @Test("of trials that take no time and report nothing has no curves and no timeline")
    func instant() throws {
        let job = ReportFixture.job(trials: 30, epochs: 1)
        let records = (0..<30).map { number in
            var record = ReportFixture.complete(number, job: job, reports: false)
            record.attempts[0].endedAt = record.attempts[0].startedAt
            return record
        }
        let outline = try outline(StudyRecord(job: job, trials: records))
        #expect(!outline.chartNames.contains("learning-curves"))
        #expect(!outline.chartNames.contains("timeline"))
        #expect(outline.chartNames.contains("slices"))
        #expect(outline.section("Learning curves").contains("No trial reported any epoch"))
    }

    @Test("draws curves on a logarithmic axis before any of them leaves the figure")
    func roomForCurves() throws {
        var record = ReportFixture.study(trials: 40)
        for index in record.trials[20].intermediateResults.indices {
            record.trials[20].intermediateResults[index].metrics["validation_loss"] = 0.9
        }
        let outline = try outline(record)
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        #expect(curves.y.scale == .logarithmic && curves.y.range == nil)
    }

    @Test("names curves by the parameter where one alone varies")
    func curveNames() throws {
        let job = ReportFixture.job(
            trials: 3,
            space: SearchSpace([
                Parameter(
                    name: "learning_rate",
                    domain: .float(FloatDomain(low: 1e-3, high: 9e-3, step: 1e-3)))
            ]))
        let records = (0..<3).map { ReportFixture.complete($0, job: job) }
        let outline = try outline(StudyRecord(job: job, trials: records))
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        #expect(curves.curves.allSatisfy { $0.name.contains(": learning rate 0.00") })
    }

    @Test("takes a repetition for another seed, not for a parameter")
    func repetition() throws {
        let space = SearchSpace(
            ReportFixture.space.parameters + [
                Parameter(name: Parameter.repetition, domain: .categorical([.int(1), .int(2)]))
            ])
        let job = ReportFixture.job(trials: 40, space: space)
        let records = (0..<40).map { ReportFixture.complete($0, job: job) }
        let outline = try outline(StudyRecord(job: job, trials: records))
        #expect(outline.text.contains("another seed"))
        let weights = ParameterImportance(job: job, trials: records.map(\.trial))
        #expect(!weights.entries.isEmpty)
        #expect(!weights.entries.contains { $0.name == Parameter.repetition })
    }

    @Test("warns where the sampler learnt from the trials that are weighed")
    func learningSampler() throws {
        var record = ReportFixture.study(trials: 60)
        #expect(!(try outline(record).text.contains("The sampler learnt")))
        record.job.sampler = TPESettings().spec
        #expect(try outline(record).text.contains("! The sampler learnt from these trials"))
    }

    @Test("shows curves that went far astray beyond the figure's edge")
    func astray() throws {
        var record = ReportFixture.study(trials: 40)
        for index in record.trials[20].intermediateResults.indices {
            record.trials[20].intermediateResults[index].metrics["validation_loss"] = 1e6
        }
        record.trials[20].trial.metrics["validation_loss"] = 1e6
        let outline = try outline(record)
        let curves = try #require(outline.charts.first?.chart as? CurveChart)
        let range = try #require(curves.y.range)
        #expect(range.upperBound < 1)
        #expect(outline.section("Learning curves").contains("beyond the figure's edge"))
    }
}
