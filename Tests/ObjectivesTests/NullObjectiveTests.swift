import Models
import StudyModel
import Testing

@testable import Objectives

@Suite struct NullObjectiveTests {
    private func configuration(_ rate: Double, _ units: Int, _ kind: String) -> Configuration {
        Configuration([
            .init("rate", .float(rate)), .init("units", .int(units)), .init("kind", .text(kind)),
        ])
    }

    @Test("The formula has exactly these values")
    func exact() {
        // Worked out in exact fractions, rounded once an operation.
        let expected: [UInt64] = [
            4_610_814_249_480_139_454, 4_614_315_909_825_999_055, 4_608_193_784_347_137_140,
        ]
        let values = [
            configuration(0.5, 3, "a"), configuration(-2, 100, "b"), configuration(1e-3, 0, ""),
        ].map { NullObjective.loss($0).bitPattern }
        #expect(values == expected)
    }

    @Test("Every parameter's value counts")
    func sensitive() {
        let base = NullObjective.loss(configuration(0.5, 3, "a"))
        #expect(NullObjective.loss(configuration(0.25, 3, "a")) != base)
        #expect(NullObjective.loss(configuration(0.5, 4, "a")) != base)
        #expect(NullObjective.loss(configuration(0.5, 3, "c")) != base)
        for rate in [-1e9, -3.0, 0, 1e-12, 7, 1e12] {
            #expect(NullObjective.loss(configuration(rate, 5, "x")) > 0)
        }
    }

    @Test("It ends at once with one report")
    func run() throws {
        let observer = RecordingObserver()
        let configuration = configuration(0.5, 3, "a")
        let end = try NullObjective().run(
            TrialRequest(job: Fixtures.job(), trial: 1, configuration: configuration),
            observer: observer)
        guard case .finished(.complete(let metrics), let intermediateResults) = end else {
            Issue.record("not complete: \(end)")
            return
        }
        #expect(metrics == ["validation_loss": NullObjective.loss(configuration)])
        // The fixture's last epoch.
        #expect(intermediateResults == [IntermediateResult(epoch: 3, metrics: metrics)])
        #expect(observer.intermediateResults == intermediateResults)
        #expect(observer.fractions == [1])
    }

    @Test("A value that makes the formula infinite is a failed trial")
    func infinite() throws {
        let end = try NullObjective().run(
            TrialRequest(
                job: Fixtures.job(), trial: 1, configuration: configuration(.nan, 3, "a")),
            observer: RecordingObserver())
        guard case .finished(.failed(let reason), let intermediateResults) = end else {
            Issue.record("not failed: \(end)")
            return
        }
        #expect(reason.contains("nan"))
        #expect(intermediateResults.isEmpty)
    }
}
