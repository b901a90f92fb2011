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

    // MARK: Parameters

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
}
