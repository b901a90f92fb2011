import StudyModel
import Testing

@testable import Figures
@testable import Reporting

@Suite("A report of a study with several objectives")
struct ObjectivesReportTests {
    /// Trials with a size beside their loss, and a time if asked.
    private func record(trials: Int = 30, others: [Metric.Objective]) -> StudyRecord {
        var record = ReportFixture.study(trials: trials)
        record.job.metric.others = others
        for index in record.trials.indices where record.trials[index].trial.state == .complete {
            let loss = record.trials[index].trial.metrics["validation_loss"] ?? 1
            record.trials[index].trial.metrics["size"] = 1 / loss + Double(index % 7)
            record.trials[index].trial.metrics["score"] = Double(index * 13 % 30) / 30
        }
        return record
    }

    private func outline(_ record: StudyRecord) throws -> PageOutline {
        try PageOutline(StudyReport(record: record, now: 1_795_290_000))
    }

    @Test("has the front of two, its hypervolume and each one's importance")
    func pair() throws {
        let outline = try outline(record(others: [.init(name: "size")]))
        #expect(outline.chartNames.prefix(2) == ["front", "hypervolume"])
        let front = try #require(outline.charts[0].chart as? FrontChart)
        #expect(front.points.count == 29 && front.hasLine)
        let ranking = Ranking(
            metric: Metric(name: "validation_loss", others: [.init(name: "size")]),
            trials: record(others: []).trials.map(\.trial))
        let own = front.points.filter { $0.standing == .front }.map(\.trial)
        #expect(Set(own) == Set(ranking.firstFront.map(\.number)))
        let volume = try #require(outline.charts[1].chart as? VolumeChart)
        #expect(volume.points.count == 29)
        let shares = volume.points.map(\.percentage)
        #expect(zip(shares, shares.dropFirst()).allSatisfy { $0 <= $1 })
        #expect((shares.last ?? 0) > 0 && shares.allSatisfy { $0 <= 100 })
        #expect(outline.section("Objectives").contains("on the Pareto front"))
        #expect(outline.section("Objectives").contains("a tenth of the front's range"))
        #expect(outline.section("Parameter importance").contains("for each objective alone"))
        #expect(outline.section("Best configuration").contains("by the first objective"))
    }

    @Test("says in which order trials are shown, and calls none but the first the best")
    func order() throws {
        let outline = try outline(record(others: [.init(name: "size")]))
        let rule = "Trials of the first Pareto front come first. Within a front, the best by each"
        #expect(outline.section("Ranked table").contains("The first 5 of 29 trials"))
        #expect(outline.section("Ranked table").contains(rule))
        #expect(outline.section("Learning curves").contains(rule))
        let parameters = outline.section("Parameters")
        #expect(parameters.contains("the first 5 stand out. The order is that of the ranked table"))
        #expect(parameters.contains("the best by validation loss is marked"))
        #expect(parameters.contains("its rank in the table"))
        #expect(!parameters.contains("the best 5"))
    }

    @Test("says which box a front of one trial has")
    func frontOfOne() throws {
        var record = record(others: [.init(name: "size")])
        // The last trial is the best by both, so that it changes the hypervolume.
        let last = try #require(
            record.trials.indices.last { record.trials[$0].trial.state == .complete })
        record.trials[last].trial.metrics = ["validation_loss": 1e-6, "size": 0]
        let objectives = try outline(record).section("Objectives")
        #expect(objectives.contains("1 of 29 ranked trials is on the Pareto front"))
        #expect(objectives.contains("a tenth beyond the worst values of all feasible trials"))
        #expect(!objectives.contains("front's range"))
    }

    @Test("has a figure per pair of three")
    func three() throws {
        let outline = try outline(
            record(others: [
                .init(name: "size"), .init(name: "score", direction: .maximize),
            ]))
        #expect(
            outline.chartNames.prefix(4) == [
                "front-1-2", "front-1-3", "front-2-3", "hypervolume",
            ])
        let chart = try #require(outline.charts[0].chart as? FrontChart)
        #expect(!chart.hasLine)
    }

    @Test("says what is missing while nothing is complete")
    func empty() throws {
        var record = record(others: [.init(name: "size")])
        for index in record.trials.indices { record.trials[index].trial.metrics["size"] = nil }
        let outline = try outline(record)
        #expect(!outline.chartNames.contains("front"))
        #expect(outline.section("Objectives").contains("no front"))
    }
}
