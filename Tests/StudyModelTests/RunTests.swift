import StudyModel
import Testing

@Suite("Several runs of a configuration")
struct RunTests {
    private static let job: Job = {
        var job = Job(
            study: "s", objective: .null, metric: Metric(name: "loss"), trials: 6, columns: [],
            space: SearchSpace([Parameter(name: "x", domain: .int(IntDomain(low: 0, high: 9)))]))
        job.runs = 3
        return job
    }()

    private func trial(
        _ number: Int, _ loss: Double?, state: Trial.State = .complete
    ) -> Trial {
        Trial(
            number: number, configuration: Configuration([.init("x", .int(number / 3))]),
            state: state, metrics: loss.map { ["loss": $0, "other": $0 * 2] } ?? [:],
            failure: state == .failed ? "no memory" : nil)
    }

    @Test("have the mean of each metric and the sample's standard deviation")
    func means() throws {
        let means = RunMeans([["a": 1, "b": 5], ["a": 2, "b": 5], ["a": 6]])
        #expect(means.metrics == ["a": 3])
        #expect(means.spread.count == 3)
        // The squares of -2, -1 and 3 are 14 together; 14 / 2 = 7.
        #expect(means.spread.deviations == ["a": 7.0.squareRoot()])
        #expect(RunMeans([["a": 1]]).spread == RunSpread(count: 1, deviations: [:]))
        #expect(RunMeans([]).metrics.isEmpty)
        #expect(try #require(RunMeans([["a": 1], ["a": .nan]]).metrics["a"]).isNaN)
    }

    @Test("are one trial with the number of the first")
    func averaged() {
        let trials = (0..<6).map { trial($0, Double($0)) }
        let merged = Self.job.averaged(trials.reversed())
        #expect(merged.map(\.number) == [0, 3])
        #expect(merged.map(\.state) == [.complete, .complete])
        #expect(merged.map(\.metrics) == [["loss": 1, "other": 2], ["loss": 4, "other": 8]])
        #expect(merged.map { $0.spread?.count } == [3, 3])
        #expect(merged.map { $0.spread?.deviations["loss"] } == [1, 1])
        #expect(Self.job.averaged(endedBy: 4, of: trials) == merged[1])
        var single = Self.job
        single.runs = 1
        #expect(single.averaged(trials) == trials)
        #expect(single.averaged(endedBy: 4, of: trials) == trials[4])
    }

    @Test("of which one failed are a failed trial, with the means of the others")
    func failed() {
        let trials = [trial(0, 1), trial(1, nil, state: .failed), trial(2, 3)]
        let merged = Self.job.averaged(trials)
        #expect(merged.map(\.state) == [.failed])
        #expect(merged[0].failure == "trial 1: no memory")
        #expect(merged[0].metrics["loss"] == 2)
        #expect(merged[0].spread?.count == 2)
        #expect(Self.job.averaged(endedBy: 0, of: trials) == merged[0])
    }

    @Test("are not complete as long as one is missing or has not ended")
    func open() {
        let two = [trial(0, 1), trial(1, 2)]
        #expect(Self.job.averaged(two).map(\.state) == [.waiting])
        #expect(Self.job.averaged(endedBy: 1, of: two) == nil)
        let running = two + [trial(2, nil, state: .running)]
        #expect(Self.job.averaged(running).map(\.state) == [.running])
        #expect(Self.job.averaged(endedBy: 1, of: running) == nil)
    }

    @Test("have curves of the epochs that all have reached, and all attempts")
    func records() {
        let records = (0..<3).map { number in
            TrialRecord(
                trial: trial(number, 1),
                intermediateResults: (1...(number + 2)).map {
                    IntermediateResult(epoch: $0, metrics: ["loss": Double($0 * (number + 1))])
                })
        }
        let merged = Self.job.averaged(records)
        #expect(merged.count == 1)
        #expect(
            merged[0].intermediateResults == [
                IntermediateResult(epoch: 1, metrics: ["loss": 2]),
                IntermediateResult(epoch: 2, metrics: ["loss": 4]),
            ])
    }

    @Test("give their configuration's outcome when the last has ended, in whatever order")
    func outcomes() {
        let losses = [4.0, 1, 1]
        for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
            var outcomes = RunOutcomes(runs: 3)
            for (place, run) in order.enumerated() {
                let ended = outcomes.add(.complete(metrics: ["loss": losses[run]]), of: 6 + run)
                #expect(ended?.configuration == (place == 2 ? 2 : nil))
                if place == 2 { #expect(ended?.outcome == .complete(metrics: ["loss": 2])) }
            }
        }
        var outcomes = RunOutcomes(runs: 2)
        #expect(outcomes.add(.failed(reason: "no memory"), of: 1) == nil)
        #expect(
            outcomes.add(.complete(metrics: [:]), of: 0)?.outcome == .failed(reason: "no memory"))
    }
}
