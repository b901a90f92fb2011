import Figures
import Reporting
import StudyModel
import Testing

/// Curves that several studies share.
@Suite struct StudyCurvesTests {
    private func record(_ losses: [Double?], _ direction: Metric.Direction) -> StudyRecord {
        var job = ReportFixture.job(trials: losses.count)
        job.metric.direction = direction
        let trials = losses.enumerated().map { number, loss in
            TrialRecord(
                trial: Trial(
                    number: number, configuration: Configuration([]),
                    state: loss == nil ? .failed : .complete,
                    metrics: loss.map { [job.metric.name: $0] } ?? [:]))
        }
        return StudyRecord(job: job, trials: trials)
    }

    @Test("The best so far never gets worse, and failed trials leave it where it was")
    func bestSoFar() throws {
        let chart = StudyCurves.bestSoFar([
            ("Falling", record([nil, 3, 4, nil, 1, 2], .minimize)),
            ("Rising", record([3, 4, nil, 1, 5], .maximize)),
        ])
        #expect(chart.curves.map(\.name) == ["Falling", "Rising"])
        #expect(chart.curves[0].x == [1, 2, 3, 4, 5, 6])
        #expect(chart.curves[0].y[0].isNaN)
        #expect(Array(chart.curves[0].y[1...]) == [3, 3, 3, 1, 1])
        #expect(chart.curves[1].y == [3, 4, 4, 4, 5])
    }
}
