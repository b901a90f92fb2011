import Figures
import Portable
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

    /// Two values of a parameter, each with repetitions; the last trial has failed.
    private var repeated: StudyRecord {
        var job = ReportFixture.job(trials: 5)
        job.metric = Metric(name: "validation_loss", direction: .minimize)
        let runs: [(rate: Double, losses: [Double])] = [
            (0.1, [4, 2]), (0.1, [6, 4]), (0.01, [8, 7]), (0.01, [8, 9]), (0.01, []),
        ]
        let trials = runs.enumerated().map { number, run in
            TrialRecord(
                trial: Trial(
                    number: number,
                    configuration: Configuration([.init("learning_rate", .float(run.rate))]),
                    state: run.losses.isEmpty ? .failed : .complete,
                    metrics: run.losses.last.map { ["validation_loss": $0] } ?? [:]),
                intermediateResults: run.losses.enumerated().map {
                    IntermediateResult(
                        epoch: $0.offset + 1, metrics: ["validation_loss": $0.element])
                })
        }
        return StudyRecord(job: job, trials: trials)
    }

    @Test("Trials with the same value are one curve: their mean in a band of a deviation")
    func repetitions() throws {
        let deviation = 2.0.squareRoot()
        let curves = StudyCurves(repeated).byEpoch("learning_rate", label: "rate").curves
        #expect(curves.map(\.name) == ["rate 0.1", "rate 0.01"])
        #expect(curves[0].y == [5, 3] && curves[1].y == [8, 8])
        #expect(curves[0].low == [5 - deviation, 3 - deviation])
        #expect(curves[1].high == [8, 8 + deviation])
        let profile = StudyCurves(repeated).byParameter("learning_rate", label: "Rate")
        #expect(profile.curves[0].x == [0.01, 0.1] && profile.curves[0].y == [8, 3])
        #expect(profile.bandName != nil)
        let table = StudyCurves(repeated).repetitions(by: "learning_rate", heading: "lr")
        let expected = [
            ["0.1", "2", "3.00", "1.4", "2.00", "4.00"],
            ["0.01", "2", "8.00", "1.4", "7.00", "9.00"],
        ]
        #expect(table.rows == expected.map { $0.map { [Inline.text($0)] } })
    }

    @Test("A spread is mean, sample deviation and extremes")
    func spread() {
        let spread = Spread([2, 4, 4, 4, 5, 5, 7, 9])
        #expect(spread.mean == 5 && spread.least == 2 && spread.greatest == 9)
        #expect(spread.deviation == (32.0 / 7).squareRoot())
        // The mean of three times 0.1 is 0.10000000000000002.
        #expect(Spread([0.1, 0.1, 0.1]).deviation == 0)
        #expect(Spread([3]).deviation == 0 && Spread([]).mean.isNaN)
        let number = ComparedNumber(theirs: "94.85 %", aim: .above(0.9485))
        #expect(number.text(deviation: Spread([0.95, 0.96, 0.97])) == "1.000 (3)")
        #expect(number.text(deviation: Spread([0.95])) == "–")
        #expect(
            ComparedNumber(theirs: "0.0218", aim: nil).text(deviation: Spread([0.02, 0.021]))
                == "0.00071 (2)")
    }
}
